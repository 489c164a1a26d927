import type { Cloud } from '../cloud';
import { fields, text } from '../core/read';
import type { Route } from '../core/service';
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
import type { Network, Subnet } from './records';

export const networkKind: Kind<Network> = {
  path: 'networks',
  name: 'network',
  table: cloud => cloud.networks,
  isSeenBy: (network, call) => network.isShared || network.isExternal || isOwn(network, call),
  missing: id => notFound('NetworkNotFound', `Network ${id} could not be found.`),
  show: (network, cloud) => ({
    id: network.id,
    name: network.name,
    tenant_id: network.projectId,
    admin_state_up: true,
    mtu: 1500,
    status: 'ACTIVE',
    subnets: network.subnetIds,
    shared: network.isShared,
    availability_zone_hints: [],
    availability_zones: network.subnetIds.length > 0 ? [cloud.zone] : [],
    ipv4_address_scope: null,
    ipv6_address_scope: null,
    'router:external': network.isExternal,
    description: network.description,
    port_security_enabled: true,
    ...(network.isExternal && { is_default: false }),
    ...standardFields(network),
  }),
};

export const subnetKind: Kind<Subnet> = {
  path: 'subnets',
  name: 'subnet',
  table: cloud => cloud.subnets,
  isSeenBy: (subnet, call) =>
    isOwn(subnet, call) || call.cloud.networks.get(subnet.networkId)?.isShared === true,
  missing: id => notFound('SubnetNotFound', `Subnet ${id} could not be found.`),
  show: subnet => ({
    id: subnet.id,
    name: subnet.name,
    tenant_id: subnet.projectId,
    network_id: subnet.networkId,
    ip_version: 4,
    subnetpool_id: null,
    enable_dhcp: subnet.hasDhcp,
    ipv6_ra_mode: null,
    ipv6_address_mode: null,
    gateway_ip: subnet.gateway,
    cidr: subnet.cidr,
    allocation_pools: [subnet.pool],
    host_routes: [],
    dns_nameservers: [],
    description: subnet.description,
    service_types: [],
    ...standardFields(subnet),
  }),
};

export function addSubnet(
  cloud: Cloud,
  network: Network,
  asked: { name: string; cidr: string; pool?: Subnet['pool'] },
): Subnet {
  takeQuota(cloud, network.projectId, 'subnet');
  const [address = '', bits = '24'] = asked.cidr.split('/');
  const prefix = address.split('.').slice(0, 3).join('.');
  const last = Number(bits) >= 24 ? `${prefix}.254` : `${address.split('.').slice(0, 2).join('.')}.255.254`;
  const subnet = cloud.subnets.add({
    ...standard(cloud, network.projectId, asked),
    networkId: network.id,
    cidr: asked.cidr,
    gateway: `${prefix}.1`,
    pool: asked.pool ?? { start: `${prefix}.2`, end: last },
    hasDhcp: !network.isExternal,
  });
  revise(cloud, cloud.networks, network.id, { subnetIds: [...network.subnetIds, subnet.id] });
  return subnet;
}

export function addNetwork(
  cloud: Cloud,
  projectId: string,
  asked: { name: string; isShared?: boolean; isExternal?: boolean; description?: string },
): Network {
  takeQuota(cloud, projectId, 'network');
  return cloud.networks.add({
    ...standard(cloud, projectId, asked),
    isShared: asked.isShared ?? false,
    isExternal: asked.isExternal ?? false,
    subnetIds: [],
    revision: 1,
  });
}

const writing: Route[] = [
  {
    method: 'POST',
    path: '/networks',
    run({ cloud, body, token }) {
      const { name, description } = fields(body, 'network');
      const network = addNetwork(cloud, token.project?.id ?? '', {
        name: text(name) ?? '',
        description: text(description) ?? '',
      });
      return { status: 201, body: { network: networkKind.show(network, cloud) } };
    },
  },
  {
    method: 'DELETE',
    path: '/networks/:id',
    run(call) {
      const { cloud } = call;
      const network = found(networkKind, call);
      for (const port of cloud.ports.values())
        if (port.networkId === network.id)
          throw conflict(
            'NetworkInUse',
            `Unable to complete operation on network ${network.id}. There are one or more ports still in use on the network, id for these ports is: ${port.id}.`,
          );
      for (const id of network.subnetIds) cloud.subnets.remove(id);
      cloud.usage.add(network.projectId, 'subnet', -network.subnetIds.length);
      cloud.usage.add(network.projectId, 'network', -1);
      cloud.networks.remove(network.id);
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/subnets',
    run(call) {
      const asked = fields(call.body, 'subnet');
      const network = found(networkKind, call, text(asked.network_id) ?? '');
      const cidr = text(asked.cidr);
      if (cidr === undefined)
        throw badRequest(
          'BadRequest',
          'Bad subnets request: a subnetpool must be specified in the absence of a cidr.',
        );
      const subnet = addSubnet(call.cloud, network, { name: text(asked.name) ?? '', cidr });
      return { status: 201, body: { subnet: subnetKind.show(subnet, call.cloud) } };
    },
  },
];

export const networkRoutes: Route[] = [
  ...readingRoutes(networkKind),
  ...readingRoutes(subnetKind),
  ...writing,
];
