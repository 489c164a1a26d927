import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, listOf, type OfProject, ofProject, oneOf } from '../../resource.ts';
import { tagsOf } from '../tags.ts';
import { type FloatingIp, floatingIpSchema } from './results.ts';
import * as urls from './urls.ts';

export interface FloatingIpQuery extends OfProject {
  networkId?: string | undefined;
  portId?: string | undefined;
  address?: string | undefined;
  /** All of these. */
  tags?: readonly string[] | undefined;
  limit?: number | undefined;
}

/** Floating addresses of the project. */
export async function* list(
  cloud: Cloud,
  query: FloatingIpQuery = {},
  { signal }: CallOptions = {},
): AsyncGenerator<FloatingIp, void> {
  const { networkId, portId, address, tags, limit } = query;
  yield* listOf(cloud, floatingIpSchema, {
    service: 'network',
    path: urls.all,
    key: 'floatingips',
    query: {
      ...{ floating_network_id: networkId, port_id: portId, floating_ip_address: address },
      ...{ tags: tags?.join(','), limit, project_id: await ofProject(cloud, query, { signal }) },
    },
    signal,
  });
}

/** @throws OpenStackError NotFound */
export function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<FloatingIp> {
  const call = { service: 'network', method: 'GET', path: urls.one(id), signal } as const;
  return oneOf(cloud, floatingIpSchema, { ...call, key: 'floatingip' });
}

export interface FloatingIpWish {
  /** The external network that it comes from. */
  networkId: string;
  portId?: string | undefined;
  /** Where the port has several. */
  fixedAddress?: string | undefined;
  description?: string | undefined;
}

/** @throws OpenStackError QuotaExceeded, NotFound (no router leads from the port to that network), Conflict (none is free) */
export function create(
  cloud: Cloud,
  wish: FloatingIpWish,
  { signal }: CallOptions = {},
): Promise<FloatingIp> {
  const { networkId, portId, fixedAddress, description } = wish;
  const floatingip = {
    ...{ floating_network_id: networkId, port_id: portId },
    ...{ fixed_ip_address: fixedAddress, description },
  };
  const call = { service: 'network', method: 'POST', path: urls.all, body: { floatingip }, signal } as const;
  return oneOf(cloud, floatingIpSchema, { ...call, key: 'floatingip' });
}

/** Gives it to a port, or takes it from it (null). @throws OpenStackError NotFound, Conflict */
export function update(
  cloud: Cloud,
  id: string,
  changes: { portId?: string | null | undefined; description?: string | undefined },
  { signal }: CallOptions = {},
): Promise<FloatingIp> {
  const body = { floatingip: { port_id: changes.portId, description: changes.description } };
  const call = { service: 'network', method: 'PUT', path: urls.one(id), body, signal } as const;
  return oneOf(cloud, floatingIpSchema, { ...call, key: 'floatingip' });
}

/** @throws OpenStackError NotFound */
export async function remove(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<void> {
  await cloud.call({ service: 'network', method: 'DELETE', path: urls.one(id), signal });
}

export const { addTag, removeTag } = tagsOf('floatingips');
