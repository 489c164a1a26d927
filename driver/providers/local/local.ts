import { type Engines, removeByHand } from '../../engine';
import type { Pool } from '../../model/pool';
import type { Provider } from '../provider';

/**
 * The engine of this machine: one host, there before the pool and after it. Nothing is made or destroyed; a
 * host that is given up merely has no instances any more. It has no lease: the engine can't be made twice, nobody else
 * gives its machine away, and what others run on it counts as taken slots. Its resources are the pool's containers: they
 * are the host's affair while there is one, and left over without it.
 */
export function localProvider(pool: Pool, controllerId: string, engines: Engines): Provider {
  const { engineUrl } = pool;
  return {
    hosts: { atLeast: 1, atMost: 1 },
    nameOf: () => 'this machine',
    async list(hosts, { signal }) {
      const facts = await engines.connect(engineUrl).facts({ signal });
      const host = hosts.find(({ phase }) => phase !== 'removed');
      if (!host) return [];
      return [{ hostId: host.id, providerId: facts.id, controllerId, state: 'running', engineUrl, facts }];
    },
    create: async () => undefined,
    destroy: async () => 'gone',
    async resources({ signal }) {
      const all = await engines.connect(engineUrl).list(controllerId, { signal });
      return all
        .filter(({ marks }) => marks.pool === pool.id)
        .map(({ containerId: id, name, marks }) => {
          const { controller, created: createdAt } = marks;
          return { kind: 'container', id, name, controllerId: controller, createdAt };
        });
    },
    async release({ id }, { signal }) {
      await engines.connect(engineUrl).remove(id, { signal });
      return 'gone';
    },
    byHand: ({ id }) => removeByHand(engineUrl, id, ''),
  };
}
