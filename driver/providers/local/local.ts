import type { Engines } from '../../engine';
import type { Pool } from '../../model/pool';
import type { Provider } from '../provider';

/**
 * The engine of this machine: one host, there before the pool and after it. Nothing is made or destroyed; a
 * host that is given up merely has no instances any more.
 */
export function localProvider(pool: Pool, engines: Engines): Provider {
  return {
    hosts: { atLeast: 1, atMost: 1 },
    nameOf: () => 'this machine',
    async list(hosts, { signal }) {
      const facts = await engines.connect(pool.engineUrl).facts({ signal });
      const host = hosts.find(({ phase }) => phase !== 'removed');
      if (!host) return [];
      return [{ hostId: host.id, providerId: facts.id, state: 'running', engineUrl: pool.engineUrl, facts }];
    },
    create: async () => undefined,
    destroy: async () => 'gone',
  };
}
