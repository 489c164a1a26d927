import type { InstanceWork } from '../instances';
import { type ErrorValue, RockpoolError } from '../model/errors';
import { isLive } from '../model/instance';
import { hasManyHosts, type Pool } from '../model/pool';
import { resourceWords } from '../model/resource';
import type { Store } from '../store/store';
import type { ConfigHistory } from './configHistory';
import {
  hasHosts,
  hasInstances,
  hasLeftovers,
  hasQueue,
  outOfReach,
  poolDeleted,
  poolForgotten,
} from './refusals';
import type { Snapshot } from './snapshot';

interface Dependencies {
  store: Store;
  work: Pick<InstanceWork, 'refuse'>;
  history: ConfigHistory;
}

type Seen = Pick<Snapshot, 'machines' | 'resources' | 'ours'>;

/** For so long (ms) what may pass by itself is waited for before a pool may be deleted with what is in it. */
const MAY_COME_BACK_MS = 60 * 60_000;

export interface Deletion {
  /** What waits in its queue is ended with the reason. */
  endWaiting: boolean;
  /** What nobody can be asked about is given up: it is not ended. */
  forgetting: boolean;
}

/**
 * Whether a pool may be deleted: it is empty, or what it has can't be asked about any more and is to be forgotten.
 * @param seen what was last seen of the pool: what is still there would be found by nobody any more
 * @throws RockpoolError POOL_HAS_INSTANCES, POOL_HAS_HOSTS, POOL_HAS_LEFTOVERS, POOL_HAS_QUEUE, POOL_OUT_OF_REACH
 */
export function refuseDeletion(
  pool: Pool,
  seen: Seen | undefined,
  { endWaiting, forgetting }: Deletion,
  store: Pick<Store, 'hosts' | 'instances'>,
): void {
  const live = liveIn(pool, store);
  const waiting = live.filter(({ state }) => state === 'queueing');
  const others = live.filter(({ state }) => state !== 'queueing');
  const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);

  // The engine of this machine was there before the pool, and is after it.
  const isElsewhere = hasManyHosts(pool.provider);
  const costing = isElsewhere ? hostsOf(pool, store).filter(({ phase }) => phase !== 'removed') : [];
  const silence = costing.length > 0 ? whyNeverAsked(seen) : undefined;
  if (silence && forgetting) return;
  if (silence) throw new RockpoolError(outOfReach(pool, names(costing), others.length, silence));
  if (others.length > 0) throw new RockpoolError(hasInstances(pool, names(others)));
  if (costing.length > 0) throw new RockpoolError(hasHosts(pool, costing.length));
  const there = isElsewhere && seen ? stillThere(seen) : [];
  if (there.length > 0) throw new RockpoolError(hasLeftovers(pool, there));
  // Last: whoever is asked whether these may end has no other obstacle before them.
  if (waiting.length > 0 && !endWaiting) throw new RockpoolError(hasQueue(pool, names(waiting)));
}

/** Deletes a pool with what is recorded of it; ended instances stay in the records, and what lives in it has failed. */
export function deletePool(pool: Pool, { store, work, history }: Dependencies): void {
  for (const { id, state } of liveIn(pool, store))
    work.refuse(id, state === 'queueing' ? poolDeleted(pool) : poolForgotten(pool));
  for (const { id } of hostsOf(pool, store)) store.hosts.remove(id);
  history.forget(pool.id);
  store.pools.remove(pool.id);
}

const hostsOf = (pool: Pool, { hosts }: Pick<Store, 'hosts'>) =>
  hosts.all().filter(({ poolId }) => poolId === pool.id);
const liveIn = (pool: Pool, { instances }: Pick<Store, 'instances'>) =>
  instances.all().filter(instance => instance.poolId === pool.id && isLive(instance));

/** Why nothing tells what is there, and by itself nothing will: undefined where something may. */
function whyNeverAsked(seen: Seen | undefined): ErrorValue | undefined {
  const { failure } = seen?.machines ?? {};
  if (!failure) return undefined;
  const lastsMs = failure.ended - failure.begun;
  return failure.error.kind === 'permanent' || lastsMs >= MAY_COME_BACK_MS ? failure.error : undefined;
}

/** What carries our mark by the newest listings. */
function stillThere({ machines, resources, ours }: Seen): string[] {
  const isOurs = ({ controllerId }: { controllerId: string }) => ours.has(controllerId);
  const servers = (machines.last?.value ?? []).filter(isOurs).map(({ providerId }) => `server ${providerId}`);
  // What keeps the lease goes when that is given back, which the end of the pool does.
  const others = (resources.last?.value ?? []).filter(one => isOurs(one) && !one.holdsLease);
  return [...servers, ...others.map(({ kind, name }) => `${resourceWords[kind]} ${name}`)];
}
