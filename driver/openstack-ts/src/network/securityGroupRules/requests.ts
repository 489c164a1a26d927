import { z } from 'zod';
import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, listOf, type OfProject, ofProject, oneOf } from '../../resource.ts';
import { type SecurityGroupRule, securityGroupRuleSchema } from './results.ts';
import * as urls from './urls.ts';

export interface RuleWish {
  securityGroupId: string;
  direction: 'ingress' | 'egress';
  ethertype?: 'IPv4' | 'IPv6' | undefined;
  protocol?: string | undefined;
  portMin?: number | undefined;
  portMax?: number | undefined;
  remotePrefix?: string | undefined;
  remoteGroupId?: string | undefined;
  description?: string | undefined;
}

/** Rules of the project's groups. */
export async function* list(
  cloud: Cloud,
  query: OfProject & { securityGroupId?: string | undefined; limit?: number | undefined } = {},
  { signal }: CallOptions = {},
): AsyncGenerator<SecurityGroupRule, void> {
  const project_id = await ofProject(cloud, query, { signal });
  yield* listOf(cloud, securityGroupRuleSchema, {
    service: 'network',
    path: urls.all,
    key: 'security_group_rules',
    query: { security_group_id: query.securityGroupId, limit: query.limit, project_id },
    signal,
  });
}

/** @throws OpenStackError Conflict where the group has just this rule, QuotaExceeded */
export function create(
  cloud: Cloud,
  wish: RuleWish,
  { signal }: CallOptions = {},
): Promise<SecurityGroupRule> {
  const body = { security_group_rule: bodyOf(wish) };
  const call = { service: 'network', method: 'POST', path: urls.all, body, signal } as const;
  return oneOf(cloud, securityGroupRuleSchema, { ...call, key: 'security_group_rule' });
}

/** All of them in one call, or none. @throws OpenStackError as `create` */
export function createMany(
  cloud: Cloud,
  wishes: readonly RuleWish[],
  { signal }: CallOptions = {},
): Promise<SecurityGroupRule[]> {
  const body = { security_group_rules: wishes.map(bodyOf) };
  const call = { service: 'network', method: 'POST', path: urls.all, body, signal } as const;
  return oneOf(cloud, z.array(securityGroupRuleSchema), { ...call, key: 'security_group_rules' });
}

/** @throws OpenStackError NotFound */
export async function remove(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<void> {
  await cloud.call({ service: 'network', method: 'DELETE', path: urls.one(id), signal });
}

function bodyOf(wish: RuleWish) {
  return {
    security_group_id: wish.securityGroupId,
    direction: wish.direction,
    ethertype: wish.ethertype,
    protocol: wish.protocol,
    port_range_min: wish.portMin,
    port_range_max: wish.portMax,
    remote_ip_prefix: wish.remotePrefix,
    remote_group_id: wish.remoteGroupId,
    description: wish.description,
  };
}
