import { createHash } from 'node:crypto';
import type { Image, Snapshot } from 'openstack-ts';
import { type Resource, resourceKey } from '../../../model/resource';
import { type Mark, markMetadata, readMetadata } from '../marks';

/** What has to be the same for one host to start from what another was copied to. */
export interface StartNeeds {
  /** Of the image in the settings, from which hosts start otherwise. */
  imageId: string;
  flavorId: string;
  rootVolumeGb: number;
  dataVolumeGb: number;
  volumeType?: string | undefined;
  /** What else of the settings goes into the preparation. */
  preparedFor: string;
  /** Of the steps of the preparation. */
  preparation: string;
  /** What hosts have of images, each by name and content. */
  images: readonly string[];
}

const KEY_CHARACTERS = 32;
/** Of a value of metadata. */
const LONGEST_VALUE = 255;

/** The same for hosts that may start from each other's copies, and another as soon as something of it differs. */
export function startKey(needs: StartNeeds): string {
  const { imageId, flavorId, rootVolumeGb, dataVolumeGb, volumeType = '', preparedFor, preparation } = needs;
  const images = [...new Set(needs.images)].sort();
  const all = [imageId, flavorId, rootVolumeGb, dataVolumeGb, volumeType, preparedFor, preparation, images];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, KEY_CHARACTERS);
}

/** The key of a machine's metadata that says of what it was made. */
export const MADE_OF = 'rockpool_made_of';

/** Of what a machine is made, whichever copy it is started from; settings may have changed since they were asked for. */
export function madeOf(
  needs: Pick<StartNeeds, 'imageId' | 'flavorId' | 'rootVolumeGb' | 'dataVolumeGb' | 'volumeType'>,
): string {
  const { imageId, flavorId, rootVolumeGb, dataVolumeGb, volumeType } = needs;
  return [imageId, flavorId, rootVolumeGb, dataVolumeGb, volumeType ?? ''].join(' ').slice(0, LONGEST_VALUE);
}

/** What machines start from: an image or, where hosts boot from volumes, a snapshot; with it the snapshot of a data volume. */
export interface Start {
  kind: 'image' | 'snapshot';
  id: string;
  key: string;
  /** Of the machine that was copied. */
  serverId: string;
  /** `bad`: machines that started from it did not become hosts. */
  state: 'making' | 'ready' | 'bad';
  /** Of Docker's data; absent: they are on the root disk, or it isn't finished. */
  dataSnapshotId?: string;
  /** Machines can be made from it, as far as its service says. */
  isWhole: boolean;
  /** Ms since the epoch. */
  madeAt: number;
}

/** What is in metadata of all that is made for a start, beside the mark. */
const NOTES = {
  key: 'rockpool_start',
  server: 'rockpool_start_server',
  part: 'rockpool_start_part',
  state: 'rockpool_start_state',
  data: 'rockpool_start_data',
} as const;
/** Nova's own word for whose image it is: the one thing that an image does not have from the one before it. */
const COPIED_SERVER = 'instance_uuid';

export interface StartMark {
  mark: Mark;
  key: string;
  serverId: string;
  part: 'root' | 'data';
}

/**
 * The metadata of the call that makes one. An image begins with all that is noted with the image that its machine was made
 * from: what is not so yet is said, too.
 */
export function startMetadata({ mark, key, serverId, part }: StartMark): Record<string, string> {
  return {
    ...markMetadata(mark),
    ...{ [NOTES.key]: key, [NOTES.server]: serverId, [NOTES.part]: part },
    ...{ [NOTES.state]: 'making', [NOTES.data]: '' },
  };
}

/** What is noted once it is whole, and its machine was as it had to be until then. */
export function readyNote(dataSnapshotId: string | undefined): Record<string, string> {
  return { [NOTES.state]: 'ready', [NOTES.data]: dataSnapshotId ?? '' };
}
/** Whether something is one of what is made for a start. */
export const isOfStart = (notes: Readonly<Record<string, string>>): boolean => notes[NOTES.key] !== undefined;
/** What is noted where machines that started from it did not become hosts. */
export const badNote: Record<string, string> = { [NOTES.state]: 'bad' };

/**
 * False for an image that somebody has made of a machine which was started from ours: it has our notes, and is his.
 * @param properties of an image
 */
export function isOwnImage(properties: Readonly<Record<string, string>>): boolean {
  const server = properties[NOTES.server];
  return server === undefined || server === properties[COPIED_SERVER];
}

/** What a project has, as far as machines may start from it. */
export interface SeenStarts {
  images: readonly Pick<Image, 'id' | 'status' | 'properties' | 'createdAt'>[];
  snapshots: readonly Pick<Snapshot, 'id' | 'status' | 'metadata' | 'createdAt'>[];
}

interface Part {
  kind: 'image' | 'snapshot';
  id: string;
  notes: Readonly<Record<string, string>>;
  isWhole: boolean;
  madeAt: number;
}

function partsOf(poolId: string, controllerId: string, { images, snapshots }: SeenStarts): Part[] {
  const all = [
    ...images
      .filter(({ properties }) => isOwnImage(properties))
      .map(({ id, status, properties, createdAt = 0 }): Part => {
        return { kind: 'image', id, notes: properties, isWhole: status === 'active', madeAt: createdAt };
      }),
    ...snapshots.map(({ id, status, metadata, createdAt = 0 }): Part => {
      return { kind: 'snapshot', id, notes: metadata, isWhole: status === 'available', madeAt: createdAt };
    }),
  ];
  return all.filter(({ notes }) => {
    const mark = readMetadata(notes);
    return mark?.poolId === poolId && mark.controllerId === controllerId && isOfStart(notes);
  });
}

function startOf({ kind, id, notes, isWhole, madeAt }: Part): Start[] {
  if (notes[NOTES.part] === 'data') return [];
  const state = notes[NOTES.state];
  const dataSnapshotId = notes[NOTES.data];
  return [
    {
      ...{ kind, id, isWhole, madeAt, key: notes[NOTES.key] ?? '', serverId: notes[NOTES.server] ?? '' },
      state: state === 'ready' || state === 'bad' ? state : 'making',
      ...(dataSnapshotId ? { dataSnapshotId } : {}),
    },
  ];
}

/** All starts of a pool that we have made, in whatever state. */
export function startsIn(poolId: string, controllerId: string, seen: SeenStarts): Start[] {
  return partsOf(poolId, controllerId, seen).flatMap(startOf);
}

/** What a machine of this key starts from: the newest that is whole, with its data; undefined: there is none. */
export function chooseStart(
  key: string,
  starts: readonly Start[],
  snapshots: SeenStarts['snapshots'],
): Start | undefined {
  const hasData = ({ dataSnapshotId: id }: Start) =>
    id === undefined || snapshots.some(one => one.id === id && one.status === 'available');
  const usable = starts.filter(
    one => one.key === key && one.state === 'ready' && one.isWhole && hasData(one),
  );
  return usable.sort((a, b) => b.madeAt - a.madeAt || (a.id < b.id ? -1 : 1))[0];
}

/**
 * What of a pool's starts is kept and what has had its day, by `resourceKey`; what is being made is neither: it belongs to its
 * host.
 * @param wanted the keys that hosts have by the settings as they are; undefined: nobody can say, and all that is whole is kept
 * @param making the machines that are being copied
 */
export function standingOf(
  [poolId, controllerId]: readonly [poolId: string, controllerId: string],
  seen: SeenStarts,
  wanted: ReadonlySet<string> | undefined,
  making: ReadonlySet<string>,
): Map<string, Resource['start']> {
  const parts = partsOf(poolId, controllerId, seen);
  const starts = parts.flatMap(startOf);
  const keys = wanted ?? new Set(starts.map(({ key }) => key));
  const kept = new Set<string>();
  for (const key of keys) {
    const start = chooseStart(key, starts, seen.snapshots);
    if (!start) continue;
    kept.add(resourceKey(start));
    if (start.dataSnapshotId) kept.add(resourceKey({ kind: 'snapshot', id: start.dataSnapshotId }));
  }
  return new Map(
    parts.map(part => {
      const key = resourceKey(part);
      const isMade = making.has(part.notes[NOTES.server] ?? '');
      return [key, kept.has(key) ? 'kept' : isMade ? undefined : 'outdated'];
    }),
  );
}

/** Of what machines may start from: what of it is said with the rest of what the pool has. */
export interface Standing {
  start: Resource['start'] | undefined;
  /** Of the hosts that start from it, as the settings have it. */
  startFlavor: string | undefined;
}

/** What machines start from belongs to the pool, whichever host it was made of. */
export function withStanding(resource: Resource, standing: Standing | undefined): Resource {
  const { start, startFlavor } = standing ?? {};
  if (start === undefined) return resource;
  const { hostId: _, ...rest } = resource;
  return { ...rest, start, ...(start === 'kept' && startFlavor !== undefined ? { startFlavor } : {}) };
}

/** The key of a machine's metadata that says what it was started from. */
export const STARTED_FROM = 'rockpool_started_from';
