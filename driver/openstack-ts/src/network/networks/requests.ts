import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, listOf, oneOf, projectOf } from '../../resource.ts';
import { type Network, networkSchema } from './results.ts';
import * as urls from './urls.ts';

export interface NetworkQuery {
  name?: string | undefined;
  isExternal?: boolean | undefined;
  isShared?: boolean | undefined;
  projectId?: string | undefined;
  limit?: number | undefined;
}

/** Networks that may be seen: the project's, shared and external ones; all of the cloud for an administrator. */
export function list(
  cloud: Cloud,
  { isExternal, isShared, projectId, name, limit }: NetworkQuery = {},
  { signal }: CallOptions = {},
): AsyncGenerator<Network, void> {
  const query = { 'router:external': isExternal, shared: isShared, project_id: projectId, name, limit };
  return listOf(cloud, networkSchema, { service: 'network', path: urls.all, key: 'networks', query, signal });
}

/** Networks that the project may use: its own, shared and external ones, also where others' may be seen. */
export async function* listUsable(cloud: Cloud, { signal }: CallOptions = {}): AsyncGenerator<Network, void> {
  const project = await projectOf(cloud, { signal });
  for await (const one of list(cloud, {}, { signal }))
    if (one.isShared || one.isExternal || one.projectId === project) yield one;
}

/** @throws OpenStackError NotFound */
export function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<Network> {
  const call = { service: 'network', method: 'GET', path: urls.one(id), signal } as const;
  return oneOf(cloud, networkSchema, { ...call, key: 'network' });
}
