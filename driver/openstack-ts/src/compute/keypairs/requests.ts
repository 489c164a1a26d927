import type { Cloud } from '../../core/cloud.ts';
import { type CallOptions, listOf } from '../../resource.ts';
import { type Keypair, keypairSchema } from './results.ts';
import * as urls from './urls.ts';

/** Those of the user; in pages from 2.35 on. */
export function list(cloud: Cloud, { signal }: CallOptions = {}): AsyncGenerator<Keypair, void> {
  const microversion = { least: '2.1', most: '2.35' };
  return listOf(cloud, keypairSchema, {
    ...{ service: 'compute', path: urls.all, key: 'keypairs', microversion, signal },
  });
}

/** @throws OpenStackError NotFound */
export async function remove(cloud: Cloud, name: string, { signal }: CallOptions = {}): Promise<void> {
  await cloud.call({ service: 'compute', method: 'DELETE', path: urls.one(name), signal });
}
