import type { Cloud } from '../../core/cloud.ts';
import { type Quota, quotasSchema } from '../../quotas/fields.ts';
import { type CallOptions, oneOf } from '../../resource.ts';
import { type ComputeLimits, limitsSchema } from './results.ts';
import * as urls from './urls.ts';

/** What the project may have of Compute, and has. */
export function get(cloud: Cloud, { signal }: CallOptions = {}): Promise<ComputeLimits> {
  const call = { service: 'compute', method: 'GET', path: urls.limits, signal } as const;
  return oneOf(cloud, limitsSchema, { ...call, key: 'limits' });
}

/** Every quota of a project by the service's own name, with what is used: `instances`, `cores`, `ram`, `key_pairs` … */
export function quotas(
  cloud: Cloud,
  projectId: string,
  { signal }: CallOptions = {},
): Promise<Record<string, Quota>> {
  const call = { service: 'compute', method: 'GET', path: urls.quotas(projectId), signal } as const;
  return oneOf(cloud, quotasSchema, { ...call, key: 'quota_set' });
}
