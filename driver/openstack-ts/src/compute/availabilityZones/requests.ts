import { z } from 'zod';
import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, oneOf } from '../../resource.ts';
import { type AvailabilityZone, availabilityZoneSchema } from './results.ts';
import * as urls from './urls.ts';

/** Zones, whether they are up or not. */
export function list(cloud: Cloud, { signal }: CallOptions = {}): Promise<AvailabilityZone[]> {
  const call = { service: 'compute', method: 'GET', path: urls.all, signal } as const;
  return oneOf(cloud, z.array(availabilityZoneSchema), { ...call, key: 'availabilityZoneInfo' });
}
