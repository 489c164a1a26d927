import type { Activity } from '../activity/activity';
import type { InstanceWork } from '../instances';
import type { Clock, Disposer, Random } from '../model/clock';
import { type ErrorValue, RockpoolError } from '../model/errors';
import type { Log } from '../model/log';
import { configProblems, type Pool, type PoolConfig, poolConfigSchema } from '../model/pool';
import type { PoolPlan } from '../model/poolPlan';
import type { Diff } from '../model/state';
import { type ProviderDependencies, providerOf } from '../providers';
import type { Store } from '../store/store';
import { createHostOrders } from './hostOrders';
import { createHostRows } from './hosts';
import { managePool, type PoolManager } from './manager';
import type { Planner } from './plan';
import { poolIdOf } from './poolId';
import type { Pools } from './port';
import { preview } from './preview';
import { watchTime } from './time';

export interface PoolsDependencies extends ProviderDependencies {
  store: Store;
  activity: Activity;
  work: InstanceWork;
  controllerId: string;
  clock: Clock;
  random: Random;
  log: Log;
  /** Makes the plans of all pools; absent: the policy of the product. */
  planner?: Planner | undefined;
}

/** The pools of the state, each with its manager; they work until this is disposed of. */
export function createPools(dependencies: PoolsDependencies): Pools {
  const { store, activity, engines, work, clock, log } = dependencies;
  const hostRows = createHostRows({ store, clock, activity });
  const managers = new Map<string, PoolManager>();
  const plans = new Map<string, PoolPlan>();
  const listeners = new Set<(diff: Diff) => void>();
  const lookAtTime = watchTime(clock);
  let trustFrom = 0;

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
    const own = { provider, hostRows, trustFrom: trust, onPlan };
    managers.set(pool.id, managePool(pool.id, { ...dependencies, ...own }));
  }
  function onPlan(plan: PoolPlan): void {
    plans.set(plan.id, plan);
    for (const listener of listeners) listener({ plans: { put: { [plan.id]: plan } } });
  }
  /** The pool as it would be. */
  function changed(id: string, changes: Partial<PoolConfig>): Pool {
    const before = store.pools.get(id);
    if (!before) throw new RockpoolError(poolGone);
    const pool: Pool = { ...before, config: poolConfigSchema.parse({ ...before.config, ...changes }) };
    refuseProblems(pool.config, pool);
    return pool;
  }

  for (const pool of store.pools.all()) manage(pool);
  const unsubscribe = store.onCommit(({ pools, hosts, instances }) => {
    if (pools || hosts || instances) for (const manager of managers.values()) manager.wake();
  });

  return {
    create({ name, provider, engineUrl }) {
      refuseTaken(name, engineUrl, store.pools.all());
      // Throws where no engine can be at such an address.
      engines.connect(engineUrl);
      const pool: Pool = {
        id: poolIdOf(name),
        name,
        provider,
        engineUrl,
        config: poolConfigSchema.parse({}),
        createdAt: clock.now(),
      };
      store.transaction(() => {
        store.pools.put(pool.id, pool);
        activity.note('info', `The pool "${name}" was made.`, { poolId: pool.id });
      });
      manage(pool);
      return pool;
    },
    configure(id, changes) {
      const pool = changed(id, changes);
      store.transaction(() => {
        store.pools.put(id, pool);
        const text = Object.entries(changes).map(([key, value]) => `${key} = ${value ?? 'automatic'}`);
        activity.note('info', `The pool "${pool.name}" was configured: ${text.join(', ')}.`, { poolId: id });
      });
      managers.get(id)?.look();
      return pool;
    },
    preview(id, changes) {
      const { config } = changed(id, changes);
      const snapshot = managers.get(id)?.snapshot();
      if (!snapshot) throw new RockpoolError(poolGone);
      return preview(config, snapshot, clock.now());
    },
    hosts: createHostOrders({ store, clock, activity }),
    plans: () => [...plans.values()],
    onPlan(listener): Disposer {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wake() {
      for (const manager of managers.values()) manager.look();
    },
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await Promise.all([...managers.values()].map(manager => manager[Symbol.asyncDispose]()));
    },
  };
}

const poolGone: ErrorValue = {
  kind: 'input',
  code: 'NOT_FOUND',
  what: 'This pool does not exist any more.',
  next: 'Look at the list again.',
};

function refuseProblems(config: PoolConfig, { provider, name }: Pool): void {
  const problems = configProblems(config, provider);
  if (problems.length === 0) return;
  throw new RockpoolError({
    kind: 'input',
    code: 'CONFIG_INVALID',
    what: problems.map(({ key, message }) => `${key}: ${message}`).join(' '),
    where: name,
  });
}

function refuseTaken(name: string, engineUrl: string, pools: readonly Pool[]): void {
  if (pools.some(pool => pool.name === name)) {
    throw new RockpoolError({
      kind: 'input',
      code: 'POOL_NAME_TAKEN',
      what: `There is a pool "${name}" already.`,
      next: 'Give the new one another name.',
    });
  }
  const sharing = pools.find(pool => pool.engineUrl === engineUrl);
  if (sharing) {
    throw new RockpoolError({
      kind: 'input',
      code: 'ENGINE_TAKEN',
      what: 'This engine is in a pool already.',
      where: engineUrl,
      why: `The pool "${sharing.name}" counts its slots; two pools would give them away twice.`,
      next: 'Choose another engine.',
    });
  }
}
