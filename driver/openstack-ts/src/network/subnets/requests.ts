import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, listOf, oneOf } from '../../resource.ts';
import { type Subnet, subnetSchema } from './results.ts';
import * as urls from './urls.ts';

/** Subnets that may be seen. */
export function list(
  cloud: Cloud,
  {
    networkId,
    name,
    limit,
  }: { networkId?: string | undefined; name?: string | undefined; limit?: number | undefined } = {},
  { signal }: CallOptions = {},
): AsyncGenerator<Subnet, void> {
  const query = { network_id: networkId, name, limit };
  return listOf(cloud, subnetSchema, { service: 'network', path: urls.all, key: 'subnets', query, signal });
}

/** @throws OpenStackError NotFound */
export function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<Subnet> {
  const call = { service: 'network', method: 'GET', path: urls.one(id), signal } as const;
  return oneOf(cloud, subnetSchema, { ...call, key: 'subnet' });
}
