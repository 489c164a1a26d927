import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ContainerSpec, Engine } from '../../driver/engine';
import { createSimulator, type Simulator } from '../../driver/providers';
import { systemClock, systemRandom } from '../../driver/system';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';
import { type Bench, type BenchContext, compareInTurn, median, type Result } from './contract';
import { instantCloud } from './pool/cloud';

/**
 * 500 launches asked for at once on 50 hosts whose cloud takes no time, until all run: the whole driver with its durable
 * state, against a loop that makes, starts, inspects and looks at one container after the other on engines of the same
 * kind. Launches a second, by the clock; what either takes of a processor, whatever else the machine is busy with, is told
 * beside it.
 */
const HOSTS = 50;
const LAUNCHES = 500;
const RUNS = 7;
const LIMIT_MS = 60_000;

/** What the runs of one side take of a processor: µs of each launch. */
interface Costs {
  ours: number[];
  baseline: number[];
}

function costSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / LAUNCHES;
}

async function prepare(context: BenchContext, simulator: Simulator): Promise<TestRockpool> {
  const dataDir = await mkdtemp(path.join(context.tempDir, 'burst-'));
  const backend = await startTestRockpool(undefined, { dataDir, simulator });
  const { services } = backend.rockpool;
  const [task = ''] = services.images.importFiles([path.join(context.root, 'build/sample-image/amd64.tar')]);
  await backend.until(() => backend.state().tasks[task]?.state === 'done', LIMIT_MS);
  const { id } = services.pools.create({
    name: 'DockerDriver',
    provider: 'simulator',
    engineUrl: 'sim://DockerDriver',
  });
  // All hosts there may be are wanted, so that none comes or goes while launches are counted.
  services.pools.configure(id, { DD_MAX_HOSTS: HOSTS, DD_FREE_SLOT_TARGET: HOSTS * 24 });
  const active = () => Object.values(backend.state().hosts).filter(({ phase }) => phase === 'active');
  await backend.until(() => active().length === HOSTS, LIMIT_MS);
  return backend;
}

/**
 * From the first click of `LAUNCHES` until all of them run and that is written. A window hears of it at most ten times a
 * second, which is no measure of ours: the end is the end of the turn of the event loop in which the last one ran.
 * @returns launches a second
 */
async function ours(backend: TestRockpool, blueprintId: string, costs: Costs): Promise<number> {
  const { services } = backend.rockpool;
  const stop = new AbortController();
  const changes = services.changes.stream(stop.signal);
  // The first thing that a window hears is all there is.
  await changes.next();
  const turns = followTurns();
  const before = process.cpuUsage();
  const begun = performance.now();
  const wanted = new Set<string>();
  const clicks = Array.from({ length: LAUNCHES }, async () => {
    wanted.add(backend.launch(blueprintId).id);
    await services.instances.durable();
  });
  let lastRunning = 0;
  for await (const change of changes) {
    if (change.type !== 'diff') continue;
    for (const { id, state, runningAt = 0 } of Object.values(change.diff.instances?.put ?? {})) {
      if (state !== 'running' || !wanted.delete(id)) continue;
      lastRunning = Math.max(lastRunning, runningAt);
    }
    if (wanted.size === 0) stop.abort();
  }
  await Promise.all(clicks);
  const took = turns.endOf(lastRunning) - begun;
  costs.ours.push(costSince(before));
  const all = () => Object.values(backend.state().instances);
  services.instances.destroy(all().map(({ id }) => id));
  await backend.until(() => all().every(({ state }) => state === 'deleted'), LIMIT_MS);
  return LAUNCHES / (took / 1000);
}

/** When the turns of the event loop ended, from now on until one is asked for. */
function followTurns() {
  const ends: number[] = [];
  let isOver = false;
  const turn = () => {
    ends.push(performance.now());
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return {
    /** @param wallAt ms since the epoch, whole ones */
    endOf(wallAt: number): number {
      isOver = true;
      const at = wallAt - (Date.now() - performance.now());
      return ends.find(end => end > at) ?? performance.now();
    },
  };
}

function specOf(imageId: string, hostId: string): ContainerSpec {
  const instance = systemRandom.hex(16);
  return {
    name: `pb-bench-${instance}`,
    imageId,
    marks: {
      controller: 'bench',
      pool: 'bench',
      host: hostId,
      instance,
      blueprint: 'bench',
      user: 'bench',
      slots: 1,
      route: systemRandom.hex(16),
      port: 8080,
      created: systemClock.now(),
      lifetime: 0,
    },
    command: [],
    environment: { INSTANCE_ID: instance, PASSWORD: 'bench', TZ: 'UTC' },
    port: 8080,
    memoryMiB: 512,
  };
}

/** Machines of a cloud of their own, with the image. */
async function bareEngines(imageId: string): Promise<{ engines: Engine[]; simulator: Simulator }> {
  const simulator = createSimulator({
    clock: systemClock,
    settings: { ...instantCloud, images: [imageId] },
  });
  const machines = Array.from({ length: HOSTS }, (_, host) =>
    simulator.world.create({
      poolId: 'bench',
      controllerId: 'bench',
      hostId: `host-${host}`,
      flavor: 'standard.xlarge',
    }),
  );
  return { simulator, engines: machines.map(({ providerId }) => simulator.engine(`sim://${providerId}`)) };
}

async function baseline(imageId: string, signal: AbortSignal, costs: Costs): Promise<number> {
  const { engines, simulator } = await bareEngines(imageId);
  const before = process.cpuUsage();
  const begun = performance.now();
  for (let i = 0; i < LAUNCHES; i += 1) {
    const engine = engines[i % HOSTS] as Engine;
    const id = await engine.create(specOf(imageId, `host-${i % HOSTS}`), { signal });
    await engine.start(id, { signal });
    const { hostPort = 0 } = await engine.inspect(id, { signal });
    while ((await engine.look?.(hostPort, '/', { signal })) !== 'http') await systemClock.sleep(1);
  }
  const took = performance.now() - begun;
  costs.baseline.push(costSince(before));
  await simulator[Symbol.asyncDispose]();
  return LAUNCHES / (took / 1000);
}

async function measure(context: BenchContext): Promise<Result[]> {
  const simulator = createSimulator({ clock: systemClock, settings: instantCloud });
  const backend = await prepare(context, simulator);
  try {
    const { services } = backend.rockpool;
    const image = services.images.find('rockpool/sample');
    if (!image) throw new Error('The sample image was not imported.');
    const blueprintId = backend.blueprint({ docker_image: image.id, maximum_instances_per_user: LAUNCHES });
    const costs: Costs = { ours: [], baseline: [] };
    const result = await compareInTurn({
      measure: 'burst',
      unit: '1/s',
      runs: RUNS,
      warmUps: 2,
      signal: context.signal,
      ours: () => ours(backend, blueprintId, costs),
      baseline: () => baseline(image.imageId, context.signal, costs),
    });
    const [own, bare] = [median(costs.ours), median(costs.baseline)];
    context.say(
      `burst: a launch takes ${own.toFixed(0)} µs of a processor, its bare calls ${bare.toFixed(0)} µs: ${(bare / own).toFixed(2)}`,
    );
    return [result];
  } finally {
    await backend[Symbol.asyncDispose]();
    await simulator[Symbol.asyncDispose]();
    await rm(backend.dataDir, { recursive: true });
  }
}

const benches: Bench[] = [{ measures: ['burst'], run: measure }];
export default benches;
