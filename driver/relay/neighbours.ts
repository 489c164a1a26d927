import type { Engines } from '../engine';
import type { Neighbours } from '../instances';
import type { Host } from '../model/host';
import type { Pool } from '../model/pool';
import type { Store } from '../store/store';
import type { Relay } from './relay';

interface Dependencies {
  store: Pick<Store, 'hosts' | 'pools'>;
  engines: Pick<Engines, 'connect'>;
  relay: Relay;
}

/** The hosts of a pool give each other images where its settings say so. */
export function createNeighbours({ store, engines, relay }: Dependencies): Neighbours {
  return {
    of(url) {
      const hosts = store.hosts.all().filter(({ phase }) => phase !== 'removed');
      const host = hosts.find(({ engineUrl }) => engineUrl === url);
      const pool = host && store.pools.get(host.poolId);
      if (!pool || !feeds(pool)) return undefined;
      const near = hosts.filter(other => other.id !== host.id && other.poolId === pool.id && canGive(other));
      return { group: pool.id, engines: near.map(({ engineUrl = '' }) => engines.connect(engineUrl)) };
    },
    relay: relay.bring,
  };
}

const feeds = ({ provider, config }: Pool) => provider === 'ssh' && config.DD_HOSTS_FEED_EACH_OTHER;

const canGive = ({ phase, unreachable, engineUrl }: Host) =>
  engineUrl !== undefined && !unreachable && ['preparing', 'active', 'draining'].includes(phase);
