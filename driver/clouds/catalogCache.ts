import type { Cloud } from 'openstack-ts';
import type { Clock } from '../model/clock';
import type { CloudCatalog } from '../model/cloudCatalog';
import { type CloudReader, readCatalog } from './reader';

/** What clouds have to choose from, for as long as somebody fills in a form. */
export interface CatalogCache {
  of(
    cloud: Cloud,
    reader: CloudReader,
    options: { signal: AbortSignal; isNew?: boolean | undefined },
  ): Promise<CloudCatalog>;
}

const KNOWN_FOR_MS = 60_000;

/** A failure is never kept, and nobody is given a part. */
export function catalogCache(clock: Clock): CatalogCache {
  const kept = new WeakMap<Cloud, { since: number; catalog: CloudCatalog }>();
  return {
    async of(cloud, reader, { signal, isNew = false }) {
      const known = kept.get(cloud);
      if (known && !isNew && clock.monotonic() - known.since < KNOWN_FOR_MS) return known.catalog;
      const since = clock.monotonic();
      const catalog = await readCatalog(reader, clock.now(), signal);
      kept.set(cloud, { since, catalog });
      return catalog;
    },
  };
}
