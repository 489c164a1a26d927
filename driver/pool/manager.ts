import type { Accounts } from '../account/account';
import type { Engine, Engines } from '../engine';
import type { Clock, Random } from '../model/clock';
import type { Log } from '../model/log';
import { hasManyHosts, type Pool } from '../model/pool';
import type { PoolPlan } from '../model/poolPlan';
import { resourceKey } from '../model/resource';
import { isUnderWay } from '../model/shutdown';
import type { Machine, Provider } from '../providers';
import { ofList, type Store } from '../store/store';
import type { ActDependencies } from './act';
import { isServed } from './growth';
import { hearHosts } from './hostAnswers';
import { hasLaunchesOf, largestLaunchOf } from './launchSizes';
import type { LeaseStanding } from './lease';
import { roster } from './ledger';
import { type Observer, type OneSource, observe } from './observer';
import { createOutlasting } from './outlast';
import { ownershipOf } from './ownership';
import { type Planner, plan } from './plan';
import { followInstances } from './poolInstances';
import { isSamePlan, planRecord } from './publish';
import { tellReasons } from './reasons';
import { watchRoom } from './room';
import { createRounds, type Rounds } from './rounds';
import { createRunner } from './runner';
import { type Snapshot, viewOf } from './snapshot';
import { lacksCopy, startsOf } from './starts';
import { followState } from './stateTrouble';
import { createTimes } from './times';
import { createTrials, type Trials } from './trials';
import { createTroubles, POOL_SUBJECTS, SPARE } from './troubles';
import { watchHosts } from './watchedHosts';

/** Runs one pool: observes, plans, acts. */
export interface PoolManager extends AsyncDisposable, Pick<Rounds, 'changed' | 'written'> {
  readonly provider: Provider;
  /** What the next plan would be made from. */
  snapshot(): Snapshot | undefined;
  /** Asks the provider and the engines now. */
  look(): void;
  /** Where its hosts come from is not what it was: what it waits with is asked for again now. */
  sourceChanged(): void;
  /** Takes the pool over at an admin's word. @throws RockpoolError NO_LEASE, LEASE_MOVED, or what the provider throws */
  takeOver(by: string, options: { signal: AbortSignal }): Promise<void>;
  /** Throw-away hosts, by which the settings are tried. */
  readonly trials: Pick<Trials, 'run'>;
  /** Leftovers are to go; by `resourceKey`, absent: all that are listed now. */
  removeLeftovers(keys: readonly string[] | undefined, by: string): void;
}

export interface ManagerDependencies extends ActDependencies {
  store: Store;
  accounts: Accounts;
  engines: Engines;
  provider: Provider;
  controllerId: string;
  /** What people of other Rockpools are told who has the pool. */
  holderName: string;
  clock: Clock;
  random: Random;
  log: Log;
  /** From when on (monotonic) what was seen may be relied on to destroy something; called at each round. */
  trustFrom(): number;
  /** Makes the plans; absent: the policy of the product. */
  planner?: Planner | undefined;
  /** Called with each plan that a screen would show otherwise than the one before. */
  onPlan(plan: PoolPlan): void;
}

export function managePool(poolId: string, dependencies: ManagerDependencies): PoolManager {
  const { store, engines, provider, clock, random, log, trustFrom, hostRows } = dependencies;
  const troubles = createTroubles({ clock, random, held: store.pools.get(poolId)?.held });
  const times = createTimes(clock, ({ id, phase }) => {
    // Whether it is empty is to be known as of now.
    if (phase === 'draining' || phase === 'removing') watched.ask(id);
  });
  const outlasting = createOutlasting(store, clock);
  let lastConfig = store.pools.get(poolId)?.config;
  let frozenAt = 0;
  let published: PoolPlan | undefined;
  let lease: LeaseStanding | undefined;

  const pool = (): Pool | undefined => store.pools.get(poolId);
  const configOf = ({ config }: Pool) => provider.configOf?.(config) ?? config;
  const state = followState(store, { troubles, clock });
  const hosts = ofList(store.hosts, all =>
    all.filter(host => host.poolId === poolId && host.phase !== 'removed'),
  );
  const instances = followInstances(store, poolId);
  const name = pool()?.name ?? poolId;
  const launchSlots = largestLaunchOf({ name }, store);
  const hasLaunches = hasLaunchesOf({ name }, store);

  const source: OneSource = new Set();
  const machines: Observer<readonly Machine[]> = observe(
    ({ signal }) => provider.list(hosts(), { signal }),
    ({ last, failure }) => {
      const current = pool();
      if (current && last && !failure) hostRows.noteMachines(current, last.value);
      wake();
    },
    { clock, random, source },
  );

  const ownership = ownershipOf({
    ...dependencies,
    ...{ poolId, self: { id: dependencies.controllerId, name: dependencies.holderName }, source },
    machines: () => machines.observed,
    onChange: () => wake(),
  });

  const room = watchRoom(
    provider,
    () => {
      troubles.roomCame();
      wake();
    },
    { clock, random, source },
  );

  function engineOf(hostId: string): Engine | undefined {
    const url = store.hosts.get(hostId)?.engineUrl;
    return url === undefined ? undefined : engines.connect(url);
  }

  const fenced = (hostId: string): Engine | undefined => {
    const engine = engineOf(hostId);
    return engine && ownership.fence(engine);
  };

  const runner = createRunner({
    poolId,
    context: {
      ...{ ...dependencies, provider: ownership.provider, records: ownership.records, engineOf: fenced },
      isServed: isPoolServed,
    },
    troubles,
    clock,
    log,
    asks: {
      machines: machines.ask,
      resources: ownership.look,
      room: () => room?.ask(),
      host: id => watched.ask(id),
    },
    onEnd: wake,
  });

  const trials = createTrials({
    ...{ pool, provider: ownership.provider, store, hostRows, machines, clock, random },
    ...{ lease: () => lease, touched: runner.touch, onChange: wake },
  });

  const watched = watchHosts({
    ...{ engines, engineOf, clock, random },
    onAnswer: hearHosts({
      ...{ ...dependencies, troubles, pool },
      instancesOn: instances.on,
      countsFrom: () => Math.max(trustFrom(), ownership.anothersUntil),
      askMachines: () => machines.ask(),
      onNews: wake,
    }),
  });

  function snapshot(current: Pool): Snapshot {
    const shutdown = store.shutdowns.get(poolId);
    const present = hosts();
    const live = instances.live();
    const { listings } = watched;
    const { byHost } = roster(live);
    times.note(present, id => byHost.has(id) || (listings.get(id)?.last?.value.containers.length ?? 0) > 0);
    return {
      poolId,
      poolName: current.name,
      hostLimits: provider.hosts,
      grows: hasManyHosts(current.provider),
      preparesMachines: provider.prepare !== undefined,
      launchSlots: launchSlots(),
      ...ownership.part(),
      hosts: present,
      since: times.since,
      instances: live,
      ended: instances.ended,
      machines: machines.observed,
      listings,
      heard: watched.heard,
      ...(provider.keepStart && { copying: { isOfUse: hasLaunches(), paused: provider.startsPaused } }),
      roomForMachines: room?.observed.failure ? undefined : room?.observed.last?.value,
      inFlight: new Map([
        ...trials.inFlight,
        ...[...runner.inFlight].map(([subject, { action }]) => [subject, action] as const),
      ]),
      touched: runner.touched,
      troubles: troubles.all,
      trustFrom: trustFrom(),
      frozenAt,
      monotonic: clock.monotonic(),
      shutdown: isUnderWay(shutdown) ? shutdown : undefined,
    };
  }

  /** True if launches need no host now that isn't active yet. */
  function isPoolServed(): boolean {
    const current = pool();
    return current !== undefined && isServed(viewOf(snapshot(current), configOf(current), clock.now()));
  }

  /**
   * One round, without an await: what a plan reserves is recorded before anybody else can plan on it.
   * @returns ms until time alone would change the plan
   */
  function round(): number | undefined {
    const current = pool();
    if (!current) return undefined;
    const waitMs = state.waitMs();
    if (waitMs > 0) return waitMs;
    watched.follow(hosts(), ownership.ours());
    if (current.config !== lastConfig) askAnew();
    lastConfig = current.config;
    const known = snapshot(current);
    const config = configOf(current);
    const made = (dependencies.planner ?? plan)(config, known, clock.now());
    if (made.frozen) frozenAt = known.monotonic;
    lease = made.lease;
    if (known.shutdown) trials.stop();
    const starts = startsOf(config, known);
    if (starts && !lacksCopy(starts, config)) troubles.clear(SPARE);
    publish({ ...planRecord(made, known, clock.now(), provider.byHand), ...(starts ? { starts } : {}) });
    if (!made.lease.mayWrite) runner.abort();
    for (const action of made.actions) runner.start(current, action);
    ownership.settle(current.config, known);
    outlasting.note(known);
    store.note(() => tellReasons(made, instances.live(), dependencies.work));
    return made.next?.inMs;
  }

  function publish(record: PoolPlan): void {
    if (isSamePlan(published, record)) return;
    published = record;
    dependencies.onPlan(record);
  }

  const rounds = createRounds(round, { clock, log });
  function wake(): void {
    rounds.wake();
  }

  function look(): void {
    machines.ask();
    ownership.look();
    watched.ask();
  }
  /** What the pool as a whole was refused may be had now. */
  function askAnew(): void {
    for (const subject of POOL_SUBJECTS) troubles.clear(subject);
  }

  wake();
  return {
    provider: ownership.provider,
    trials,
    snapshot() {
      const current = pool();
      return current && snapshot(current);
    },
    changed: rounds.changed,
    written: rounds.written,
    look,
    sourceChanged() {
      askAnew();
      room?.ask();
      look();
      wake();
    },
    async takeOver(by, options) {
      const current = pool();
      if (current) await ownership.takeOver(by, snapshot(current), options);
    },
    removeLeftovers(keys, by) {
      const listed = published?.leftovers.map(resourceKey) ?? [];
      const wanted = listed.filter(key => keys?.includes(key) ?? true);
      for (const key of wanted) troubles.clear(`resource ${key}`);
      ownership.removeLeftovers(wanted, by);
    },
    async [Symbol.asyncDispose]() {
      state[Symbol.dispose]();
      rounds.stop();
      instances.stop();
      trials.stop();
      machines.stop();
      room?.stop();
      watched.stop();
      await runner.stop();
      await ownership.stop();
    },
  };
}
