import type { PoolConfig } from '../model/pool';
import type { PoolStarts } from '../model/poolPlan';
import type { Snapshot } from './snapshot';

/**
 * What the next hosts of a pool start from, by the newest listing.
 * @returns undefined where they start from no copies, or nobody can say
 */
export function startsOf(
  config: PoolConfig,
  { copying, resources }: Pick<Snapshot, 'copying' | 'resources'>,
): PoolStarts | undefined {
  const isWanted = copying && config.DD_WARM_IMAGES && !config.DD_SHUTDOWN_MODE;
  if (!isWanted || !resources.last) return undefined;
  const { paused } = copying;
  const kept = resources.last.value.filter(({ start }) => start === 'kept');
  // What is kept while the cloud doesn't say what the settings name is nobody's for certain.
  if (kept.length > 0 && kept.every(({ startFlavor }) => startFlavor === undefined)) return undefined;
  const flavors = new Set([config.DD_HOST_FLAVOR_NAME_LARGE, config.DD_HOST_FLAVOR_NAME_SMALL]);
  const copies = [...flavors].map(flavor => {
    const copy = kept.find(({ startFlavor }) => startFlavor === flavor);
    return { flavor, ...(copy ? { madeAt: copy.createdAt ?? 0 } : {}) };
  });
  return { copies, ...(paused ? { paused } : {}) };
}

/** True if a copy is lacking of what a pool asks for when it is needed: large hosts. The others come while nobody waits. */
export function lacksCopy({ copies }: PoolStarts, { DD_HOST_FLAVOR_NAME_LARGE: large }: PoolConfig): boolean {
  return copies.some(({ flavor, madeAt }) => flavor === large && madeAt === undefined);
}
