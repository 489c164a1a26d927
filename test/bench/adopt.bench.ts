import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Host } from '../../driver/model/host';
import type { Instance } from '../../driver/model/instance';
import { createPools } from '../../driver/pool';
import { openStore } from '../../driver/store/store';
import { systemClock } from '../../driver/system';
import { type Bench, type BenchContext, compareInTurn, type Result } from './contract';
import { type FilledCloud, filledCloud, partsOn } from './pool/filled';

/**
 * From an empty state until a pool of 200 hosts with 4,000 instances is whole again, against listing the machines and
 * then the containers of each, all hosts at once. Both on the real clock: the cloud answers as slowly as a cloud does, and
 * what we compute meanwhile counts. In simulated time computing would cost nothing.
 */
const HOSTS = 200;
const PER_HOST = 20;
const RUNS = 5;
const LIMIT_MS = 120_000;
/** As the simulated cloud has it when nothing is said. */
const latencies = { apiLatencyMs: { min: 50, max: 400 }, engineLatencyMs: { min: 2, max: 30 } };

const phaseOf = ({ phase }: Host) => phase;
const stateOf = ({ state }: Instance) => state;

async function ours(context: BenchContext, { simulator, pool }: FilledCloud): Promise<number> {
  const dataDir = await mkdtemp(path.join(context.tempDir, 'adopt-'));
  const store = openStore(dataDir, systemClock.now());
  const pools = createPools(partsOn(store, simulator));
  try {
    const begun = performance.now();
    pools.create({ name: pool.name, provider: pool.provider, config: { DD_MAX_HOSTS: HOSTS } });
    const isWhole = () =>
      store.hosts.by(phaseOf, 'active').size === HOSTS &&
      store.instances.by(stateOf, 'running').size === HOSTS * PER_HOST;
    await new Promise<void>((resolve, reject) => {
      const late = () => {
        const [hosts, instances] = [store.hosts.all().length, store.instances.all().length];
        reject(new Error(`After two minutes there are ${hosts} hosts and ${instances} instances.`));
      };
      const cancel = systemClock.timer(LIMIT_MS, late);
      store.onCommit(({ hosts, instances }) => {
        if (!(hosts || instances) || !isWhole()) return;
        cancel();
        resolve();
      });
    });
    return performance.now() - begun;
  } finally {
    await pools[Symbol.asyncDispose]();
    store[Symbol.dispose]();
    await rm(dataDir, { recursive: true });
  }
}

async function baseline({ simulator, pool }: FilledCloud, signal: AbortSignal): Promise<number> {
  const begun = performance.now();
  const machines = await simulator.provider(pool.id, 'bench').list([], { signal });
  const listings = await Promise.all(
    machines.map(({ engineUrl = '' }) => simulator.engine(engineUrl).list(undefined, { signal })),
  );
  const seen = listings.reduce((sum, { length }) => sum + length, 0);
  if (seen !== HOSTS * PER_HOST) throw new Error(`${seen} containers were listed.`);
  return performance.now() - begun;
}

async function measure(context: BenchContext): Promise<Result[]> {
  const cloud = await filledCloud({ hosts: HOSTS, perHost: PER_HOST });
  cloud.simulator.configure(latencies);
  try {
    const result = await compareInTurn({
      measure: 'adopt',
      unit: 'ms',
      runs: RUNS,
      signal: context.signal,
      ours: () => ours(context, cloud),
      baseline: () => baseline(cloud, context.signal),
    });
    return [result];
  } finally {
    await cloud.simulator[Symbol.asyncDispose]();
  }
}

const benches: Bench[] = [{ measures: ['adopt'], run: measure }];
export default benches;
