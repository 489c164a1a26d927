import { type Cloud, usualRegion } from 'openstack-ts';
import { RockpoolError } from '../model/errors';
import type { Pool } from '../model/pool';
import type { Store } from '../store/store';
import * as say from './messages';
import type { OpenCloud } from './openClouds';

type Place = NonNullable<Pool['project']>;

/** Where a connection leads, by the cloud's word and not by what it is called. */
async function placeOf({ cloud, config }: OpenCloud, signal: AbortSignal): Promise<Place | undefined> {
  const { project, catalog } = await cloud.token({ signal });
  if (!project) return undefined;
  const region = config.region ?? usualRegion(catalog, config.interface);
  return { id: project.id, name: project.name, ...(region === undefined ? {} : { region }) };
}

/**
 * Holds a pool that has hosts to the project in which it was first seen: clouds.yaml is others' to change, and in another
 * project all hosts would be taken for gone.
 */
export function projectGuard(store: Pick<Store, 'pools' | 'hosts' | 'transaction'>) {
  const known = new WeakMap<Cloud, Place>();

  /** @throws RockpoolError CLOUD_PROJECT_CHANGED, or what the client throws where it isn't known yet */
  return async (poolId: string, found: OpenCloud, signal: AbortSignal): Promise<void> => {
    const place = known.get(found.cloud) ?? (await placeOf(found, signal));
    const pool = store.pools.get(poolId);
    if (!place || !pool) return;
    known.set(found.cloud, place);
    const { project: before } = pool;
    if (before && before.id === place.id && before.region === place.region) return;
    const hosts = store.hosts.all().filter(one => one.poolId === poolId && one.phase !== 'removed');
    if (before && hosts.length > 0)
      throw new RockpoolError(
        say.projectChanged(pool.name, hosts.length, placeText(before), placeText(place)),
      );
    store.transaction(() => store.pools.put(poolId, { ...pool, project: place }));
  };
}

const placeText = ({ name, id, region }: Place): string =>
  `"${name || id}"${region === undefined ? '' : ` (${region})`}`;
