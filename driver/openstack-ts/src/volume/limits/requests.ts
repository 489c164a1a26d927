import type { Cloud } from '../../core/cloud.ts';
import { type Quota, quotasSchema } from '../../quotas/fields.ts';
import { type CallOptions, oneOf } from '../../resource.ts';
import { type VolumeLimits, volumeLimitsSchema } from './results.ts';
import * as urls from './urls.ts';

/** What the project may have of Block Storage, and has. */
export function get(cloud: Cloud, { signal }: CallOptions = {}): Promise<VolumeLimits> {
  const call = { service: 'volume', method: 'GET', path: urls.limits, signal } as const;
  return oneOf(cloud, volumeLimitsSchema, { ...call, key: 'limits' });
}

/** Every quota of a project by the service's own name, also those of one type: `volumes`, `gigabytes_ssd` … */
export function quotas(
  cloud: Cloud,
  projectId: string,
  { signal }: CallOptions = {},
): Promise<Record<string, Quota>> {
  const query = { usage: 'true' };
  const call = { service: 'volume', method: 'GET', path: urls.quotas(projectId), query, signal } as const;
  return oneOf(cloud, quotasSchema, { ...call, key: 'quota_set' });
}
