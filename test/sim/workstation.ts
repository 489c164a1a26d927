import { rmSync } from 'node:fs';
import { createActivity } from '../../driver/activity/activity';
import { type Engines, heardEngines } from '../../driver/engine';
import { createInstances, type Instances } from '../../driver/instances';
import type { Random } from '../../driver/model/clock';
import type { Log } from '../../driver/model/log';
import { defaultConfigOf } from '../../driver/model/pool';
import { seededRandom } from '../../driver/model/seededRandom';
import { createPools, type Pools } from '../../driver/pool';
import type { Planner } from '../../driver/pool/plan';
import type { Provider, Simulator } from '../../driver/providers';
import { openStore, type Store } from '../../driver/store/store';
import { createTasks } from '../../driver/tasks/tasks';
import type { Asides } from './cloud/asides';
import type { EmulatedCloud } from './cloud/cloud';
import { type Around, beginLife, type Life } from './life';
import { mortalDisk } from './mortalDisk';
import { mortalStore } from './mortalStore';
import type { Sample } from './samples';

/** A computer with a data folder, on which Rockpool runs now and then. */
export interface Workstation {
  readonly controllerId: string;
  /** Rockpool, while it runs and the computer doesn't sleep. */
  readonly rockpool: Rockpool | undefined;
  /** True from a start to a crash or the end of a stop. */
  readonly runs: boolean;
  /** For how long (ms) Rockpool has run here without the computer sleeping, all in all. */
  awakeMs(): number;
  start(): void;
  /** The process is gone from one moment to the next. */
  crash(): void;
  /** Closes it; resolves when it has ended, or not at all where it crashes before. */
  stop(): Promise<void>;
  sleep(): void;
  wake(): void;
  /** The state is lost; the data folder with the controller's id stays. Only while it doesn't run. */
  loseState(): void;
}

/** The services of one process. */
export interface Rockpool {
  readonly store: Store;
  readonly instances: Instances;
  readonly pools: Pools;
}

export interface WorkstationOptions {
  controllerId: string;
  /** Of its own, in memory where possible. */
  folder: string;
  simulator: Simulator;
  /** The OpenStack in which the pool's hosts are, where they are in one. */
  cloud?: EmulatedCloud | undefined;
  seed: number;
  /** What becomes of the chance of each process; absent: it is as drawn from the seed. */
  chance?: ((drawn: Random) => Random) | undefined;
  sample: Sample;
  sleepCounts: boolean;
  /** Called around each call that goes out, with what it is made of. */
  around(caller: Workstation, target: object, ...call: Parameters<Around>): unknown;
  /** Called once the services of a process are there, before anything has happened. */
  onStart(workstation: Workstation, rockpool: Rockpool): void;
  /** What Rockpool logs as an error of its own. */
  onBug(text: string, details: unknown): void;
  /** How its state is opened; for those who count commits. */
  open?: typeof openStore | undefined;
  planner?: Planner | undefined;
  /** What a thing outside is to this workstation; for bugs that are planted. */
  disguise?: (<T extends object>(thing: T) => T) | undefined;
}

export function workstation(options: WorkstationOptions): Workstation {
  const { controllerId, folder, simulator, sample } = options;
  const disguise = options.disguise ?? (thing => thing);
  let starts = 0;
  let life: Life | undefined;
  let stopping = false;
  let awakeBefore = 0;
  let awakeSince: number | undefined;
  let rockpool: Rockpool | undefined;
  let closeStore: () => void = () => undefined;

  function start(): void {
    starts += 1;
    const own = beginLife(simulator.clock, options);
    life = own;
    stopping = false;
    countAwake(true);
    const outside = <T extends object>(target: T): T =>
      own.outside(disguise(target), (...call) => options.around(self, target, ...call));
    const drawn = seededRandom(options.seed + starts * 7919);
    const random = options.chance?.(drawn) ?? drawn;
    const { clock } = own;
    const opened = (options.open ?? openStore)(folder, clock.now(), db => mortalDisk(db, own));
    closeStore = () => opened[Symbol.dispose]();
    const store = mortalStore(opened, own);
    const log: Log = {
      debug() {},
      info() {},
      warn() {},
      error(text, details) {
        if (!own.isDead) options.onBug(text, details);
      },
    };
    const times = { clock, random, log };
    const engines = heardEngines(url => outside(simulator.engine(url)));
    const { connect } = engines;
    /** A provider of ours is part of the process; what it has outside itself is the wire to its cloud. */
    function provider(poolId: string): Provider {
      const { cloud } = options;
      if (!cloud) return simulator.provider(poolId, controllerId);
      const configOf = (id: string) => store.pools.get(id)?.config ?? defaultConfigOf('');
      const [wire, asides] = [outside(cloud.wire), outside<Asides>(cloud.asides)];
      return cloud.provider({ poolId, controllerId, clock, random, wire, asides, configOf, connect });
    }
    const cloud: Simulator = Object.create(simulator, {
      provider: { value: (poolId: string) => outside(provider(poolId)) },
    });
    const shared = {
      ...times,
      store,
      activity: createActivity({ store, ...times }),
      engines: engines as Engines,
      simulator: cloud,
      controllerId,
    };
    const { service, work } = createInstances({
      ...shared,
      images: sample.images,
      tasks: createTasks(times),
      secrets: { names: () => [], get: () => 'key', set: () => undefined, remove: () => undefined },
      timeZone: 'UTC',
      proxyUrl: () => 'http://127.0.0.1:1',
    });
    sample.fill(store);
    const { planner } = options;
    const pools = createPools({ ...shared, work, ...(planner ? { planner } : {}) });
    // It may have died of its first calls.
    if (own.isDead) return;
    rockpool = { store, instances: service, pools };
    options.onStart(self, rockpool);
    if (store.pools.all().length === 0) sample.makePool(pools);
  }
  function countAwake(isAwake: boolean): void {
    const now = simulator.clock.monotonic();
    if (awakeSince !== undefined) awakeBefore += now - awakeSince;
    awakeSince = isAwake ? now : undefined;
  }
  function ended(): void {
    life?.die();
    countAwake(false);
    stopping = false;
    life = undefined;
    rockpool = undefined;
    closeStore();
    closeStore = () => undefined;
  }

  const self: Workstation = {
    controllerId,
    get rockpool() {
      return life?.isAsleep || stopping ? undefined : rockpool;
    },
    get runs() {
      return life !== undefined;
    },
    awakeMs: () => awakeBefore + (awakeSince === undefined ? 0 : simulator.clock.monotonic() - awakeSince),
    start,
    crash: ended,
    async stop() {
      const own = life;
      stopping = true;
      await rockpool?.pools[Symbol.asyncDispose]();
      if (life !== own) return new Promise<never>(() => undefined);
      // What it has noted is written when it closes its state, not when it dies.
      closeStore();
      closeStore = () => undefined;
      ended();
      return undefined;
    },
    sleep() {
      if (!life || life.isAsleep) return;
      life.sleep();
      countAwake(false);
    },
    wake() {
      if (!life?.isAsleep) return;
      countAwake(true);
      life.wake();
    },
    loseState() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return self;
}
