import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, ifRevision, listOf, type OfProject, ofProject, oneOf } from '../../resource.ts';
import { tagsOf } from '../tags.ts';
import { type SecurityGroup, securityGroupSchema } from './results.ts';
import * as urls from './urls.ts';

export interface SecurityGroupQuery extends OfProject {
  /** Several groups may have it. */
  name?: string | undefined;
  /** All of these. */
  tags?: readonly string[] | undefined;
  limit?: number | undefined;
}

/** Only what nobody has changed since: by `revisionNumber`. */
export interface IfMatch {
  ifMatch?: number | undefined;
}

/** Security groups of the project, with their rules. */
export async function* list(
  cloud: Cloud,
  query: SecurityGroupQuery = {},
  { signal }: CallOptions = {},
): AsyncGenerator<SecurityGroup, void> {
  const { name, tags, limit } = query;
  const project_id = await ofProject(cloud, query, { signal });
  yield* listOf(cloud, securityGroupSchema, {
    service: 'network',
    path: urls.all,
    key: 'security_groups',
    query: { name, tags: tags?.join(','), limit, project_id },
    signal,
  });
}

/** @throws OpenStackError NotFound */
export function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<SecurityGroup> {
  const call = { service: 'network', method: 'GET', path: urls.one(id), signal } as const;
  return oneOf(cloud, securityGroupSchema, { ...call, key: 'security_group' });
}

/** It lets everything out, and nothing in. @throws OpenStackError QuotaExceeded */
export function create(
  cloud: Cloud,
  { name, description }: { name: string; description?: string | undefined },
  { signal }: CallOptions = {},
): Promise<SecurityGroup> {
  const body = { security_group: { name, description } };
  const call = { service: 'network', method: 'POST', path: urls.all, body, signal } as const;
  return oneOf(cloud, securityGroupSchema, { ...call, key: 'security_group' });
}

/**
 * Changes what is said, and leaves the rest.
 * @param options.ifMatch writes that come at the same instant may both go through, so it alone is no lock
 * @throws OpenStackError NotFound, PreconditionFailed
 */
export function update(
  cloud: Cloud,
  id: string,
  changes: { name?: string | undefined; description?: string | undefined },
  { signal, ifMatch }: CallOptions & IfMatch = {},
): Promise<SecurityGroup> {
  const body = { security_group: changes };
  const headers = ifRevision(ifMatch);
  const call = { service: 'network', method: 'PUT', path: urls.one(id), body, headers, signal } as const;
  return oneOf(cloud, securityGroupSchema, { ...call, key: 'security_group' });
}

/** @throws OpenStackError NotFound, Conflict (in use), PreconditionFailed */
export async function remove(
  cloud: Cloud,
  id: string,
  { signal, ifMatch }: CallOptions & IfMatch = {},
): Promise<void> {
  const headers = ifRevision(ifMatch);
  await cloud.call({ service: 'network', method: 'DELETE', path: urls.one(id), headers, signal });
}

export const { addTag, removeTag } = tagsOf('security-groups');
