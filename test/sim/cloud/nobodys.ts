import { blankVolumeNameOf } from '../../../driver/providers/openstack/marks';
import type { Scene } from '../scene';
import type { EmulatedCloud } from './cloud';

/**
 * Volumes that a cloud has made for a machine and failed to end with it, and of which nobody can tell any more whose they are:
 * they have no mark yet, and all that knew the machine are gone. By their names and ids.
 */
const nobodys = new WeakMap<EmulatedCloud, Set<string>>();
/** Whose records are lost, and who has not been started since. */
const lost = new WeakMap<EmulatedCloud, Set<string>>();

type Volume = ReturnType<EmulatedCloud['emulator']['world']['everything']>['volumes'][number];
type Known = Pick<Scene, 'cloud' | 'book'>;

const hasMark = (metadata: object | undefined): boolean => Object.keys(metadata ?? {}).length > 0;

function add(cloud: EmulatedCloud, ...keys: string[]): void {
  const known = nobodys.get(cloud) ?? new Set();
  for (const key of keys) known.add(key);
  nobodys.set(cloud, known);
}

/** The records of one go; until it is started again what it had asked for may still be done. */
export function forgetGone({ cloud, book }: Known, controllerId: string): void {
  if (!cloud) return;
  lost.set(cloud, new Set(lost.get(cloud)).add(controllerId));
  add(cloud, ...namesOfGone(book));
}

/**
 * One begins, and has never seen what went before. By the records it knows the names of empty volumes; one that was made of an
 * image has no name, and only who had seen its machine could tell.
 */
export function begins({ cloud, book }: Known, controllerId: string): void {
  if (!cloud) return;
  cloud.mirror.look();
  if (lost.get(cloud)?.delete(controllerId)) add(cloud, ...namesOfGone(book));
  const there = new Set(
    [...book.machines]
      .filter(({ goneAt }) => goneAt === Number.POSITIVE_INFINITY)
      .map(({ hostId }) => hostId),
  );
  for (const { id, name, metadata } of cloud.emulator.world.everything().volumes) {
    const owner = cloud.mirror.ownerOf(id);
    if (!name && !hasMark(metadata) && owner !== undefined && !there.has(owner)) add(cloud, id);
  }
}

const namesOfGone = (book: Scene['book']): string[] =>
  [...book.machines]
    .filter(({ goneAt }) => goneAt !== Number.POSITIVE_INFINITY)
    .map(({ providerId }) => blankVolumeNameOf(providerId));

/** From now on a volume is nobody's whose machine no record has ever had the id of. @returns false: its own mark tells whose it is */
export function becomesNobodys(
  cloud: EmulatedCloud,
  { id, metadata }: Pick<Volume, 'id' | 'metadata'>,
): boolean {
  if (hasMark(metadata)) return false;
  add(cloud, id);
  return true;
}

export function isNobodys(cloud: EmulatedCloud, one: { id: string }): boolean {
  const { id, name, metadata } = one as Partial<Volume> & { id: string };
  const known = nobodys.get(cloud);
  return known !== undefined && !hasMark(metadata) && (known.has(id) || (!!name && known.has(name)));
}
