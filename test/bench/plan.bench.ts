import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PoolPlan } from '../../driver/model/poolPlan';
import { managePool, type PoolManager } from '../../driver/pool/manager';
import { plan } from '../../driver/pool/plan';
import { isSamePlan, planRecord } from '../../driver/pool/publish';
import type { Snapshot } from '../../driver/pool/snapshot';
import type { Store } from '../../driver/store/store';
import { systemClock } from '../../driver/system';
import { type Bench, type BenchContext, compareInTurn, quantile, type Result } from './contract';
import { filledPool } from './pool/filled';

/**
 * One round of a pool in the middle of its life, as its manager does it after a change: it takes the snapshot, plans, and
 * makes what a screen is told of the plan; against `structuredClone` of the same snapshot. [plan.growth] is the exponent of the power
 * of the number of hosts with which the round's time grows. Time is the processor's: a round waits for nothing, and what others
 * do on this machine meanwhile would count more, the longer it takes.
 */
const PER_HOST = 10;
const SIZES = [1_000, 3_000, 10_000] as const;
const RUNS = 21;
/** The code is warm by then, in so many hosts' worth of rounds. */
const WARM_UP_HOSTS = 300_000;
const LEAST_WARM_UPS = 10;
const SETTLE_LIMIT_MS = 120_000;

interface Round {
  /** Does one, and answers with the processor time that it took (ms). */
  round(): number;
  clone(): number;
}

async function withPool<T>(
  context: BenchContext,
  hosts: number,
  work: (round: Round) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(path.join(context.tempDir, 'plan-'));
  const filled = await filledPool(dataDir, { hosts, perHost: PER_HOST });
  const manager = managePool(filled.pool.id, filled.dependencies);
  try {
    await untilAllAreSeen(hosts, manager, context.signal);
    let published: PoolPlan | undefined;
    return await work({
      round() {
        touch(filled.store);
        return processorMs(() => {
          const snapshot = snapshotOf(manager);
          const now = systemClock.now();
          const record = planRecord(plan(filled.pool.config, snapshot, now), snapshot, now);
          if (!isSamePlan(published, record)) published = record;
        });
      },
      clone() {
        const snapshot = snapshotOf(manager);
        return processorMs(() => structuredClone(snapshot));
      },
    });
  } finally {
    await manager[Symbol.asyncDispose]();
    await filled[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true });
  }
}

function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** A change, so that the round has something new to look at. */
function touch({ instances, note }: Store): void {
  const [first] = instances.all();
  if (first) note(() => instances.put(first.id, { ...first }));
}

function snapshotOf(manager: PoolManager): Snapshot {
  const snapshot = manager.snapshot();
  if (!snapshot) throw new Error('The pool is not in the state.');
  return snapshot;
}

/** Two listings in a row of each host, and of the machines. */
async function untilAllAreSeen(hosts: number, manager: PoolManager, signal: AbortSignal): Promise<void> {
  const deadline = systemClock.monotonic() + SETTLE_LIMIT_MS;
  const until = async (holds: (snapshot: Snapshot) => boolean) => {
    while (!holds(snapshotOf(manager))) {
      if (systemClock.monotonic() > deadline) throw new Error('Not all hosts were listed in time.');
      await systemClock.sleep(200, { signal });
    }
  };
  const everywhere = (of: 'last' | 'previous') => (snapshot: Snapshot) =>
    snapshot.machines[of] !== undefined &&
    snapshot.listings.size === hosts &&
    [...snapshot.listings.values()].every(listing => listing[of]);
  await until(everywhere('last'));
  manager.look();
  await until(everywhere('previous'));
}

function warmUp(round: Round['round'], hosts: number): void {
  const times = Math.max(LEAST_WARM_UPS, Math.round(WARM_UP_HOSTS / hosts));
  for (let time = 0; time < times; time += 1) round();
}

/** Pools of all these sizes at once. */
async function withPools<T>(
  context: BenchContext,
  [next, ...others]: readonly number[],
  work: (pools: readonly Round[]) => Promise<T>,
  open: readonly Round[] = [],
): Promise<T> {
  if (next === undefined) return work(open);
  return withPool(context, next, round => withPools(context, others, work, [...open, round]));
}

/** Rounds of all sizes in turn: what else the machine does is then the same for all of them. */
async function timesOf(context: BenchContext, sizes: readonly number[]): Promise<[number, number][]> {
  return withPools(context, sizes, async pools => {
    const all = pools.map(({ round }, index) => ({ round, hosts: sizes[index] ?? 0, times: [] as number[] }));
    for (const { round, hosts } of all) warmUp(round, hosts);
    for (let run = 0; run < RUNS; run += 1) for (const { round, times } of all) times.push(round());
    // What disturbs a round makes it slower, never faster.
    return all.map(({ hosts, times }) => [hosts, quantile(times, 0.25)]);
  });
}

/** The slope of the line through the points in a plot with logarithmic axes: the exponent. */
function exponent(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: (point: readonly [number, number]) => number) =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
  const rise = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const run = logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return rise / run;
}

async function measure(context: BenchContext): Promise<Result[]> {
  const { signal } = context;
  const [small] = SIZES;
  context.say(`plan: rounds of pools of ${SIZES.join(', ')} hosts, each with ${PER_HOST} instances`);
  const round = await withPool(context, small, ({ round, clone }) => {
    warmUp(round, small);
    return compareInTurn({
      measure: 'plan.round',
      unit: 'ms',
      runs: RUNS,
      warmUps: 3,
      signal,
      ours: async () => round(),
      baseline: async () => clone(),
    });
  });
  const points = await timesOf(context, SIZES);
  context.say(`plan: ${points.map(([hosts, ms]) => `${hosts} hosts ${ms.toFixed(1)} ms`).join(', ')}`);
  const growth: Result = {
    measure: 'plan.growth',
    ratio: exponent(points),
    ours: points.at(-1)?.[1] ?? 0,
    baseline: points[0]?.[1] ?? 0,
    unit: 'ms',
    runs: RUNS,
    spread: round.spread,
  };
  return [round, growth];
}

const benches: Bench[] = [{ measures: ['plan.round', 'plan.growth'], run: measure }];
export default benches;
