import type { Disposer } from '../model/clock';
import type { ChangeWay } from '../model/configChange';
import type { Pool, PoolConfig, ProviderName } from '../model/pool';
import type { PoolPlan } from '../model/poolPlan';
import type { Resource } from '../model/resource';
import type { Diff } from '../model/state';
import type { NewPool } from './createPool';
import type { HostOrders } from './hostOrders';
import type { Preview } from './preview';
import type { Shutdowns } from './shutdowns';
import type { Trials } from './trials';

/** The pools and their hosts. */
export interface Pools extends AsyncDisposable {
  /** Where hosts of new pools may come from. */
  readonly providers: readonly ProviderName[];
  /**
   * Makes a pool; its hosts follow by themselves.
   * @param by who wants it; absent: nobody in person
   * @throws RockpoolError POOL_NAME_TAKEN, PROVIDER_NOT_HERE, ENGINE_MISSING, ENGINE_TAKEN,
   * ENGINE_URL_NOT_SUPPORTED, CONFIG_INVALID, CLOUD_MISSING
   */
  create(pool: NewPool, by?: string): Pool;
  /** @throws RockpoolError NOT_FOUND, CONFIG_INVALID (settings that don't go together), CONFIG_OVERTAKEN */
  configure(id: string, changes: Partial<PoolConfig>, options?: ConfigureOptions): Pool;
  /**
   * Deletes an empty pool; resolves once its manager has stopped.
   * @throws RockpoolError NOT_FOUND, POOL_HAS_HOSTS, POOL_HAS_LEFTOVERS, POOL_HAS_INSTANCES, POOL_HAS_QUEUE,
   *   POOL_OUT_OF_REACH
   */
  delete(id: string, options?: DeleteOptions): Promise<void>;
  /**
   * What the pool would do under changed settings, with calls assumed to succeed; changes nothing.
   * @throws RockpoolError NOT_FOUND, CONFIG_INVALID
   */
  preview(id: string, changes: Partial<PoolConfig>): Preview;
  /**
   * For how many of the hosts that a preview asks for there is room now, in a cloud; undefined where it can't be said.
   * @param hosts the preview's
   * @throws RockpoolError NOT_FOUND, CONFIG_INVALID, or the signal's reason
   */
  roomFor(
    id: string,
    changes: Partial<PoolConfig>,
    hosts: Preview['spawn'],
    options: { signal: AbortSignal },
  ): Promise<number | undefined>;
  /**
   * Takes a pool over at an admin's word: from whoever holds its lease, with the marks of all who have something in it.
   * What they made is adopted; the pool is written to once the one before can't be writing any more (`PoolPlan.lease`).
   * @throws RockpoolError NOT_FOUND, NO_LEASE, LEASE_MOVED, or what the provider throws
   */
  takeOver(id: string, options: { by?: string | undefined; signal: AbortSignal }): Promise<void>;
  /**
   * Orders the end of leftovers (`PoolPlan.leftovers`), all that are listed or these. Each is looked at once more, then
   * asked to end until it is gone.
   * @throws RockpoolError NOT_FOUND
   */
  removeLeftovers(
    id: string,
    options?: { resources?: readonly Pick<Resource, 'kind' | 'id'>[] | undefined; by?: string | undefined },
  ): void;
  /**
   * Tries the settings of a pool in a cloud with a throw-away host. What does not work is in the answer.
   * @throws RockpoolError NOT_FOUND, TRIAL_NOT_HERE, TRIAL_UNDER_WAY, POOL_SHUTTING_DOWN
   */
  tryHost(id: string, options: Parameters<Trials['run']>[0]): ReturnType<Trials['run']>;
  /** What an admin orders about single hosts. */
  readonly hosts: HostOrders;
  /** Giving a whole pool back. */
  readonly shutdowns: Omit<Shutdowns, typeof Symbol.dispose>;
  /** The plan of each pool, as of its last round. */
  plans(): PoolPlan[];
  /** Called with each change of a plan. */
  onPlan(listener: (diff: Diff) => void): Disposer;
  /** Observes and plans now, rather than at the next occasion. */
  wake(): void;
  /** Where a pool's hosts come from has changed: what it waits with is asked for again now. */
  sourceChanged(id: string): void;
}

export interface ConfigureOptions {
  /** Who changes it; absent: nobody in person. */
  by?: string | undefined;
  way?: Exclude<ChangeWay, 'made'> | undefined;
  /** What the editor has seen of settings; where they have others by now, nothing is changed. */
  seen?: Partial<PoolConfig> | undefined;
}

export interface DeleteOptions {
  by?: string | undefined;
  /** Ends launches that wait for a place in the pool; without it they are a reason not to delete it. */
  endWaiting?: boolean | undefined;
  /** Gives up what nobody can be asked about any more: it is not ended, and goes on where it is there. */
  forgetting?: boolean | undefined;
}
