import type { Cloud } from '../../core/cloud.ts';
import { waitFor } from '../../core/wait.ts';
import { addMetadata, type CallOptions, hasMetadata, listOf, oneOf } from '../../resource.ts';
import { type Volume, volumeSchema } from './results.ts';
import * as urls from './urls.ts';

export interface VolumeQuery {
  name?: string | undefined;
  status?: string | undefined;
  /** All of these; sifted here. */
  metadata?: Readonly<Record<string, string>> | undefined;
  limit?: number | undefined;
}

/** Volumes of the project. */
export function list(
  cloud: Cloud,
  { metadata, ...query }: VolumeQuery = {},
  { signal }: CallOptions = {},
): AsyncGenerator<Volume, void> {
  const call = { service: 'volume', path: urls.details, key: 'volumes', query, signal } as const;
  return listOf(cloud, volumeSchema, call, hasMetadata(metadata));
}

/** @throws OpenStackError NotFound */
export function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<Volume> {
  const call = { service: 'volume', method: 'GET', path: urls.one(id), signal } as const;
  return oneOf(cloud, volumeSchema, { ...call, key: 'volume' });
}

export interface VolumeWish {
  sizeGiB: number;
  name?: string | undefined;
  description?: string | undefined;
  volumeType?: string | undefined;
  metadata?: Readonly<Record<string, string>> | undefined;
  availabilityZone?: string | undefined;
  snapshotId?: string | undefined;
  imageId?: string | undefined;
}

/** Asks for a volume, and doesn't wait for it. @throws OpenStackError QuotaExceeded, BadRequest */
export function create(cloud: Cloud, wish: VolumeWish, { signal }: CallOptions = {}): Promise<Volume> {
  const volume = {
    size: wish.sizeGiB,
    name: wish.name,
    description: wish.description,
    volume_type: wish.volumeType,
    metadata: wish.metadata,
    availability_zone: wish.availabilityZone,
    snapshot_id: wish.snapshotId,
    imageRef: wish.imageId,
  };
  const call = { service: 'volume', method: 'POST', path: urls.all, body: { volume }, signal } as const;
  return oneOf(cloud, volumeSchema, { ...call, key: 'volume' });
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

/**
 * Asks for its end; it is gone when `get` says so.
 * @param options.cascade its snapshots end too
 * @throws OpenStackError NotFound; BadRequest where it is attached, busy, or has snapshots
 */
export async function remove(
  cloud: Cloud,
  id: string,
  { signal, cascade }: CallOptions & { cascade?: boolean | undefined } = {},
): Promise<void> {
  const query = cascade ? { cascade: 'true' } : {};
  await cloud.call({ service: 'volume', method: 'DELETE', path: urls.one(id), query, signal });
}

/** @throws OpenStackError WaitFailed, WaitVanished, WaitTimedOut */
export function waitForStatus(
  cloud: Cloud,
  id: string,
  status: string,
  { signal, ...times }: CallOptions & { limitMs: number; everyMs?: number | undefined },
): Promise<Volume> {
  return waitFor({
    what: `volume ${id}`,
    read: within => get(cloud, id, { signal: within }),
    statusOf: volume => volume.status,
    until: [status],
    failures: ['error', 'error_deleting', 'error_extending', 'error_restoring', 'error_managing'],
    clock: cloud.clock,
    ...times,
    signal,
  });
}
