import type { Cloud } from '../cloud';
import { fields, list, text, texts } from '../core/read';
import type { Call, Route } from '../core/service';
import {
  found,
  isOwn,
  type Kind,
  readingRoutes,
  revise,
  standard,
  standardFields,
  takeQuota,
} from './collection';
import { badRequest, conflict, notFound } from './errors';
import { networkKind } from './networks';
import type { FixedIp, Network, Port } from './records';
import { defaultGroup, groupKind } from './securityGroups';

export const portKind: Kind<Port> = {
  path: 'ports',
  name: 'port',
  table: cloud => cloud.ports,
  isSeenBy: isOwn,
  missing: id => notFound('PortNotFound', `Port ${id} could not be found.`),
  narrowed: ({ cloud, query }) => {
    const devices = query.getAll('device_id');
    if (devices.length === 0) return undefined;
    return devices.flatMap(id =>
      [...(cloud.portsOf.get(id) ?? [])].flatMap(one => cloud.ports.get(one) ?? []),
    );
  },
  show: port => ({
    id: port.id,
    name: port.name,
    network_id: port.networkId,
    tenant_id: port.projectId,
    mac_address: port.mac,
    admin_state_up: true,
    status: port.status,
    device_id: port.deviceId,
    device_owner: port.deviceOwner,
    fixed_ips: port.fixedIps.map(({ subnetId, address }) => ({ subnet_id: subnetId, ip_address: address })),
    allowed_address_pairs: [],
    extra_dhcp_opts: [],
    security_groups: port.securityGroupIds,
    description: port.description,
    'binding:vnic_type': 'normal',
    port_security_enabled: true,
    ...standardFields(port),
  }),
};

const toNumber = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (value: number) =>
  [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.');

/** The next free address of one of the network's subnets. */
export function takeAddress(cloud: Cloud, network: Network, wanted?: string): FixedIp {
  for (const subnetId of network.subnetIds) {
    const subnet = cloud.subnets.get(subnetId);
    if (!subnet) continue;
    const taken = cloud.addresses.get(subnetId) ?? new Set<string>();
    cloud.addresses.set(subnetId, taken);
    const [start, end] = [toNumber(subnet.pool.start), toNumber(subnet.pool.end)];
    const size = end - start + 1;
    const first = wanted === undefined ? Math.floor(size / 2) + taken.size : toNumber(wanted) - start;
    const tries = wanted === undefined ? size : 1;
    for (let i = 0; i < tries; i += 1) {
      const address = toAddress(start + ((first + i) % size));
      if (taken.has(address)) continue;
      taken.add(address);
      return { subnetId, address };
    }
  }
  throw wanted === undefined
    ? conflict('IpAddressGenerationFailure', `No more IP addresses available on network ${network.id}.`)
    : conflict(
        'IpAddressAlreadyAllocated',
        `IP address ${wanted} already allocated in subnet ${network.subnetIds[0]}`,
      );
}

export interface PortRequest {
  name?: string;
  description?: string;
  deviceId?: string;
  deviceOwner?: string;
  securityGroupIds: readonly string[];
  address?: string | undefined;
}

/** @throws {Refusal} over quota, or no address is left */
export function addPort(cloud: Cloud, projectId: string, network: Network, asked: PortRequest): Port {
  takeQuota(cloud, projectId, 'port');
  const port = cloud.ports.add({
    ...standard(cloud, projectId, asked),
    networkId: network.id,
    mac: cloud.ids.mac(),
    status: 'DOWN',
    deviceId: asked.deviceId ?? '',
    deviceOwner: asked.deviceOwner ?? '',
    fixedIps: network.subnetIds.length > 0 ? [takeAddress(cloud, network, asked.address)] : [],
    securityGroupIds: asked.securityGroupIds,
    revision: 1,
  });
  countIn(cloud, port, 1);
  note(cloud.portsOf, port.deviceId, port.id);
  return port;
}

export function changePort(cloud: Cloud, id: string, patch: Partial<Port>): Port | undefined {
  const port = cloud.ports.get(id);
  if (!port) return undefined;
  if (patch.securityGroupIds) countIn(cloud, port, -1);
  const changed = revise(cloud, cloud.ports, id, patch);
  if (patch.securityGroupIds) countIn(cloud, changed, 1);
  if (patch.deviceId !== undefined) {
    cloud.portsOf.get(port.deviceId)?.delete(id);
    note(cloud.portsOf, patch.deviceId, id);
  }
  return changed;
}

export function removePort(cloud: Cloud, id: string): void {
  const port = cloud.ports.get(id);
  if (!port) return;
  countIn(cloud, port, -1);
  const of = cloud.portsOf.get(port.deviceId);
  of?.delete(id);
  if (of?.size === 0) cloud.portsOf.delete(port.deviceId);
  for (const { subnetId, address } of port.fixedIps) cloud.addresses.get(subnetId)?.delete(address);
  for (const floating of cloud.floatingIpsOf.get(id) ?? [])
    revise(cloud, cloud.floatingIps, floating, {
      portId: null,
      fixedAddress: null,
      routerId: null,
      status: 'DOWN',
    });
  cloud.floatingIpsOf.delete(id);
  cloud.ports.remove(id);
  cloud.usage.add(port.projectId, 'port', -1);
}

export function note(index: Map<string, Set<string>>, key: string, id: string): void {
  if (key === '') return;
  index.set(key, (index.get(key) ?? new Set()).add(id));
}

function countIn(cloud: Cloud, { securityGroupIds }: Port, by: number): void {
  for (const id of securityGroupIds) cloud.portsIn.set(id, (cloud.portsIn.get(id) ?? 0) + by);
}

function groupsAsked(call: Call, asked: unknown): string[] | undefined {
  if (asked === undefined) return undefined;
  const ids = texts(asked);
  for (const id of ids) found(groupKind, call, id);
  return ids;
}

const writing: Route[] = [
  {
    method: 'POST',
    path: '/ports',
    run(call) {
      const { cloud, body, token } = call;
      const asked = fields(body, 'port');
      const projectId = token.project?.id ?? '';
      const networkId = text(asked.network_id);
      if (networkId === undefined)
        throw badRequest(
          'HTTPBadRequest',
          "Failed to parse request. Required attribute 'network_id' not specified",
        );
      const network = found(networkKind, call, networkId);
      const groups = groupsAsked(call, asked.security_groups) ?? [defaultGroup(cloud, projectId).id];
      const port = addPort(cloud, projectId, network, {
        name: text(asked.name) ?? '',
        description: text(asked.description) ?? '',
        deviceId: text(asked.device_id) ?? '',
        deviceOwner: text(asked.device_owner) ?? '',
        securityGroupIds: groups,
        address: text(fields(list(asked.fixed_ips)[0]).ip_address),
      });
      return { status: 201, body: { port: portKind.show(port, cloud) } };
    },
  },
  {
    method: 'PUT',
    path: '/ports/:id',
    run(call) {
      const { cloud, body } = call;
      const port = found(portKind, call);
      const { name, description, security_groups } = fields(body, 'port');
      const groups = groupsAsked(call, security_groups);
      const changed = changePort(cloud, port.id, {
        ...(name !== undefined && { name: String(name) }),
        ...(description !== undefined && { description: String(description) }),
        ...(groups && { securityGroupIds: groups }),
      });
      return { status: 200, body: { port: changed && portKind.show(changed, cloud) } };
    },
  },
  {
    method: 'DELETE',
    path: '/ports/:id',
    run(call) {
      const port = found(portKind, call);
      if (port.deviceOwner.startsWith('network:router'))
        throw conflict(
          'ServicePortInUse',
          `Port ${port.id} cannot be deleted directly via the port API: has device owner ${port.deviceOwner}.`,
        );
      removePort(call.cloud, port.id);
      return { status: 204 };
    },
  },
];

export const portRoutes: Route[] = [...readingRoutes(portKind), ...writing];
