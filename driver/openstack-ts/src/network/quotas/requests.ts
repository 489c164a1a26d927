import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, oneOf } from '../../resource.ts';
import { type NetworkQuotas, networkQuotasSchema } from './results.ts';
import * as urls from './urls.ts';

/** What a project may have of Network, and has. @throws OpenStackError NotFound where the cloud doesn't tell */
export function get(cloud: Cloud, projectId: string, { signal }: CallOptions = {}): Promise<NetworkQuotas> {
  const call = { service: 'network', method: 'GET', path: urls.one(projectId), signal } as const;
  return oneOf(cloud, networkQuotasSchema, { ...call, key: 'quota' });
}
