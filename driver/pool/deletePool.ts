import type { InstanceWork } from '../instances';
import { RockpoolError } from '../model/errors';
import { isLive } from '../model/instance';
import { hasManyHosts, type Pool } from '../model/pool';
import { resourceWords } from '../model/resource';
import type { Store } from '../store/store';
import type { ConfigHistory } from './configHistory';
import { hasHosts, hasInstances, hasLeftovers, hasQueue, poolDeleted } from './refusals';
import type { Snapshot } from './snapshot';

interface Dependencies {
  store: Store;
  work: Pick<InstanceWork, 'refuse'>;
  history: ConfigHistory;
}

/**
 * Deletes an empty pool with what is recorded of it; ended instances stay in the records. What waits in its queue is
 * ended with the reason if `endWaiting`.
 * @param snapshot what was last seen of the pool: what is still there would be found by nobody any more
 * @throws RockpoolError POOL_HAS_INSTANCES, POOL_HAS_HOSTS, POOL_HAS_LEFTOVERS, POOL_HAS_QUEUE
 */
export function deletePool(
  pool: Pool,
  snapshot: Pick<Snapshot, 'machines' | 'resources' | 'ours'> | undefined,
  { endWaiting }: { endWaiting: boolean },
  { store, work, history }: Dependencies,
): void {
  const hosts = store.hosts.all().filter(({ poolId }) => poolId === pool.id);
  const live = store.instances.all().filter(instance => instance.poolId === pool.id && isLive(instance));
  const waiting = live.filter(({ state }) => state === 'queueing');
  const others = live.filter(({ state }) => state !== 'queueing');
  const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);

  // The engine of this machine was there before the pool, and is after it.
  const costing = hasManyHosts(pool.provider) ? hosts.filter(({ phase }) => phase !== 'removed') : [];
  if (others.length > 0) throw new RockpoolError(hasInstances(pool, names(others)));
  if (costing.length > 0) throw new RockpoolError(hasHosts(pool, costing.length));
  const there = hasManyHosts(pool.provider) && snapshot ? stillThere(snapshot) : [];
  if (there.length > 0) throw new RockpoolError(hasLeftovers(pool, there));
  // Last: whoever is asked whether these may end has no other obstacle before them.
  if (waiting.length > 0 && !endWaiting) throw new RockpoolError(hasQueue(pool, names(waiting)));

  for (const { id } of waiting) work.refuse(id, poolDeleted(pool));
  for (const { id } of hosts) store.hosts.remove(id);
  history.forget(pool.id);
  store.pools.remove(pool.id);
}

/** What carries our mark by the newest listings. */
function stillThere({
  machines,
  resources,
  ours,
}: Pick<Snapshot, 'machines' | 'resources' | 'ours'>): string[] {
  const isOurs = ({ controllerId }: { controllerId: string }) => ours.has(controllerId);
  const servers = (machines.last?.value ?? []).filter(isOurs).map(({ providerId }) => `server ${providerId}`);
  // What keeps the lease goes when that is given back, which the end of the pool does.
  const others = (resources.last?.value ?? []).filter(one => isOurs(one) && !one.holdsLease);
  return [...servers, ...others.map(({ kind, name }) => `${resourceWords[kind]} ${name}`)];
}
