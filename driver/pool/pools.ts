import { createAccounts } from '../account/account';
import type { Activity } from '../activity/activity';
import type { InstanceWork } from '../instances';
import type { Clock, Disposer, Random } from '../model/clock';
import { differences } from '../model/configChange';
import { RockpoolError } from '../model/errors';
import type { Log } from '../model/log';
import {
  defaultConfigOf,
  hasFlavors,
  type Pool,
  type PoolConfig,
  type ProviderName,
  providerNames,
} from '../model/pool';
import type { PoolPlan } from '../model/poolPlan';
import { resourceKey } from '../model/resource';
import type { Diff } from '../model/state';
import { type ProviderDependencies, providerOf } from '../providers';
import type { Store } from '../store/store';
import type { ActDependencies } from './act';
import { createConfigHistory } from './configHistory';
import { changesText, refuseOvertaken, withConfig } from './configurePool';
import { newPool } from './createPool';
import { deletePool, refuseDeletion } from './deletePool';
import { createHostOrders } from './hostOrders';
import { createHostRows } from './hosts';
import { managePool, type PoolManager } from './manager';
import type { Planner } from './plan';
import type { Pools } from './port';
import { preview } from './preview';
import { roomForPreview } from './previewRoom';
import { forgotten, poolGone } from './refusals';
import { createShutdowns } from './shutdowns';
import { awakeClock, watchTime } from './time';

export interface PoolsDependencies extends ProviderDependencies {
  store: Store;
  activity: Activity;
  work: InstanceWork;
  controllerId: string;
  /** What people of other Rockpools are told who has a pool; absent: the controller id. */
  holderName?: string | undefined;
  clock: Clock;
  random: Random;
  log: Log;
  /** Keeps what was done to single hosts, for people. */
  hostLog?: ActDependencies['hostLog'];
  /** Makes the plans of all pools; absent: the policy of the product. */
  planner?: Planner | undefined;
  /** Where hosts of new pools may come from; absent: this machine, and the simulated cloud where there is one. */
  providers?: readonly ProviderName[] | undefined;
}

/** What plans are made from. */
const planned = ['pools', 'hosts', 'instances'];
/** Who changes what no person has asked for. */
const NOBODY = 'Rockpool';

/** The pools of the state, each with its manager; they work until this is disposed of. */
export function createPools(given: PoolsDependencies): Pools {
  const clock = awakeClock(given.clock);
  const dependencies = { ...given, clock };
  const { store, activity, engines, work, log } = dependencies;
  const history = createConfigHistory(dependencies);
  const providers = dependencies.providers ?? (dependencies.simulator ? providerNames : ['local']);
  const accounts = createAccounts({ store, clock });
  const hostRows = createHostRows({ store, clock, activity, accounts });
  const managers = new Map<string, PoolManager>();
  const plans = new Map<string, PoolPlan>();
  const listeners = new Set<(diff: Diff) => void>();
  const lookAtTime = watchTime(clock);
  let trustFrom = Number.NEGATIVE_INFINITY;

  function trust(): number {
    const { jumpedBy, distrust } = lookAtTime();
    if (distrust) {
      log.info('time did not go on evenly; looking at everything again', { jumpedBy });
      trustFrom = clock.monotonic();
      if (jumpedBy < 0) work.shiftRuns(-jumpedBy);
      for (const manager of managers.values()) manager.look();
    }
    return trustFrom;
  }
  function manage(pool: Pool): void {
    const provider = providerOf(pool, dependencies);
    const holderName = dependencies.holderName ?? dependencies.controllerId.slice(0, 8);
    const own = { provider, holderName, hostRows, accounts, trustFrom: trust, onPlan };
    managers.set(pool.id, managePool(pool.id, { ...dependencies, ...own }));
  }
  async function unmanage(id: string): Promise<void> {
    const manager = managers.get(id);
    managers.delete(id);
    await manager?.[Symbol.asyncDispose]();
  }
  function onPlan(plan: PoolPlan): void {
    plans.set(plan.id, plan);
    for (const listener of listeners) listener({ plans: { put: { [plan.id]: plan } } });
  }
  function managerOf(id: string): PoolManager {
    const manager = managers.get(id);
    if (!manager) throw new RockpoolError(poolGone);
    return manager;
  }

  for (const pool of store.pools.all()) manage(pool);
  const unsubscribe = [
    store.onChange(changed => {
      if (!planned.some(name => changed.has(name))) return;
      for (const manager of managers.values()) manager.changed();
    }),
    store.onCommit(() => {
      for (const manager of managers.values()) manager.written();
    }),
  ];

  const pools: Pools = {
    providers,
    create(wanted, by = NOBODY) {
      const pool = newPool(wanted, { pools: store.pools.all(), providers, engines, clock });
      store.transaction(() => {
        store.pools.put(pool.id, pool);
        history.note(pool.id, defaultConfigOf(pool.name), pool.config, { by, way: 'made' });
        activity.note('info', `The pool "${pool.name}" was made.`, { poolId: pool.id });
      });
      manage(pool);
      return pool;
    },
    configure(id, changes, { by = NOBODY, way = 'edited', seen = {} } = {}) {
      const before = store.pools.get(id);
      const pool = withConfig(before, changes);
      const differing = before ? differences(before.config, pool.config) : [];
      if (!before || differing.length === 0) return pool;
      refuseOvertaken(before, seen);
      store.transaction(() => {
        store.pools.put(id, pool);
        history.note(id, before.config, pool.config, { by, way });
        const text = `The pool "${pool.name}" was configured by ${by}: ${changesText(differing)}.`;
        activity.note('info', text, { poolId: id });
      });
      managers.get(id)?.look();
      return pool;
    },
    preview(id, changes) {
      const before = store.pools.get(id);
      const { config } = withConfig(before, changes);
      const manager = managers.get(id);
      const snapshot = manager?.snapshot();
      if (!before || !snapshot) throw new RockpoolError(poolGone);
      const effective = (one: PoolConfig) => manager?.provider.configOf?.(one) ?? one;
      return preview(effective(config), snapshot, clock.now(), effective(before.config));
    },
    async roomFor(id, changes, hosts, { signal }) {
      const pool = store.pools.get(id);
      const { config } = withConfig(pool, changes);
      const { provider } = managerOf(id);
      if (!pool || !hasFlavors(pool.provider)) return undefined;
      return roomForPreview(provider, { config, hosts }, { clock, signal });
    },
    async delete(id, { by = NOBODY, endWaiting = false, forgetting = false } = {}) {
      const pool = store.pools.get(id);
      if (!pool) throw new RockpoolError(poolGone);
      refuseDeletion(pool, managers.get(id)?.snapshot(), { endWaiting, forgetting }, store);
      const left = store.hosts.all().filter(one => one.poolId === id && one.phase !== 'removed');
      // What is under way in it must not meet hosts that are no more.
      if (forgetting) await unmanage(id);
      store.transaction(() => {
        deletePool(pool, { store, work, history });
        activity.note('info', `The pool "${pool.name}" was deleted by ${by}.`, { poolId: id });
        if (forgetting && left.length > 0) activity.note('warning', forgotten(pool, left), { poolId: id });
      });
      plans.delete(id);
      for (const listener of listeners) listener({ plans: { removed: [id] } });
      await unmanage(id);
    },
    async takeOver(id, { by = NOBODY, signal }) {
      await managerOf(id).takeOver(by, { signal });
    },
    removeLeftovers(id, { resources, by = NOBODY } = {}) {
      managerOf(id).removeLeftovers(resources?.map(resourceKey), by);
    },
    tryHost: async (id, options) => managerOf(id).trials.run(options),
    hosts: createHostOrders({ store, clock, activity }),
    get shutdowns() {
      return shutdowns;
    },
    plans: () => [...plans.values()],
    onPlan(listener): Disposer {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wake() {
      for (const manager of managers.values()) manager.look();
    },
    sourceChanged: id => managers.get(id)?.sourceChanged(),
    async [Symbol.asyncDispose]() {
      for (const stop of unsubscribe) stop();
      shutdowns[Symbol.dispose]();
      await Promise.all([...managers.values()].map(manager => manager[Symbol.asyncDispose]()));
      clock[Symbol.dispose]();
    },
  };
  const shutdowns = createShutdowns({
    ...dependencies,
    accounts,
    provider: id => managers.get(id)?.provider,
    snapshot: id => managers.get(id)?.snapshot(),
    plan: id => plans.get(id),
    setMode: (id, on, by) => void pools.configure(id, { DD_SHUTDOWN_MODE: on }, { by }),
    look: id => managers.get(id)?.look(),
  });
  return pools;
}
