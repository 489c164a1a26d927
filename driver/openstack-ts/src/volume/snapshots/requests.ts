import type { Cloud } from '../../core/cloud.ts';
import { addMetadata, type CallOptions, listOf, oneOf } from '../../resource.ts';
import { type Snapshot, snapshotSchema } from './results.ts';
import * as urls from './urls.ts';

export interface SnapshotQuery {
  name?: string | undefined;
  status?: string | undefined;
  volumeId?: string | undefined;
  limit?: number | undefined;
}

/** Snapshots of the project's volumes. */
export function list(
  cloud: Cloud,
  { volumeId, ...rest }: SnapshotQuery = {},
  { signal }: CallOptions = {},
): AsyncGenerator<Snapshot, void> {
  const query = { ...rest, volume_id: volumeId };
  const call = { service: 'volume', path: urls.details, key: 'snapshots', query, signal } as const;
  return listOf(cloud, snapshotSchema, call);
}

/** @throws OpenStackError NotFound */
export function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<Snapshot> {
  const call = { service: 'volume', method: 'GET', path: urls.one(id), signal } as const;
  return oneOf(cloud, snapshotSchema, { ...call, key: 'snapshot' });
}

export interface SnapshotWish {
  volumeId: string;
  name?: string | undefined;
  metadata?: Readonly<Record<string, string>> | undefined;
  /** Also while a server has it. */
  force?: boolean | undefined;
}

/** Asks for a snapshot, and doesn't wait for it. @throws OpenStackError QuotaExceeded, BadRequest */
export function create(cloud: Cloud, wish: SnapshotWish, { signal }: CallOptions = {}): Promise<Snapshot> {
  const { volumeId, name, metadata, force } = wish;
  const body = { snapshot: { volume_id: volumeId, name, metadata, force } };
  const call = { service: 'volume', method: 'POST', path: urls.all, body, signal } as const;
  return oneOf(cloud, snapshotSchema, { ...call, key: 'snapshot' });
}

/** @throws OpenStackError NotFound; BadRequest where it is busy or a volume needs it */
export async function remove(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<void> {
  await cloud.call({ service: 'volume', method: 'DELETE', path: urls.one(id), signal });
}

/** Adds to its metadata, and leaves the rest. */
export function setMetadata(
  cloud: Cloud,
  id: string,
  metadata: Readonly<Record<string, string>>,
  { signal }: CallOptions = {},
): Promise<void> {
  return addMetadata(cloud, { service: 'volume', path: urls.metadata(id), metadata, signal });
}
