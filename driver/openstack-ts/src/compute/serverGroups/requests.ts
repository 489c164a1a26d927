import type { Cloud } from '../../core/cloud.ts';
import { allOf } from '../../core/pages.ts';
import { type CallOptions, listOf, oneOf } from '../../resource.ts';
import { type ServerGroup, serverGroupSchema } from './results.ts';
import * as urls from './urls.ts';

/** Until then a group has a list of policies; soft ones are from 2.15 on. */
const OF_LISTS = { least: '2.1', most: '2.63' };
const SOFT = { least: '2.15', most: '2.63' };
const PAGE = 500;

/** Pages have no links here: each is asked for by its offset, until one comes that is not full. */
export async function* list(cloud: Cloud, { signal }: CallOptions = {}): AsyncGenerator<ServerGroup, void> {
  for (let offset = 0; ; offset += PAGE) {
    const query = { limit: PAGE, offset };
    const call = {
      service: 'compute',
      path: urls.all,
      key: 'server_groups',
      microversion: OF_LISTS,
    } as const;
    const page = await allOf(listOf(cloud, serverGroupSchema, { ...call, query, signal }));
    yield* page;
    if (page.length < PAGE) return;
  }
}

export type Policy = 'affinity' | 'anti-affinity' | 'soft-affinity' | 'soft-anti-affinity';

/** @throws OpenStackError QuotaExceeded, NoMicroversion (a soft policy) */
export function create(
  cloud: Cloud,
  { name, policy }: { name: string; policy: Policy },
  { signal }: CallOptions = {},
): Promise<ServerGroup> {
  return oneOf(cloud, serverGroupSchema, {
    service: 'compute',
    method: 'POST',
    path: urls.all,
    body: { server_group: { name, policies: [policy] } },
    microversion: policy.startsWith('soft') ? SOFT : OF_LISTS,
    key: 'server_group',
    signal,
  });
}

/** @throws OpenStackError NotFound */
export async function remove(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<void> {
  await cloud.call({ service: 'compute', method: 'DELETE', path: urls.one(id), signal });
}
