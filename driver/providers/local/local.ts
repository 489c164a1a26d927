import type { Engines } from '../../engine';
import type { Pool } from '../../model/pool';
import type { Provider } from '../provider';

/**
 * The engine of this machine: one host, there before the pool and after it. Nothing is made or destroyed; a
 * host that is given up merely has no instances any more. It has no lease and no resources: the engine can't be made
 * twice, nobody else gives its machine away, and what others run on it counts as taken slots.
 */
export function localProvider(pool: Pool, controllerId: string, engines: Engines): Provider {
  return {
    hosts: { atLeast: 1, atMost: 1 },
    nameOf: () => 'this machine',
    async list(hosts, { signal }) {
      const facts = await engines.connect(pool.engineUrl).facts({ signal });
      const host = hosts.find(({ phase }) => phase !== 'removed');
      if (!host) return [];
      const { engineUrl } = pool;
      return [{ hostId: host.id, providerId: facts.id, controllerId, state: 'running', engineUrl, facts }];
    },
    create: async () => undefined,
    destroy: async () => 'gone',
  };
}
