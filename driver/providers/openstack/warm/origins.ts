import type { Snapshot, Volume } from 'openstack-ts';
import { resourceKey } from '../../../model/resource';
import { type Mark, readMetadata } from '../marks';
import { isOfStart, type Standing } from './starts';

/**
 * A volume that has snapshots can't be ended before them. One of a host that was copied therefore goes over to the copy when
 * its host ends, which is noted with it, and ends after the copy.
 */
const ORIGIN = 'rockpool_start_origin';

/** What is noted with such a volume. */
export const originNote: Record<string, string> = { [ORIGIN]: 'yes' };

type Pool = Pick<Mark, 'controllerId' | 'poolId'>;
type Origin = Pick<Volume, 'id' | 'metadata'>;
type Copy = Pick<Snapshot, 'id' | 'volumeId' | 'metadata'>;

/** Whether it was noted that it belongs to what was copied of it. */
export const isOrigin = ({ metadata }: Pick<Origin, 'metadata'>): boolean => metadata[ORIGIN] !== undefined;

const isOf = ({ controllerId, poolId }: Pool, notes: Readonly<Record<string, string>>): boolean => {
  const mark = readMetadata(notes);
  return mark?.controllerId === controllerId && mark.poolId === poolId;
};
const copiesOf = (pool: Pool, snapshots: readonly Copy[]) =>
  snapshots.filter(({ metadata }) => isOf(pool, metadata) && isOfStart(metadata));

/** The volumes of which a pool's copies are snapshots, by their ids. */
export function copiedVolumes(pool: Pool, snapshots: readonly Copy[]): ReadonlySet<string> {
  return new Set(copiesOf(pool, snapshots).map(({ volumeId }) => volumeId));
}

/**
 * What of them is kept with the copy, and what has had its day with it, or after it, by `resourceKey`. Pure.
 * @param starts of the copies, by `resourceKey`
 */
export function standingOfOrigins(
  pool: Pool,
  { volumes, snapshots }: { volumes: readonly Origin[]; snapshots: readonly Copy[] },
  starts: ReadonlyMap<string, Standing>,
): Map<string, Standing> {
  const copies = copiesOf(pool, snapshots);
  const own = volumes.filter(volume => isOrigin(volume) && isOf(pool, volume.metadata));
  return new Map(
    own.map(({ id }) => {
      const standings = copies
        .filter(({ volumeId }) => volumeId === id)
        .map(copy => starts.get(resourceKey({ kind: 'snapshot', id: copy.id }))?.start);
      const start = standings.every(one => one === 'outdated') ? 'outdated' : 'kept';
      return [resourceKey({ kind: 'volume', id }), { start, startFlavor: undefined }];
    }),
  );
}
