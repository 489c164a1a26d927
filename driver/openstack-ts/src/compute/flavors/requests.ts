import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, listOf, oneOf } from '../../resource.ts';
import { extraSpecsSchema, type Flavor, flavorSchema } from './results.ts';
import * as urls from './urls.ts';

/** 2.61 tells extra specs with each. */
const READ = { least: '2.1', most: '2.61' };

/** Flavors that the project may use. */
export function list(
  cloud: Cloud,
  query: { minDisk?: number | undefined; minRam?: number | undefined; limit?: number | undefined } = {},
  { signal }: CallOptions = {},
): AsyncGenerator<Flavor, void> {
  const call = {
    service: 'compute',
    path: urls.details,
    key: 'flavors',
    microversion: READ,
    signal,
  } as const;
  return listOf(cloud, flavorSchema, { ...call, query });
}

/** @throws OpenStackError NotFound */
export function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<Flavor> {
  const call = { service: 'compute', method: 'GET', path: urls.one(id), microversion: READ, signal } as const;
  return oneOf(cloud, flavorSchema, { ...call, key: 'flavor' });
}

/** What the scheduler wants of a host: GPUs, CPU policy, traits. */
export function extraSpecs(
  cloud: Cloud,
  id: string,
  { signal }: CallOptions = {},
): Promise<Record<string, string>> {
  const call = { service: 'compute', method: 'GET', path: urls.extraSpecs(id), signal } as const;
  return oneOf(cloud, extraSpecsSchema, { ...call, key: 'extra_specs' });
}
