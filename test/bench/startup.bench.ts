import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../driver/system';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';
import { type Bench, type BenchContext, type Result, summarize } from './contract';
import { pssOfTree } from './startup/pss';

/**
 * From the start of the process to a Dashboard that lists live instances and has answered a click; and the memory of all
 * its processes 3 s later. Against a one-file Electron app on the same runtime, which lists and answers likewise.
 */
const RUNS = 7;
const INSTANCES = 3;
const LIMIT_MS = 60_000;
const SETTLE_MS = 3000;

interface Probed {
  main: string;
  /** A row, what is clicked, and what is there afterwards. */
  selectors: [string, string, string];
  args: string[];
}

async function measure(context: BenchContext, { main, selectors, args }: Probed) {
  const appDir = await mkdtemp(path.join(context.tempDir, 'probe-'));
  const probe = path.join(context.root, 'test/bench/startup/probe.js');
  await writeFile(path.join(appDir, 'package.json'), '{"name":"probe","type":"module","main":"main.js"}');
  await writeFile(path.join(appDir, 'main.js'), `await import(${JSON.stringify(probe)});\n`);
  const { PROBE_MAIN: _, ...env } = process.env;
  const begun = performance.now();
  const child = spawn(
    await context.electron(),
    [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), appDir, ...args],
    {
      env: {
        ...env,
        PROBE_MAIN: main,
        PROBE_SELECTORS: JSON.stringify(selectors),
        PROBE_ROWS: String(INSTANCES),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  try {
    await usable(child);
    const timeMs = performance.now() - begun;
    await systemClock.sleep(SETTLE_MS, { signal: context.signal });
    return { timeMs, memoryMiB: pssOfTree(child.pid ?? 0) };
  } finally {
    const exited = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exited;
    await rm(appDir, { recursive: true });
  }
}

function usable(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('No output to read.');
    const limit = setTimeout(() => reject(new Error('The window was not usable within a minute.')), LIMIT_MS);
    child.once('exit', code => reject(new Error(`The app ended by itself (${code}).`)));
    createInterface({ input: child.stdout }).on('line', line => {
      if (line !== 'usable') return;
      clearTimeout(limit);
      resolve();
    });
  });
}

/** A data folder whose next start shows a Dashboard with live instances. */
async function withInstances(context: BenchContext, dataDir: string): Promise<void> {
  await using backend: TestRockpool = await startTestRockpool(await context.engine(), { dataDir });
  const { services } = backend.rockpool;
  const [task = ''] = services.images.importFiles([
    path.join(context.root, `build/sample-image/${process.arch === 'arm64' ? 'arm64' : 'amd64'}.tar`),
  ]);
  await backend.until(() => backend.state().tasks[task]?.state === 'done');
  const blueprint = backend.blueprint({
    docker_image: 'rockpool/sample',
    internal_port: 8080,
    maximum_instances_per_user: INSTANCES,
  });
  for (let i = 0; i < INSTANCES; i += 1) {
    const { id } = backend.launch(blueprint);
    await backend.until(() => backend.instance(id).state === 'running');
  }
  services.settings.change({ welcomeDone: true });
}

async function destroyInstances(context: BenchContext, dataDir: string): Promise<void> {
  await using backend: TestRockpool = await startTestRockpool(await context.engine(), { dataDir });
  const { services } = backend.rockpool;
  const all = () => Object.values(backend.state().instances);
  services.instances.destroy(all().map(({ id }) => id));
  await backend.until(() => all().every(({ state }) => state === 'deleted'));
}

async function compare(context: BenchContext): Promise<Result[]> {
  const dataDir = path.join(context.tempDir, 'startup-data');
  await mkdir(dataDir);
  await withInstances(context, dataDir);
  const ours: Probed = {
    main: path.join(context.root, 'out/main/index.js'),
    selectors: ['tr[data-instance]', 'tr[data-instance] [data-row-name]', '[role=dialog]'],
    args: [`--data-dir=${dataDir}`],
  };
  const baseline: Probed = {
    main: path.join(context.root, 'test/bench/startup/baseline.js'),
    selectors: ['tr', 'button', '#details'],
    args: [`--user-data-dir=${path.join(context.tempDir, 'startup-baseline')}`],
  };
  context.say(`startup: ${RUNS} starts each`);
  const results = { ours: [], baseline: [] } as Record<
    'ours' | 'baseline',
    Awaited<ReturnType<typeof measure>>[]
  >;
  try {
    for (let run = -1; run < RUNS; run += 1) {
      context.signal.throwIfAborted();
      const [a, b] = [await measure(context, ours), await measure(context, baseline)];
      // The first start of either fills Chromium's caches.
      if (run < 0) continue;
      results.ours.push(a);
      results.baseline.push(b);
    }
  } finally {
    await destroyInstances(context, dataDir);
  }
  const of = (side: 'ours' | 'baseline', what: 'timeMs' | 'memoryMiB') =>
    results[side].map(each => each[what]);
  return [
    summarize('startup.time', 'ms', of('ours', 'timeMs'), of('baseline', 'timeMs')),
    summarize('startup.memory', 'MiB', of('ours', 'memoryMiB'), of('baseline', 'memoryMiB')),
  ];
}

const benches: Bench[] = [{ measures: ['startup.time', 'startup.memory'], run: compare }];
export default benches;
