import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, ifRevision, listOf, type OfProject, ofProject, oneOf } from '../../resource.ts';
import { tagsOf } from '../tags.ts';
import { type Port, portSchema } from './results.ts';
import * as urls from './urls.ts';

export interface PortQuery extends OfProject {
  deviceId?: string | undefined;
  networkId?: string | undefined;
  name?: string | undefined;
  /** All of these. */
  tags?: readonly string[] | undefined;
  limit?: number | undefined;
}

/** Ports of the project. */
export async function* list(
  cloud: Cloud,
  query: PortQuery = {},
  { signal }: CallOptions = {},
): AsyncGenerator<Port, void> {
  const { deviceId, networkId, name, tags, limit } = query;
  yield* listOf(cloud, portSchema, {
    service: 'network',
    path: urls.all,
    key: 'ports',
    query: {
      ...{ device_id: deviceId, network_id: networkId, name, tags: tags?.join(','), limit },
      project_id: await ofProject(cloud, query, { signal }),
    },
    signal,
  });
}

/** @throws OpenStackError NotFound */
export function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<Port> {
  const call = { service: 'network', method: 'GET', path: urls.one(id), signal } as const;
  return oneOf(cloud, portSchema, { ...call, key: 'port' });
}

export interface PortWish {
  networkId: string;
  name?: string | undefined;
  description?: string | undefined;
  securityGroupIds?: readonly string[] | undefined;
  addresses?: readonly { address?: string | undefined; subnetId?: string | undefined }[] | undefined;
}

/** @throws OpenStackError QuotaExceeded, BadRequest */
export function create(cloud: Cloud, wish: PortWish, { signal }: CallOptions = {}): Promise<Port> {
  const body = { port: { network_id: wish.networkId, ...bodyOf(wish) } };
  const call = { service: 'network', method: 'POST', path: urls.all, body, signal } as const;
  return oneOf(cloud, portSchema, { ...call, key: 'port' });
}

/** Changes what is said, and leaves the rest. @throws OpenStackError NotFound, PreconditionFailed */
export function update(
  cloud: Cloud,
  id: string,
  changes: Omit<PortWish, 'networkId'>,
  { signal, ifMatch }: CallOptions & { ifMatch?: number | undefined } = {},
): Promise<Port> {
  const body = { port: bodyOf(changes) };
  const headers = ifRevision(ifMatch);
  const call = { service: 'network', method: 'PUT', path: urls.one(id), body, headers, signal } as const;
  return oneOf(cloud, portSchema, { ...call, key: 'port' });
}

/** @throws OpenStackError NotFound, Conflict */
export async function remove(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<void> {
  await cloud.call({ service: 'network', method: 'DELETE', path: urls.one(id), signal });
}

export const { addTag, removeTag } = tagsOf('ports');

function bodyOf({ name, description, securityGroupIds, addresses }: Omit<PortWish, 'networkId'>) {
  return {
    name,
    description,
    security_groups: securityGroupIds,
    fixed_ips: addresses?.map(one => ({ ip_address: one.address, subnet_id: one.subnetId })),
  };
}
