import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';
import { type Bench, type BenchContext, quantile, type Result, summarize } from './contract';
import type { Tick } from './loop/watchLoop';

/**
 * How long tasks hold the event loop of the real app's main process while a 1 GB tarball is imported, twenty instances are
 * launched and a log that grows is followed, all at once; against the same app idle.
 */
const RUNS = 3;
const LAUNCHES = 20;
const LIMIT_MS = 180_000;
/** Each request is a line of the log that is followed. */
const REQUEST_EACH_MS = 20;
/** The bar for a single task. */
const LONGEST_MS = 50;

interface Watched {
  idle: Tick[];
  load: Tick[];
}

interface Prepared {
  dataDir: string;
  blueprintId: string;
  /** A running instance, and its address at the proxy. */
  followed: string;
  url: string;
}

/** A data folder with httpd imported, its blueprint active, and one instance that runs. */
async function prepare(context: BenchContext, engineUrl: string): Promise<Prepared> {
  const dataDir = await mkdtemp(path.join(context.tempDir, 'loop-'));
  await using backend: TestRockpool = await startTestRockpool(engineUrl, { dataDir });
  const { services } = backend.rockpool;
  const [task = ''] = services.images.importFiles([await context.image('httpd')]);
  await backend.until(() => backend.state().tasks[task]?.state === 'done');
  const blueprintId = backend.blueprint({ docker_image: 'lab/httpd' });
  const { id } = backend.launch(blueprintId);
  await backend.until(() => backend.instance(id).state === 'running');
  services.settings.change({ welcomeDone: true });
  return { dataDir, blueprintId, followed: id, url: services.instances.urlOf(id) };
}

async function cleanUp(engineUrl: string, dataDir: string): Promise<void> {
  {
    await using backend: TestRockpool = await startTestRockpool(engineUrl, { dataDir });
    const all = () => Object.values(backend.state().instances);
    backend.rockpool.services.instances.destroy(all().map(({ id }) => id));
    await backend.until(() => all().every(({ state }) => state === 'deleted'), 120_000);
  }
  await rm(dataDir, { recursive: true, force: true });
}

function writeLog(url: string): () => void {
  const timer = setInterval(
    () => http.get(url, { agent: false }, response => response.resume()).on('error', () => undefined),
    REQUEST_EACH_MS,
  );
  return () => clearInterval(timer);
}

async function watchApp(context: BenchContext, { dataDir, blueprintId, followed, url }: Prepared) {
  const appDir = await mkdtemp(path.join(context.tempDir, 'probe-'));
  const probe = path.join(context.root, 'test/bench/loop/probe.js');
  await writeFile(path.join(appDir, 'package.json'), '{"name":"probe","type":"module","main":"main.js"}');
  await writeFile(path.join(appDir, 'main.js'), `await import(${JSON.stringify(probe)});\n`);
  const work = {
    image: await context.image('big'),
    imageDirectory: path.join(dataDir, 'images'),
    blueprintId,
    followed,
    launches: LAUNCHES,
  };
  const child = spawn(
    await context.electron(),
    [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), appDir, `--data-dir=${dataDir}`],
    {
      env: {
        ...process.env,
        PROBE_MAIN: path.join(context.root, 'out/main/index.js'),
        PROBE_WORK: JSON.stringify(work),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve));
  const stopLog = writeLog(url);
  try {
    return await new Promise<Watched>((resolve, reject) => {
      AbortSignal.any([context.signal, AbortSignal.timeout(LIMIT_MS)]).addEventListener('abort', () =>
        reject(new Error('The work was not done within three minutes.')),
      );
      void exited.then(code => reject(new Error(`The app ended by itself (${code}).`)));
      createInterface({ input: child.stdout }).on('line', line => {
        if (line.startsWith('{"idle"')) resolve(JSON.parse(line));
      });
    });
  } finally {
    stopLog();
    child.kill('SIGTERM');
    await exited;
    await rm(appDir, { recursive: true });
  }
}

async function measure(context: BenchContext): Promise<Result[]> {
  const engineUrl = await context.engine();
  context.say(`loop: ${RUNS} runs of the app, each idle and then busy`);
  const seen: Watched[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    context.signal.throwIfAborted();
    const prepared = await prepare(context, engineUrl);
    try {
      const watched = await watchApp(context, prepared);
      seen.push(watched);
      const most = (what: keyof Tick) => Math.max(...watched.load.map(tick => tick[what])).toFixed(1);
      const long = watched.load.filter(({ delayMs }) => delayMs > LONGEST_MS).length;
      context.say(
        `loop: ${long} tasks over ${LONGEST_MS} ms; at most ${most('delayMs')} ms, ${most('computedMs')} ms of computing, ${most('blockedMs')} ms of waiting for the disk; the rest: for a processor`,
      );
    } finally {
      await cleanUp(engineUrl, prepared.dataDir);
    }
  }
  const of = (when: keyof Watched, q: number) =>
    seen.map(each =>
      quantile(
        each[when].map(({ delayMs }) => delayMs),
        q,
      ),
    );
  return [
    summarize('loop.p99', 'ms', of('load', 0.99), of('idle', 0.99)),
    summarize('loop.longest', 'ms', of('load', 1), of('idle', 1)),
  ];
}

const benches: Bench[] = [{ measures: ['loop.p99', 'loop.longest'], run: measure }];
export default benches;
