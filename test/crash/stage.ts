import path from 'node:path';
import { isRockpoolError } from '../../driver/model/errors';
import type { PoolConfig } from '../../driver/model/pool';
import { createSimulator, type Simulator } from '../../driver/providers';
import type { SimulatorSettings } from '../../driver/providers/simulator';
import { openStore, type Store } from '../../driver/store/store';
import { type Sample, sampleOf } from '../sim/samples';
import { type Rockpool, workstation } from '../sim/workstation';
import { memoryFolder } from '../support/memoryFolder';
import { virtualClock } from '../support/virtualClock';
import { fingerprint, recordsOf } from './fingerprint';
import { createGate, type KillPoint } from './gate';
import { liveThrough, type Until, untilOn } from './lives';
import { disposeAfterDeath, steady } from './process';
import { type Watch, watchWorld } from './watch';

/** Something that is under way when the process is killed. */
export interface Scenario {
  name: string;
  settings?: SimulatorSettings;
  config: Partial<PoolConfig>;
  /** Brings the pool to where it begins. Nobody is killed meanwhile. */
  arrange?(stage: Stage): Promise<void>;
  /** The state is lost at the beginning: the first start finds an empty one. */
  stateIsLost?: boolean;
  /** How much later (ms) calls arrive there, by name: those of a killed process too. */
  late?: Record<string, number>;
  /** Of instances; absent: two hours. */
  lifetime?: string;
  /** Another Rockpool is killed for good at the beginning; the state of this one is empty. */
  isSecond?: boolean;
  /**
   * What somebody asks for; absent: nothing. Who has not been answered asks again, so it may be called twice; what it
   * throws is an answer.
   */
  ask?(rockpool: Rockpool): void | Promise<void>;
  /** True once a screen would offer to ask for it; absent: always. */
  canAsk?(rockpool: Rockpool): boolean;
  /** What it must come to, whoever is killed meanwhile. */
  isDone(stage: Stage): boolean;
}

/** A bug that is planted to see whether it is found. */
export interface Bug {
  /** What a thing outside looks like to each process after the first. */
  disguise?: <T extends object>(thing: T) => T;
  /** What each process after the first has forgotten. */
  forget?(store: Store): void;
}

/** A simulated cloud, and one Rockpool on it that is killed and started again. */
export interface Stage extends AsyncDisposable {
  readonly simulator: Simulator;
  /** Of the process that runs now. */
  readonly rockpool: Rockpool;
  readonly until: Until;
}

/** A state at a kill point: what would be left. */
export interface Point {
  kill: KillPoint;
  state: string;
}

/** What was learnt from a run. */
export interface Run {
  /** All points that were passed between the last kill (or the beginning) and the end. */
  points: Point[];
  /** What was left by each kill. */
  states: string[];
}

export interface PlayOptions {
  shutsDown: boolean;
  bug?: Bug | undefined;
}

/**
 * Plays a scenario, kills the process at each of `kills` in turn, starts it again each time, and checks that all comes
 * to what it should.
 * @param options.shutsDown gives the pool back at the end, and checks that nothing of ours is left
 * @throws Error that says what is wrong, with the state
 */
export async function play(
  scenario: Scenario,
  kills: readonly KillPoint[],
  { shutsDown, bug = {} }: PlayOptions,
): Promise<Run> {
  const clock = virtualClock();
  const points: Point[] = [];
  const states: string[] = [];
  const watch: Watch = watchWorld();
  const simulator = createSimulator({
    clock,
    settings: { ...quick, ...scenario.settings },
    onEvent: event => watch.onEvent(simulator, event),
  });
  using folder = memoryFolder('rockpool-crash');
  const { lifetime = '2h', late = {}, config } = scenario;
  const sample: Sample = sampleOf({ lifetime, largeSlots: 4, config });
  let committed = '';
  let asked = '' as '' | 'to be asked' | 'asked';
  let records = false;
  let isFirst = true;
  const stateNow = () => fingerprint({ store: committed, simulator, pending: gate.pending, asked });
  const gate = createGate(
    () => clock.monotonic(),
    kill => {
      if (records) points.push({ kill, state: stateNow() });
      else if (gate.isShut) states.push(stateNow());
    },
  );
  const workstationOf = (controllerId: string) =>
    workstation({
      controllerId,
      folder: path.join(folder.path, controllerId),
      simulator,
      seed: 1,
      chance: steady,
      sample,
      sleepCounts: false,
      around(_caller, target, method, args, call) {
        const name = `${'url' in target ? 'engine' : 'provider'}.${method}`;
        const lateMs = late[name];
        return gate.around(name, args, lateMs ? () => simulator.clock.sleep(lateMs).then(call) : call);
      },
      onStart: () => undefined,
      disguise: thing => (isFirst || !bug.disguise ? thing : bug.disguise(thing)),
      onBug(error) {
        if (!gate.isShut) watch.wrong.push(`A bug: ${error}`);
      },
      open(dataDir, now) {
        const store: Store = openStore(dataDir, now, db =>
          gate.disk(db, () => (committed = recordsOf(store))),
        );
        // What a killed process had noted and not written is taken back.
        store.hosts.follow((_id, before, after) => gate.isShut || watch.onHost(before, after));
        if (!isFirst) bug.forget?.(store);
        committed = recordsOf(store);
        return { ...store, [Symbol.dispose]: () => disposeAfterDeath(store) };
      },
    });
  let machine = workstationOf('first');
  const stage: Stage = {
    simulator,
    get rockpool() {
      const { rockpool } = machine;
      if (!rockpool) throw new Error('The process does not run.');
      return rockpool;
    },
    until: untilOn(clock, () => stateOf(stage)),
    async [Symbol.asyncDispose]() {
      machine.crash();
      await simulator[Symbol.asyncDispose]();
    },
  };

  /** Asks for what nobody has answered. */
  function ask(): void {
    if (gate.isShut || asked !== 'to be asked' || scenario.canAsk?.(stage.rockpool) === false) return;
    asked = 'asked';
    const answered = (error?: unknown) => {
      if (gate.isShut) return;
      if (error && !isRockpoolError(error)) watch.wrong.push(String(error));
      asked = '';
    };
    try {
      const answer = scenario.ask?.(stage.rockpool);
      if (answer) answer.then(() => answered(), answered);
      else answered();
    } catch (error) {
      answered(error);
    }
  }
  function isOver(): boolean {
    gate.endInstant();
    ask();
    if (gate.isShut) return true;
    // What is no longer offered has been done, though nobody was told.
    const isAnswered = !asked || scenario.canAsk?.(stage.rockpool) === false;
    return isAnswered && scenario.isDone(stage);
  }

  await using _ = stage;
  watch.limit = scenario.config.DD_MAX_HOSTS ?? 1;
  machine.start();
  await scenario.arrange?.(stage);
  if (scenario.stateIsLost || scenario.isSecond) machine.crash();
  if (scenario.stateIsLost) machine.loseState();
  if (scenario.isSecond) machine = workstationOf('second');
  asked = scenario.ask ? 'to be asked' : '';
  await liveThrough(kills, {
    ...{ gate, clock, until: stage.until, isOver, check: watch.check },
    runs: () => machine.runs,
    start: () => machine.start(),
    bury() {
      if (asked) asked = 'to be asked';
      machine.crash();
      isFirst = false;
    },
    isDone: () => scenario.isDone(stage),
    state: () => stateOf(stage),
    records: isOn => {
      records = isOn;
    },
  });
  watch.compare(stage);
  if (shutsDown) {
    await giveBack(stage);
    watch.compare(stage);
    watch.isEmpty(simulator);
  }
  return { points, states };
}

/** Times that don't depend on chance: one point of a run is one state. */
const quick: SimulatorSettings = {
  bootMs: { min: 4_000, max: 4_000 },
  prepareMs: { min: 1_000, max: 1_000 },
  pushMs: { min: 2_000, max: 2_000 },
  startMs: { min: 500, max: 500 },
  deleteMs: { min: 3_000, max: 3_000 },
  apiLatencyMs: { min: 100, max: 100 },
  engineLatencyMs: { min: 10, max: 10 },
};

/** Ends everything, as somebody does who is done. */
async function giveBack(stage: Stage): Promise<void> {
  const { store, pools, instances } = stage.rockpool;
  instances.destroy(store.instances.all().map(({ id }) => id));
  for (const { id } of store.pools.all()) pools.configure(id, { DD_SHUTDOWN_MODE: true });
  await stage.until(
    () =>
      store.hosts.all().every(({ phase }) => phase === 'removed') &&
      store.instances.all().every(({ state }) => state === 'deleted' || state === 'failed'),
  );
}

function stateOf({ rockpool: { store }, simulator }: Stage): string {
  const hosts = store.hosts.all().map(({ id, phase, leaving }) => ({ id, phase, leaving }));
  const instances = store.instances.all().map(({ id, state, hostId, error, reason }) => ({
    id,
    state,
    hostId,
    error,
    reason,
  }));
  const machines = simulator.world.machines().map(({ hostId, providerId, containers }) => ({
    hostId,
    providerId,
    containers: [...containers.keys()],
  }));
  return JSON.stringify({ hosts, instances, machines }, null, 1);
}
