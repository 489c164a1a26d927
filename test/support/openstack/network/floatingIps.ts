import type { Cloud } from '../cloud';
import { fields, text } from '../core/read';
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
import { badRequest, notFound } from './errors';
import { networkKind } from './networks';
import { note, portKind, takeAddress } from './ports';
import type { FloatingIp, Router } from './records';

export const floatingIpKind: Kind<FloatingIp> = {
  path: 'floatingips',
  name: 'floatingip',
  table: cloud => cloud.floatingIps,
  isSeenBy: isOwn,
  forgivesMarker: true,
  missing: id => notFound('FloatingIPNotFound', `Floating IP ${id} could not be found`),
  show: (floating, cloud) => ({
    id: floating.id,
    tenant_id: floating.projectId,
    floating_ip_address: floating.address,
    floating_network_id: floating.networkId,
    router_id: floating.routerId,
    port_id: floating.portId,
    fixed_ip_address: floating.fixedAddress,
    status: floating.status,
    description: floating.description,
    port_details: detailsOf(cloud, floating.portId),
    ...standardFields(floating),
  }),
};

function detailsOf(cloud: Cloud, portId: string | null) {
  const port = portId === null ? undefined : cloud.ports.get(portId);
  if (!port) return null;
  return {
    name: port.name,
    network_id: port.networkId,
    mac_address: port.mac,
    admin_state_up: true,
    status: port.status,
    device_id: port.deviceId,
    device_owner: port.deviceOwner,
  };
}

/** The router that leads from the port's subnet to the outside. */
function routerFor(cloud: Cloud, subnetId: string, networkId: string): Router | undefined {
  for (const router of cloud.routers.values())
    if (router.externalNetworkId === networkId && router.subnetIds.includes(subnetId)) return router;
  return undefined;
}

type Association = Pick<FloatingIp, 'portId' | 'fixedAddress' | 'routerId' | 'status'>;

function association(call: Call, networkId: string, portId: unknown): Association {
  if (portId === null || portId === undefined)
    return { portId: null, fixedAddress: null, routerId: null, status: 'DOWN' };
  const port = found(portKind, call, String(portId));
  const fixed = port.fixedIps[0];
  if (!fixed)
    throw badRequest(
      'BadRequest',
      `Bad floatingip request: Cannot add floating IP to port ${port.id} that has no fixed IPv4 addresses.`,
    );
  const router = routerFor(call.cloud, fixed.subnetId, networkId);
  if (!router)
    throw notFound(
      'ExternalGatewayForFloatingIPNotFound',
      `External network ${networkId} is not reachable from subnet ${fixed.subnetId}.  Therefore, cannot associate Port ${port.id} with a Floating IP.`,
    );
  return { portId: port.id, fixedAddress: fixed.address, routerId: router.id, status: 'DOWN' };
}

/** The agent that leads it there says so a while later. */
function lead(cloud: Cloud, { id, portId }: FloatingIp): void {
  if (portId === null) return;
  cloud.agenda.after(cloud.takes('floating'), () => {
    if (cloud.floatingIps.get(id)?.portId === portId)
      revise(cloud, cloud.floatingIps, id, { status: 'ACTIVE' });
  });
}

const writing: Route[] = [
  {
    method: 'POST',
    path: '/floatingips',
    run(call) {
      const { cloud, token } = call;
      const asked = fields(call.body, 'floatingip');
      const projectId = token.project?.id ?? '';
      const network = found(networkKind, call, text(asked.floating_network_id) ?? '');
      if (!network.isExternal)
        throw badRequest(
          'BadRequest',
          `Bad floatingip request: Network ${network.id} is not a valid external network.`,
        );
      const to = association(call, network.id, asked.port_id);
      takeQuota(cloud, projectId, 'floatingip');
      const floating = cloud.floatingIps.add({
        ...standard(cloud, projectId, asked),
        name: '',
        networkId: network.id,
        address: takeAddress(cloud, network).address,
        ...to,
      });
      if (to.portId !== null) note(cloud.floatingIpsOf, to.portId, floating.id);
      lead(cloud, floating);
      return { status: 201, body: { floatingip: floatingIpKind.show(floating, cloud) } };
    },
  },
  {
    method: 'PUT',
    path: '/floatingips/:id',
    run(call) {
      const { cloud } = call;
      const floating = found(floatingIpKind, call);
      const asked = fields(call.body, 'floatingip');
      const to = 'port_id' in asked ? association(call, floating.networkId, asked.port_id) : undefined;
      if (to && floating.portId !== null) cloud.floatingIpsOf.get(floating.portId)?.delete(floating.id);
      if (to && to.portId !== null) note(cloud.floatingIpsOf, to.portId, floating.id);
      const changed = revise(cloud, cloud.floatingIps, floating.id, {
        ...to,
        ...(asked.description !== undefined && { description: String(asked.description) }),
      });
      if (to) lead(cloud, changed);
      return { status: 200, body: { floatingip: floatingIpKind.show(changed, cloud) } };
    },
  },
  {
    method: 'DELETE',
    path: '/floatingips/:id',
    run(call) {
      const { cloud } = call;
      const floating = found(floatingIpKind, call);
      if (floating.portId !== null) cloud.floatingIpsOf.get(floating.portId)?.delete(floating.id);
      for (const id of cloud.networks.get(floating.networkId)?.subnetIds ?? [])
        cloud.addresses.get(id)?.delete(floating.address);
      cloud.floatingIps.remove(floating.id);
      cloud.usage.add(floating.projectId, 'floatingip', -1);
      return { status: 204 };
    },
  },
];

export const floatingIpRoutes: Route[] = [...readingRoutes(floatingIpKind), ...writing];
