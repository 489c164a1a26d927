import type { Pool, PoolConfig } from '../model/pool';

export { createPools, type PoolsDependencies } from './pools';

/** The pools and their hosts. */
export interface Pools extends AsyncDisposable {
  /**
   * Makes a pool; its hosts follow by themselves.
   * @throws RockpoolError POOL_NAME_TAKEN, ENGINE_TAKEN, ENGINE_URL_NOT_SUPPORTED
   */
  create(pool: { name: string; provider: Pool['provider']; engineUrl: string }): Pool;
  /** @throws RockpoolError NOT_FOUND, CONFIG_INVALID (settings that don't go together) */
  configure(id: string, changes: Partial<PoolConfig>): Pool;
  /** Observes and plans now, rather than at the next occasion. */
  wake(): void;
}
