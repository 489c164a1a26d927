import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { isRockpoolError } from '../../../driver/model/errors';
import type { PoolConfig } from '../../../driver/model/pool';
import { openStore } from '../../../driver/store/store';
import { cloudCallOf } from '../../sim/cloud/calls';
import { openStand, type Stand } from '../../sim/cloud/stand';
import { plantForeignThings } from '../../sim/cloud/things';
import { imageId } from '../../sim/samples';
import type { Rockpool } from '../../sim/workstation';
import { createGate, Killed, type KillPoint } from '../gate';
import { liveThrough, type Until, untilOn } from '../lives';
import { disposeAfterDeath, steady } from '../process';
import type { Bug } from '../stage';
import { watchProject } from './watch';

/** Something that is under way in a project of an OpenStack when the process is killed. */
export interface CloudScenario {
  name: string;
  config: Partial<PoolConfig>;
  /** Brings the pool to where it begins; nobody is killed meanwhile. Absent: it begins with the first start. */
  arrange?(stage: CloudStage): Promise<void>;
  /** Who has not been answered asks again, so it may be called twice; what it throws is an answer. */
  ask?(rockpool: Rockpool): void | Promise<void>;
  /** True once a screen would offer to ask for it; absent: always. */
  canAsk?(rockpool: Rockpool): boolean;
  /** After the arrangement the Rockpool is killed for good, and another, which knows nothing, is what is played with. */
  isSecond?: boolean;
  /** How much later (ms) calls arrive there, by name: those of a killed process too. */
  late?: Record<string, number>;
  /** What it must come to, whoever is killed meanwhile. */
  isDone(stage: CloudStage): boolean;
  /** There are never more hosts than that. */
  most: number;
}

/** An emulated project, and one Rockpool with a pool in it that is killed and started again. */
export interface CloudStage {
  readonly stand: Stand;
  readonly until: Until;
}

/** A point at which the process can be killed. Kills with the same `left` leave the same state at the same instant. */
export interface CloudPoint {
  kill: KillPoint;
  left: string;
  /** The same as long as nothing is written, here or there, and time alone passes. */
  phase: string;
}

const ASKS_AGAIN_MS = 60_000;

/** All that a host can have. */
export const allOfAHost: Partial<PoolConfig> = {
  ...{ DD_HOST_ROOT_VOLUME_SIZE: 10, DD_HOST_DATA_VOLUME_FACTOR: 1 },
  ...{ DD_HOST_ANTI_AFFINITY: true, DD_HOST_FLOATING_POOL: 'public' },
};

/**
 * Plays a scenario, kills the process at each of `kills` in turn, starts it again each time, checks that all comes to what
 * it should, and that the pool's shutdown leaves nothing.
 * @returns the points that were passed between the last kill (or the beginning) and the end
 * @throws Error that says what is wrong
 */
export async function playInCloud(
  scenario: CloudScenario,
  kills: readonly KillPoint[],
  bug: Bug = {},
): Promise<CloudPoint[]> {
  const points: CloudPoint[] = [];
  let records = false;
  let isFirst = true;
  let commits = 0;
  let writes = 0;
  const gate = createGate(
    () => stand.clock.monotonic(),
    kill => {
      if (!records) return;
      const phase = phaseNow();
      points.push({ kill, phase, left: `${stand.clock.monotonic()} ${phase}` });
    },
  );
  /** What is done at an instant differs in nothing but this. */
  function phaseNow(): string {
    // What is only asked changes nothing, whoever is gone when it arrives.
    const acts = [...gate.pending].filter(({ name }) => !name.includes(' GET '));
    const underWay = acts.map(({ begun, what }) => `${begun} ${what}`);
    return [commits, writes, isAsked, ...underWay].join(' ');
  }
  using stand = openStand({
    config: { ...allOfAHost, ...scenario.config },
    settings: {
      ...{ bootMs: { min: 4_000, max: 4_000 }, prepareMs: { min: 1_000, max: 1_000 } },
      ...{ engineLatencyMs: { min: 10, max: 10 }, images: [imageId] },
    },
    chance: steady,
    disguise: thing => (isFirst || !bug.disguise ? thing : bug.disguise(thing)),
    around(_caller, _target, name, args, go) {
      if (name === 'transport') return call(nameOf(args), args, go);
      if (!gate.isShut) return go();
      return name === 'watch' ? () => undefined : forever();
    },
    open(folder, now) {
      const store = openStore(folder, now, db =>
        mortal(db, { isDead: () => gate.isShut, onCommit: () => (commits += 1) }),
      );
      if (!isFirst) bug.forget?.(store);
      return { ...store, [Symbol.dispose]: () => disposeAfterDeath(store) };
    },
    onArrival(what) {
      if (!what.includes(' GET ')) writes += 1;
    },
    onBug(text, details) {
      if (!gate.isShut) watch.note(`A bug: ${text} ${JSON.stringify(details)}`);
    },
  });
  function call(name: string, args: readonly unknown[], go: () => unknown): unknown {
    const lateMs = scenario.late?.[name];
    return gate.around(name, args, lateMs ? () => clock.sleep(lateMs).then(go) : go);
  }
  const { clock, cloud } = stand;
  const watch = watchProject(cloud, scenario.most);
  let isAsked = true;
  const stage: CloudStage = {
    stand,
    until: untilOn(clock, () => watch.state(stage)),
  };

  function ask(): void {
    if (isAsked || scenario.canAsk?.(stand.rockpool) === false) return;
    isAsked = true;
    const answered = (error: unknown) => {
      if (gate.isShut) return;
      if (!isRockpoolError(error)) watch.note(String(error));
      // Who is told that it can't be done now tries again.
      else if (scenario.canAsk) clock.timer(ASKS_AGAIN_MS, () => (isAsked = false));
    };
    try {
      scenario.ask?.(stand.rockpool)?.catch(answered);
    } catch (error) {
      answered(error);
    }
  }
  function isOver(): boolean {
    gate.endInstant();
    watch.look();
    if (gate.isShut) return true;
    ask();
    return gate.isShut || scenario.isDone(stage);
  }

  plantForeignThings({ cloud });
  if (scenario.arrange) {
    stand.start();
    await scenario.arrange(stage);
    isAsked = scenario.ask === undefined;
  }
  if (scenario.isSecond) {
    stand.crash();
    stand.replace();
  }
  await liveThrough(kills, {
    ...{ gate, clock, until: stage.until, isOver, check: watch.check },
    runs: () => stand.runs,
    start: () => stand.start(),
    bury() {
      stand.crash();
      isFirst = false;
      isAsked = scenario.ask === undefined;
    },
    isDone: () => scenario.isDone(stage),
    state: () => watch.state(stage),
    records: isOn => {
      records = isOn;
    },
  });
  watch.compare(stage);
  await shutDown(stage);
  watch.check();
  watch.isEmpty();
  return points;
}

/** One each, or all that ever waited would be kept. */
const forever = () => new Promise<never>(() => undefined);
const nameOf = ([request]: readonly unknown[]) =>
  cloudCallOf(request as Parameters<typeof cloudCallOf>[0]).name;

/** The disk of a process, on which nothing is written any more once it is dead. */
function mortal(
  db: DatabaseSyncInstance,
  { isDead, onCommit }: { isDead(): boolean; onCommit(): void },
): DatabaseSyncInstance {
  return {
    prepare: (sql: string) => db.prepare(sql),
    get isTransaction() {
      return db.isTransaction;
    },
    exec(sql: string) {
      if (isDead() && sql !== 'ROLLBACK') throw new Killed();
      db.exec(sql);
      if (sql === 'COMMIT') onCommit();
    },
  } as DatabaseSyncInstance;
}

/** As somebody does who is done: up to the report. */
async function shutDown(stage: CloudStage): Promise<void> {
  const { store, pools } = stage.stand.rockpool;
  const isDone = () =>
    store.shutdowns.all().some(({ state, report }) => state === 'done' && report?.complete);
  if (isDone()) return;
  for (const { id } of store.pools.all()) pools.shutdowns.shutDown(id, { how: 'now' });
  await stage.until(isDone);
}
