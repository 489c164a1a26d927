import type { PoolConfig } from '../model/pool';
import type { PoolStarts } from '../model/poolPlan';
import type { Provider } from '../providers';
import type { Snapshot } from './snapshot';

/**
 * What the next hosts of a pool start from, by the newest listing.
 * @returns undefined where they start from no copies, or nobody can say
 */
export function startsOf(
  config: PoolConfig,
  { keepStart, startsPaused: paused }: Pick<Provider, 'keepStart' | 'startsPaused'>,
  { resources }: Pick<Snapshot, 'resources'>,
): PoolStarts | undefined {
  const isWanted = keepStart && config.DD_WARM_IMAGES && !config.DD_SHUTDOWN_MODE;
  if (!isWanted || !resources.last) return undefined;
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
