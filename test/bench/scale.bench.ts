import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { controllerIdOf } from '../../driver/controllerId';
import { openCloudFile } from '../../driver/providers/simulator/cloudFile';
import { openStore } from '../../driver/store/store';
import { systemClock, systemRandom } from '../../driver/system';
import { startTestRockpool } from '../support/rockpool';
import { type Bench, type BenchContext, quantile, type Result } from './contract';
import { instantCloud } from './pool/cloud';
import { filledCloud, fillStore } from './pool/filled';
import { type TaskTimes, taskTimes } from './scale/taskTimes';

/**
 * The real app with 1,000 hosts and 10,000 instances in a simulated cloud while a hundred records a second change and the
 * table of hosts is scrolled, against the same app with an empty pool, idle.
 */
const HOSTS = 1_000;
const PER_HOST = 10;
/**
 * Of each launch a window hears three or four times, events included: what changes again before the next diff is told once.
 * So it is sent some hundred records a second.
 */
const LAUNCHES_A_SECOND = 30;
const FOR_MS = 20_000;
const LIMIT_MS = 300_000;
/**
 * The bar for what a task may compute: time of its thread on a processor (`computed`). How long it took by the clock (`longest`,
 * `p99`) also says what else the machine is busy with, and how long its disk takes.
 */
const LONGEST_MS = 50;
/** The bar for diffs a second. */
const MOST_DIFFS = 10;

interface Tick {
  delayMs: number;
  computedMs: number;
  blockedMs: number;
}

interface Seen {
  memoryMiB: number;
  pids?: { main: number; window: number };
  computed?: TaskTimes;
  main: Tick[];
  page: { delays: number[]; longTasks: number[]; rows: { most: number; allowed: number } };
  diffs?: number;
  records?: number;
}

async function prepare(
  context: BenchContext,
  hosts: number,
): Promise<{ dataDir: string; blueprintId: string }> {
  const dataDir = await mkdtemp(path.join(context.tempDir, 'scale-'));
  let blueprintId = '';
  let imageId = '';
  {
    await using backend = await startTestRockpool(undefined, { dataDir });
    const { services } = backend.rockpool;
    const [task = ''] = services.images.importFiles([
      path.join(context.root, 'build/sample-image/amd64.tar'),
    ]);
    await backend.until(() => backend.state().tasks[task]?.state === 'done', 60_000);
    const image = services.images.find('rockpool/sample');
    imageId = image?.imageId ?? '';
    blueprintId = backend.blueprint({ docker_image: image?.id ?? '', maximum_instances_per_user: 10_000 });
    services.settings.change({ welcomeDone: true });
  }
  const controllerId = controllerIdOf(dataDir, systemRandom);
  const cloud = await filledCloud({ hosts, perHost: PER_HOST, controllerId, imageId });
  {
    using store = openStore(dataDir, systemClock.now());
    const config = {
      ...cloud.pool.config,
      DD_MAX_HOSTS: Math.max(1, hosts),
      DD_SHUTDOWN_MODE: hosts === 0,
    };
    fillStore(store, { ...cloud, pool: { ...cloud.pool, config } });
  }
  {
    using file = openCloudFile(dataDir, systemClock.now());
    file.write(cloud.simulator.state());
  }
  await cloud.simulator[Symbol.asyncDispose]();
  return { dataDir, blueprintId };
}

async function watchApp(context: BenchContext, hosts: number): Promise<Seen> {
  const { dataDir, blueprintId } = await prepare(context, hosts);
  const appDir = path.join(dataDir, 'probe');
  await mkdir(appDir);
  const probe = path.join(context.root, 'test/bench/scale/probe.js');
  await writeFile(path.join(appDir, 'package.json'), '{"name":"probe","type":"module","main":"main.js"}');
  await writeFile(path.join(appDir, 'main.js'), `await import(${JSON.stringify(probe)});\n`);
  const traceFile = path.join(dataDir, 'trace.json');
  const work = { hosts, blueprintId, aSecond: hosts > 0 ? LAUNCHES_A_SECOND : 0, forMs: FOR_MS, traceFile };
  const child = spawn(
    await context.electron(),
    [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), appDir, `--data-dir=${dataDir}`, '--demo'],
    {
      env: {
        ...process.env,
        PROBE_MAIN: path.join(context.root, 'out/main/index.js'),
        PROBE_WORK: JSON.stringify(work),
        ROCKPOOL_SIMULATOR: JSON.stringify(instantCloud),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve));
  try {
    const seen = await new Promise<Seen>((resolve, reject) => {
      AbortSignal.any([context.signal, AbortSignal.timeout(LIMIT_MS)]).addEventListener('abort', () =>
        reject(new Error('The work was not done within five minutes.')),
      );
      void exited.then(code => reject(new Error(`The app ended by itself (${code}).`)));
      createInterface({ input: child.stdout }).on('line', line => {
        if (line.startsWith('{"memoryMiB"')) resolve(JSON.parse(line));
      });
    });
    return seen.pids ? { ...seen, computed: await taskTimes(traceFile, seen.pids) } : seen;
  } finally {
    child.kill('SIGTERM');
    await exited;
    await rm(dataDir, { recursive: true, maxRetries: 5, retryDelay: 200 });
  }
}

function result(measure: string, unit: string, ours: number, baseline: number): Result {
  return { measure, unit, ours, baseline, ratio: ours / baseline, runs: 1, spread: 0 };
}

async function measure(context: BenchContext): Promise<Result[]> {
  context.say('scale: the app idle, with an empty pool');
  const idle = await watchApp(context, 0);
  context.say(`scale: the app with ${HOSTS} hosts and ${HOSTS * PER_HOST} instances`);
  const busy = await watchApp(context, HOSTS);
  const seconds = FOR_MS / 1000;
  const delays = ({ main }: Seen) => main.map(({ delayMs }) => delayMs);
  const most = (what: keyof Tick) => Math.max(...busy.main.map(tick => tick[what])).toFixed(1);
  const long = delays(busy).filter(ms => ms > LONGEST_MS).length;
  context.say(
    `scale: ${((busy.records ?? 0) / seconds).toFixed(0)} records a second changed; main: by the clock ${long} tasks over ${LONGEST_MS} ms, at most ${most('delayMs')} ms, ${most('computedMs')} ms of computing, ${most('blockedMs')} ms of waiting for the disk`,
  );
  context.say(
    `scale: window: by the clock ${busy.page.longTasks.length} tasks over ${LONGEST_MS} ms, the longest ${Math.max(0, ...busy.page.longTasks)} ms`,
  );
  const computed = busy.computed ?? { main: [], window: [] };
  for (const [name, times] of Object.entries<number[]>({ ...computed })) {
    const long = times.filter(ms => ms > LONGEST_MS).length;
    const total = times.reduce((sum, ms) => sum + ms, 0);
    context.say(
      `scale: ${name}: ${long} tasks that compute for over ${LONGEST_MS} ms; all together take ${((100 * total) / FOR_MS).toFixed(0)} % of a processor`,
    );
  }
  return [
    result('scale.memory', 'MiB', busy.memoryMiB, idle.memoryMiB),
    result('scale.main.longest', 'ms', quantile(delays(busy), 1), quantile(delays(idle), 1)),
    result('scale.main.p99', 'ms', quantile(delays(busy), 0.99), quantile(delays(idle), 0.99)),
    result('scale.main.computed', 'ms', quantile(computed.main, 1), LONGEST_MS),
    result('scale.window.longest', 'ms', quantile(busy.page.delays, 1), quantile(idle.page.delays, 1)),
    result('scale.window.p99', 'ms', quantile(busy.page.delays, 0.99), quantile(idle.page.delays, 0.99)),
    result('scale.window.computed', 'ms', quantile(computed.window, 1), LONGEST_MS),
    result('scale.diffs', '1/s', (busy.diffs ?? 0) / seconds, MOST_DIFFS),
    result('scale.rows', 'rows', busy.page.rows.most, busy.page.rows.allowed),
  ];
}

const measures = [
  ...['memory', 'diffs', 'rows'],
  ...['main', 'window'].flatMap(process =>
    ['longest', 'p99', 'computed'].map(measure => `${process}.${measure}`),
  ),
];
const benches: Bench[] = [{ measures: measures.map(name => `scale.${name}`), run: measure }];
export default benches;
