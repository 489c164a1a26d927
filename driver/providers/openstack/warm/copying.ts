import { images, isNotFound, servers as machines, snapshots, volumeLimits, volumes } from 'openstack-ts';
import type { Clock } from '../../../model/clock';
import { RockpoolError } from '../../../model/errors';
import { endThing } from '../kinds';
import type { Mark } from '../marks';
import type { Project } from '../project';
import { type Quota, roomWithin } from '../room';
import * as say from './messages';
import { readyNote, startMetadata } from './starts';

/** What of a machine is copied. */
export interface Copied {
  mark: Mark;
  serverId: string;
  key: string;
  /** Zero: its root disk is no volume. */
  rootVolumeGb: number;
  dataVolumeGb: number;
}

type Thing = { kind: 'image' | 'snapshot'; id: string };

/** A copy that is being made, or is whole. */
export interface Copy {
  head: Thing;
  dataSnapshotId?: string | undefined;
}

interface CopyDependencies {
  project: Project;
  clock: Clock;
}

const LOOK_EVERY_MS = 3_000;
const MINUTE_MS = 60_000;
/** States from which nothing comes any more. */
const FAILED = new Set([
  'killed',
  'deleted',
  'pending_delete',
  'deactivated',
  'error',
  'error_deleting',
  'deleting',
]);

/**
 * Refuses where quotas have no room for the snapshots. Of images only few clouds tell.
 * @throws RockpoolError CLOUD_QUOTA_REACHED
 */
export async function refuseWithoutRoom(
  { rootVolumeGb, dataVolumeGb }: Pick<Copied, 'rootVolumeGb' | 'dataVolumeGb'>,
  project: Project,
  signal: AbortSignal,
): Promise<void> {
  const sizes = [rootVolumeGb, dataVolumeGb].filter(size => size > 0);
  if (sizes.length === 0) return;
  const limits = await project.read('tell its quotas', cloud => volumeLimits.get(cloud, { signal }));
  const gigabytes = sizes.reduce((sum, size) => sum + size, 0);
  const quotas: Quota[] = [
    ...(limits.snapshots
      ? [{ what: 'snapshots', name: 'snapshots', ...limits.snapshots, perHost: sizes.length }]
      : []),
    ...(limits.sizeGiB
      ? [{ what: 'storage', name: 'gigabytes', ...limits.sizeGiB, perHost: gigabytes, unit: 'GB' as const }]
      : []),
  ];
  const { short } = roomWithin(quotas);
  if (short.length > 0) throw new RockpoolError(say.noRoomForCopy(project.where, short));
}

/**
 * Asks for a copy, and waits until it is whole; nothing of it is left where it does not become so, as far as the cloud lets go
 * of it at once.
 * @param isAwaited looked at now and then: true ends it
 * @returns undefined where it was ended so
 * @throws RockpoolError CLOUD_COPY_FAILED, CLOUD_COPY_TIMEOUT, what a refusal means
 */
export async function copyMachine(
  copied: Copied,
  dependencies: CopyDependencies,
  { limitMs, isAwaited, signal }: { limitMs: number; isAwaited(): boolean; signal: AbortSignal },
): Promise<Copy | undefined> {
  const { project } = dependencies;
  const made: Thing[] = [];
  const note = <T extends Thing>(thing: T): T => {
    made.push(thing);
    return thing;
  };
  try {
    const [head, data] = await both(
      rootOf(copied, project, signal).then(note),
      dataOf(copied, project, signal).then(thing => thing && note(thing)),
    );
    const isWhole = await untilWhole(made, dependencies, { limitMs, isAwaited, signal });
    if (isWhole) return { head, dataSnapshotId: data?.id };
  } catch (error) {
    await endCopy(made, project, signal);
    throw error;
  }
  await endCopy(made, project, signal);
  return undefined;
}

/** From now on machines may start from it. */
export function noteReady(
  { head, dataSnapshotId }: Copy,
  project: Project,
  signal: AbortSignal,
): Promise<void> {
  return noteStart(head, readyNote(dataSnapshotId), project, signal);
}

/** Writes into the metadata of what machines start from, and leaves the rest of it. */
export function noteStart(
  { kind, id }: Thing,
  notes: Readonly<Record<string, string>>,
  project: Project,
  signal: AbortSignal,
): Promise<void> {
  return project.write('note something with a ready-made image', async cloud => {
    if (kind === 'image') await images.update(cloud, id, { properties: notes }, { signal });
    else await snapshots.setMetadata(cloud, id, notes, { signal });
  });
}

/** Asks for the end of what was made. What does not go now is found by its mark. */
export async function endCopy(made: readonly Thing[], project: Project, signal: AbortSignal): Promise<void> {
  for (const { kind, id } of made) await endThing(project, kind, id, { signal }).catch(() => undefined);
}

/** Both have come to an end when this does, so that nothing is made behind its back. */
async function both<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

async function rootOf(copied: Copied, project: Project, signal: AbortSignal): Promise<Thing> {
  const { serverId, rootVolumeGb } = copied;
  const [name, metadata] = [nameOf(copied), startMetadata({ ...copied, part: 'root' })];
  if (rootVolumeGb > 0) return snapshotOf(copied, 'root', project, signal);
  const { imageId } = await project.write('copy a machine', cloud =>
    machines.createImage(cloud, serverId, { name, metadata }, { signal }),
  );
  return { kind: 'image', id: imageId };
}

async function dataOf(copied: Copied, project: Project, signal: AbortSignal): Promise<Thing | undefined> {
  return copied.dataVolumeGb > 0 ? snapshotOf(copied, 'data', project, signal) : undefined;
}

async function snapshotOf(
  copied: Copied,
  part: 'root' | 'data',
  project: Project,
  signal: AbortSignal,
): Promise<Thing> {
  const volumeId = await volumeOf(copied.serverId, part, project, signal);
  const wish = { volumeId, name: nameOf(copied), metadata: startMetadata({ ...copied, part }), force: true };
  const { id } = await project.write('copy a volume', cloud => snapshots.create(cloud, wish, { signal }));
  return { kind: 'snapshot', id };
}

/** A root volume can be booted from, one for data can't: neither has a name that it could be known by. */
async function volumeOf(
  serverId: string,
  part: 'root' | 'data',
  project: Project,
  signal: AbortSignal,
): Promise<string> {
  const found = await project.read('tell of a machine', async cloud => {
    const server = await machines.get(cloud, serverId, { signal });
    const own = server.volumes.filter(({ endsWithServer }) => endsWithServer);
    const all = await Promise.all(own.map(({ id }) => volumes.get(cloud, id, { signal })));
    return all.filter(({ isBootable }) => isBootable === (part === 'root'));
  });
  const [volume, ...others] = found;
  if (volume && others.length === 0) return volume.id;
  const status = volume ? 'not the only one' : 'not there';
  throw new RockpoolError(say.copyFailed(project.where, `${part} volume`, status));
}

async function untilWhole(
  made: readonly Thing[],
  { project, clock }: CopyDependencies,
  { limitMs, isAwaited, signal }: { limitMs: number; isAwaited(): boolean; signal: AbortSignal },
): Promise<boolean> {
  const begun = clock.monotonic();
  for (;;) {
    if (isAwaited()) return false;
    const states = await Promise.all(made.map(thing => stateOf(thing, project, signal)));
    const failed = states.findIndex(state => FAILED.has(state));
    if (failed >= 0)
      throw new RockpoolError(
        say.copyFailed(project.where, made[failed]?.kind ?? 'copy', states[failed] ?? 'gone'),
      );
    if (states.every(state => state === 'active' || state === 'available')) return true;
    if (clock.monotonic() - begun >= limitMs)
      throw new RockpoolError(say.copyTooSlow(project.where, Math.round(limitMs / MINUTE_MS)));
    await clock.sleep(LOOK_EVERY_MS, { signal });
  }
}

function stateOf({ kind, id }: Thing, project: Project, signal: AbortSignal): Promise<string> {
  return project.read('tell how far a copy is', async cloud => {
    try {
      const { status } = await (kind === 'image' ? images : snapshots).get(cloud, id, { signal });
      return status;
    } catch (error) {
      if (isNotFound(error)) return 'deleted';
      throw error;
    }
  });
}

const nameOf = ({ mark, key }: Copied): string => `rockpool-${mark.poolId}-${key.slice(0, 8)}`;
