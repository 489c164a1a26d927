import type { Engines } from '../engine';
import { hasManyHosts, type Pool } from '../model/pool';
import type { Resource } from '../model/resource';
import type { Provider } from '../providers';
import type { Outside } from './shutdownRemains';

/**
 * Asks the outside world what it has of a pool: all of it, or it throws. What carries the mark of another controller is
 * not ours to give back.
 * @throws RockpoolError where somebody can't be asked
 */
export async function outsideOf(
  pool: Pool,
  { provider, engines, controllerId }: { provider: Provider; engines: Engines; controllerId: string },
  { signal }: { signal: AbortSignal },
): Promise<Outside> {
  const ours = [controllerId, ...(pool.predecessors ?? [])];
  const isOurs = (one: { controllerId: string }) => ours.includes(one.controllerId);
  if (!hasManyHosts(pool.provider)) {
    const all = await engines.connect(pool.engineUrl).list(controllerId, { signal });
    const containers = all
      .filter(({ marks }) => marks.pool === pool.id)
      .map(container => ({ engineUrl: pool.engineUrl, container }));
    return { resources: [], containers };
  }
  const machines = (await provider.list([], { signal })).map(
    ({ providerId, hostId, controllerId: whose, createdAt }): Resource => ({
      kind: 'server',
      id: providerId,
      name: provider.nameOf(hostId),
      controllerId: whose,
      hostId,
      ...(createdAt === undefined ? {} : { createdAt }),
    }),
  );
  const others = (await provider.resources?.({ signal })) ?? [];
  const resources = [...machines, ...others.filter(({ kind }) => kind !== 'server')];
  return { resources: resources.filter(isOurs), containers: [] };
}
