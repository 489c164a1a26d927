import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, listOf } from '../../resource.ts';
import { type VolumeType, volumeTypeSchema } from './results.ts';
import * as urls from './urls.ts';

/** Types that the project may use. */
export function list(cloud: Cloud, { signal }: CallOptions = {}): AsyncGenerator<VolumeType, void> {
  const call = { service: 'volume', path: urls.all, key: 'volume_types', signal } as const;
  return listOf(cloud, volumeTypeSchema, call);
}
