import type { Disposer } from '../model/clock';
import type { Pool, PoolConfig } from '../model/pool';
import type { PoolPlan } from '../model/poolPlan';
import type { Diff } from '../model/state';
import type { HostOrders } from './hostOrders';
import type { Preview } from './preview';

/** The pools and their hosts. */
export interface Pools extends AsyncDisposable {
  /**
   * Makes a pool; its hosts follow by themselves.
   * @throws RockpoolError POOL_NAME_TAKEN, ENGINE_TAKEN, ENGINE_URL_NOT_SUPPORTED
   */
  create(pool: { name: string; provider: Pool['provider']; engineUrl: string }): Pool;
  /** @throws RockpoolError NOT_FOUND, CONFIG_INVALID (settings that don't go together) */
  configure(id: string, changes: Partial<PoolConfig>): Pool;
  /**
   * What the pool would do under changed settings, with calls assumed to succeed; changes nothing.
   * @throws RockpoolError NOT_FOUND, CONFIG_INVALID
   */
  preview(id: string, changes: Partial<PoolConfig>): Preview;
  /** What an admin orders about single hosts. */
  readonly hosts: HostOrders;
  /** The plan of each pool, as of its last round. */
  plans(): PoolPlan[];
  /** Called with each change of a plan. */
  onPlan(listener: (diff: Diff) => void): Disposer;
  /** Observes and plans now, rather than at the next occasion. */
  wake(): void;
}
