import type { Disposer } from '../model/clock';
import { type Instance, instanceStates, isLive } from '../model/instance';
import type { Store } from '../store/store';
import { keepRoster } from './ledger';
import { listsByKey } from './listsByKey';

/** The instances of one pool as a round looks at them. */
export interface PoolInstances {
  /** Those that live, oldest first; the same array until one of them changes. */
  live(): readonly Instance[];
  /** Those of them that are recorded on a host. */
  on(hostId: string): readonly Instance[];
  /** Ids of those whose end is recorded; follows what is written. */
  readonly ended: ReadonlySet<string>;
  stop: Disposer;
}

/**
 * Sorts the instances of a pool by what rules ask for, and keeps that up to date with each write: sorting them all anew in
 * each round took longer than the plan.
 */
export function followInstances({ instances }: Store, poolId: string): PoolInstances {
  const byId = new Map<string, Instance>();
  const ended = new Set<string>();
  const byHost = listsByKey<string | undefined, Instance>();
  const byState = new Map(instanceStates.map(state => [state, new Map<string, Instance>()]));
  const failed = new Map<string, Instance>();
  let listed: readonly Instance[] | undefined;
  let isInOrder = true;
  let lastCreated = Number.NEGATIVE_INFINITY;

  const ownLive = (one: Instance | undefined) => (one?.poolId === poolId && isLive(one) ? one : undefined);

  function follow(id: string, before: Instance | undefined, after: Instance | undefined): void {
    if (before?.poolId !== poolId && after?.poolId !== poolId) return;
    if (after?.poolId === poolId && !isLive(after)) ended.add(id);
    else ended.delete(id);
    const from = ownLive(before);
    const to = ownLive(after);
    if (!from && !to) return;
    listed = undefined;
    if (from && (!to || from.hostId !== to.hostId)) byHost.drop(from.hostId, id);
    if (to) byHost.put(to.hostId, id, to);
    if (from && from.state !== to?.state) byState.get(from.state)?.delete(id);
    if (to) byState.get(to.state)?.set(id, to);
    if (to?.error) failed.set(id, to);
    else failed.delete(id);
    if (!to) byId.delete(id);
    else {
      // What is new is the youngest, but for what was taken back.
      if (from ? from.createdAt !== to.createdAt : to.createdAt < lastCreated) isInOrder = false;
      lastCreated = Math.max(lastCreated, to.createdAt);
      byId.set(id, to);
    }
  }
  function bringInOrder(): void {
    if (isInOrder) return;
    const sorted = [...byId].sort(([, a], [, b]) => a.createdAt - b.createdAt);
    byId.clear();
    for (const [id, instance] of sorted) byId.set(id, instance);
    isInOrder = true;
  }
  const oldestFirst = (all: ReadonlyMap<string, Instance> | undefined) =>
    [...(all?.values() ?? [])].sort((a, b) => a.createdAt - b.createdAt);

  for (const instance of instances.all()) follow(instance.id, undefined, instance);
  const stop = instances.follow(follow);
  return {
    live() {
      if (listed) return listed;
      bringInOrder();
      listed = [...byId.values()];
      keepRoster(listed, {
        byId,
        byHost: byHost.lists,
        ofState: state => oldestFirst(byState.get(state)),
        failed: oldestFirst(failed),
      });
      return listed;
    },
    on: hostId => byHost.lists.get(hostId) ?? [],
    ended,
    stop,
  };
}
