import type { Disposer } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { Pool } from '../model/pool';
import { isUnderWay, LONGEST_SHUTDOWN_MS, type Shutdown } from '../model/shutdown';
import { poolGone } from './refusals';
import { type FollowerDependencies, followShutdown } from './shutdownFollower';
import * as say from './shutdownMessages';

/** How a pool is to be shut down. `at`: ms since the epoch; `afterMs`: from now. */
export type ShutdownOrder =
  | { how: 'wait' }
  | { how: 'now' }
  | { how: 'at'; at: number }
  | { how: 'at'; afterMs: number };

/** Shutting down pools: from the order to the report. It is stored, and goes on after a restart. */
export interface Shutdowns extends Disposable {
  /** The last one of a pool, as it stands. */
  of(poolId: string): Shutdown | undefined;
  /**
   * Shuts a pool down, or changes how it is shut down while that is under way.
   * @param by who wants it; absent: nobody in person
   * @throws RockpoolError NOT_FOUND, SHUTDOWN_TIME
   */
  shutDown(poolId: string, order: ShutdownOrder, by?: string): Shutdown;
  /**
   * The pool works again; what has ended stays ended. A report that was made stays.
   * @throws RockpoolError NOT_FOUND, NOT_SHUT_DOWN
   */
  callBack(poolId: string, by?: string): void;
}

export interface ShutdownsDependencies extends FollowerDependencies {
  /** Switches DD_SHUTDOWN_MODE. */
  setMode(poolId: string, on: boolean, by: string | undefined): void;
}

export function createShutdowns(dependencies: ShutdownsDependencies): Shutdowns {
  const { store, activity, accounts, clock } = dependencies;
  const { shutdowns } = store;
  const followers = new Map<string, Disposer>();

  function find(poolId: string): Pool {
    const pool = store.pools.get(poolId);
    if (!pool) throw new RockpoolError(poolGone);
    return pool;
  }
  function follow(poolId: string): void {
    if (followers.has(poolId)) return;
    followers.set(
      poolId,
      followShutdown(poolId, dependencies, () => unfollow(poolId)),
    );
  }
  function unfollow(poolId: string): void {
    followers.get(poolId)?.();
    followers.delete(poolId);
  }

  for (const shutdown of shutdowns.all()) if (isUnderWay(shutdown)) follow(shutdown.id);
  const unsubscribe = store.onCommit(({ pools }) => {
    for (const id of pools?.removed ?? []) {
      unfollow(id);
      store.transaction(() => {
        shutdowns.remove(id);
        accounts.drop(id);
      });
    }
    // The switch among the settings means the same as the button.
    for (const { id, config } of Object.values(pools?.put ?? {})) {
      const shutdown = shutdowns.get(id);
      if (config.DD_SHUTDOWN_MODE || !shutdown || shutdown.past) continue;
      if (shutdown.state !== 'done') forget(id);
      else shutdowns.put(id, { ...shutdown, past: true });
    }
  });
  /** It was called back. */
  function forget(poolId: string): void {
    unfollow(poolId);
    store.transaction(() => {
      shutdowns.remove(poolId);
      const name = store.pools.get(poolId)?.name ?? '';
      activity.note('info', `The shutting down of the pool "${name}" was called back.`, { poolId });
    });
  }

  return {
    of: poolId => shutdowns.get(poolId),
    shutDown(poolId, order, by) {
      const pool = find(poolId);
      const now = clock.now();
      const endsAt = endOf(order, now);
      const before = shutdowns.get(poolId);
      const shutdown: Shutdown = {
        id: poolId,
        how: order.how,
        orderedAt: isUnderWay(before) ? before.orderedAt : now,
        ...(endsAt === undefined ? {} : { endsAt }),
        state: 'under way',
        remaining: isUnderWay(before) ? before.remaining : [],
        remainingCount: isUnderWay(before) ? before.remainingCount : 0,
      };
      store.transaction(() => {
        shutdowns.put(poolId, shutdown);
        activity.note('warning', say.ordered(pool.name, order.how, endsAt, now), { poolId });
        if (!pool.config.DD_SHUTDOWN_MODE) dependencies.setMode(poolId, true, by);
      });
      unfollow(poolId);
      follow(poolId);
      dependencies.look(poolId);
      return shutdown;
    },
    callBack(poolId, by) {
      const { name, config } = find(poolId);
      if (!config.DD_SHUTDOWN_MODE) throw new RockpoolError(say.notShutDown(name));
      dependencies.setMode(poolId, false, by);
    },
    [Symbol.dispose]() {
      unsubscribe();
      for (const stop of followers.values()) stop();
      followers.clear();
    },
  };
}

function endOf(order: ShutdownOrder, now: number): number | undefined {
  if (order.how === 'wait') return undefined;
  if (order.how === 'now') return now;
  const at = 'at' in order ? order.at : now + order.afterMs;
  if (!(at >= now && at <= now + LONGEST_SHUTDOWN_MS))
    throw new RockpoolError(say.timeWrong(LONGEST_SHUTDOWN_MS));
  return at;
}
