import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { Pool } from '../../driver/model/pool';
import { api, errorOf, wasCancelled } from '../state/api';
import type { KnownCatalog } from './choices';

/** By pool. The backend keeps them for a while, too. */
const useCatalogs = create<Record<string, KnownCatalog>>()(() => ({}));
const nothing: KnownCatalog = {};

/** The connection is another by now. */
export function forgetCatalog(poolId: string): void {
  useCatalogs.setState({ [poolId]: nothing });
}

/** What the project of a pool can choose from; asked for again when the settings are opened anew. */
export function useCatalog({ id, provider, cloud }: Pool): KnownCatalog & { askAgain: () => void } {
  const known = useCatalogs(catalogs => catalogs[id] ?? nothing);
  const [asked, setAsked] = useState(0);
  const isInCloud = provider === 'openstack' && cloud !== undefined;
  useEffect(() => {
    if (!isInCloud) return undefined;
    const stop = new AbortController();
    const target = { poolId: id };
    const options = { signal: stop.signal };
    async function ask(): Promise<void> {
      try {
        const catalog = await api.clouds.catalog.query({ target, isNew: asked > 0 }, options);
        useCatalogs.setState({ [id]: { catalog } });
        const sshFrom = (await api.clouds.sshFrom.query({ target }, options)) ?? undefined;
        useCatalogs.setState({ [id]: { catalog, sshFrom } });
      } catch (thrown) {
        if (wasCancelled(thrown)) return;
        useCatalogs.setState(catalogs => ({ [id]: { ...catalogs[id], error: errorOf(thrown) } }));
      }
    }
    void ask();
    return () => stop.abort();
  }, [id, isInCloud, asked]);
  return { ...known, askAgain: () => setAsked(asked + 1) };
}
