import { spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ContainerSpec, createEngines, type Engines } from '../../driver/engine';
import { privatePaths } from '../../driver/engine/privateEngine';
import { isRockpoolError } from '../../driver/model/errors';
import { systemClock, systemRandom } from '../../driver/system';
import { createTasks } from '../../driver/tasks/tasks';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { silentLog } from '../support/fakeClock';

const here = { env: process.env, home: '/nonexistent', platform: process.platform };
const times = { clock: systemClock, random: systemRandom, log: silentLog };
let archive: string;
let dataDir: string;

beforeAll(async () => {
  archive = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Engines on a data folder of their own, with a name that paths find hard. */
function newEngines(): Engines {
  dataDir = mkdtempSync('/var/tmp/rockpool test engine-');
  return createEngines({ ...here, ...times, tasks: createTasks(times), dataDir });
}

function firewall(): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const child = spawn('sh', [
      '-c',
      'iptables-save | grep -v "^#" | sed "s/\\[.*\\]//"; cat /proc/sys/net/ipv4/ip_forward',
    ]);
    child.stdout.on('data', chunk => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('close', () => resolve(text));
  });
}

/** What there is of an engine on the machine: processes that name its run folder, mounts, its bridge, its socket. */
async function traces(): Promise<string[]> {
  const { run, bridge, home } = privatePaths(dataDir);
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    const command = readIfThere(`/proc/${pid}/cmdline`);
    if (command.includes(`${run}/`))
      found.push(`process ${pid}: ${command.replaceAll('\0', ' ').slice(0, 200)}`);
  }
  const mounts = readFileSync('/proc/mounts', 'utf8').replaceAll('\\040', ' ').split('\n');
  found.push(...mounts.filter(line => line.includes(run) || line.includes(home)));
  if (networkInterfaces()[bridge]) found.push(bridge);
  if (existsSync(run)) found.push(run);
  return found;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function gone(limitMs: number): Promise<string[]> {
  const until = systemClock.monotonic() + limitMs;
  let left = await traces();
  while (left.length > 0 && systemClock.monotonic() < until) {
    await systemClock.sleep(200);
    left = await traces();
  }
  return left;
}

/** Starts a container. */
async function runOne(engines: Engines, url: string): Promise<string> {
  const engine = engines.connect(url);
  await engine.load(createReadStream(archive), {});
  const spec: ContainerSpec = {
    name: 'pb-ada-the-calm',
    imageId: (await engine.docker.getImage('lab/httpd:latest').inspect()).Id,
    marks: {
      ...{ controller: 'c', pool: 'p', host: 'h', instance: 'i', blueprint: 'b', user: 'u', route: 'r' },
      ...{ slots: 1, port: 8080, created: 0, lifetime: 0 },
    },
    command: [],
    environment: {},
    port: 8080,
    memoryMiB: 64,
  };
  const id = await engine.create(spec);
  await engine.start(id);
  return id;
}

describe('a private engine', () => {
  test('runs containers, is found, and leaves nothing behind when the app ends, nor touches the firewall', async () => {
    const before = await firewall();
    const engines = newEngines();
    const first = engines.startPrivateEngine();
    expect(engines.startPrivateEngine().id).toBe(first.id);
    const url = (await first.finished) ?? '';
    expect(url).toBe(engines.privateUrl);
    const found = await engines.discover();
    expect(found.find(candidate => candidate.url === url)?.facts?.version).toMatch(/\d/);
    // Once more does nothing: the same engine answers.
    const { id } = await engines.connect(url).facts();
    await engines.startPrivateEngine().finished;
    expect((await engines.connect(url).facts()).id).toBe(id);

    await runOne(engines, url);
    expect((await engines.connect(url).list('c'))[0]?.state).toBe('running');
    const stubborn = await engines.connect(url).docker.createContainer({
      ...{ Image: 'lab/httpd', StopSignal: 'SIGUSR1', Cmd: ['sh', '-c', 'trap "" USR1; sleep 1000'] },
    });
    await stubborn.start();
    const began = systemClock.monotonic();
    await engines[Symbol.asyncDispose]();
    expect(systemClock.monotonic() - began).toBeLessThan(18_000);
    expect(await traces()).toEqual([]);
    expect(await firewall()).toBe(before);
  });

  test('has its images and ended containers at the next start', async () => {
    const engines = newEngines();
    const url = (await engines.startPrivateEngine().finished) ?? '';
    await runOne(engines, url);
    await engines[Symbol.asyncDispose]();
    const again = createEngines({ ...here, ...times, tasks: createTasks(times), dataDir });
    try {
      await again.startPrivateEngine().finished;
      expect(await again.connect(url).list('c')).toMatchObject([{ state: 'ended', exitCode: 137 }]);
    } finally {
      await again[Symbol.asyncDispose]();
    }
  });

  test('a watcher is told when the engine goes and when it is back, and calls in between say so', async () => {
    const engines = newEngines();
    const url = (await engines.startPrivateEngine().finished) ?? '';
    const engine = engines.connect(url);
    let told = 0;
    const stop = engine.watch('c', () => {
      told += 1;
    });
    const id = await runOne(engines, url);
    const logs = (async () => {
      for await (const _ of engine.logs(id, { follow: true, tail: 0, signal: new AbortController().signal }));
    })();
    logs.catch(() => undefined);
    await systemClock.sleep(500);
    const before = told;
    expect(before).toBeGreaterThan(0);
    process.kill(Number(readFileSync(`${privatePaths(dataDir).run}/docker.pid`, 'utf8')), 'SIGKILL');
    await logs.catch(error => expect(isRockpoolError(error) && error.value.code).toBe('ENGINE_UNREACHABLE'));
    expect(await gone(10_000)).toEqual([]);
    expect(told).toBeGreaterThan(before);
    const error = await engine.list('c').catch(error => error);
    expect(isRockpoolError(error) && error.value).toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      kind: 'transient',
    });
    const away = told;
    await engines.startPrivateEngine().finished;
    for (let i = 0; i < 150 && told === away; i += 1) await systemClock.sleep(100);
    expect(told).toBeGreaterThan(away);
    expect(await engine.list('c')).toMatchObject([{ state: 'ended' }]);
    stop();
    await engines[Symbol.asyncDispose]();
  });

  test('a start that is cancelled leaves nothing', async () => {
    dataDir = mkdtempSync('/var/tmp/rockpool test engine-');
    const tasks = createTasks(times);
    const engines = createEngines({ ...here, ...times, tasks, dataDir });
    const { id, finished } = engines.startPrivateEngine();
    while (!existsSync(privatePaths(dataDir).run)) await systemClock.sleep(5);
    tasks.cancel(id);
    await expect(finished).rejects.toMatchObject({ name: 'AbortError' });
    expect(await gone(10_000)).toEqual([]);
  });
});

/** A script of test/support, in JavaScript. */
async function bundled(name: string): Promise<string> {
  const outDir = path.join(dataDir, 'app');
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ...{ outDir, ssr: path.join(import.meta.dirname, `../support/${name}.ts`), minify: false },
      rollupOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  // Its packages are found from here.
  symlinkSync(path.resolve('node_modules'), path.join(dataDir, 'node_modules'));
  return path.join(outDir, `${name}.mjs`);
}

describe('an app that is killed', () => {
  /** A process that starts a private engine with a container in it, says so, and lives on. */
  async function startApp(): Promise<{ kill: () => void }> {
    dataDir = mkdtempSync('/var/tmp/rockpool test engine-');
    const child = spawn(process.execPath, [await bundled('engineApp'), dataDir, archive], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', chunk => String(chunk).includes('runs') && resolve());
      child.once('exit', code => reject(new Error(`It ended with ${code}.`)));
    });
    return { kill: () => child.kill('SIGKILL') };
  }
  test('takes its engine and the containers with it', async () => {
    const app = await startApp();
    expect((await traces()).length).toBeGreaterThan(3);
    app.kill();
    expect(await gone(20_000)).toEqual([]);
  });

  test('together with the keeper of its engine leaves what the next start clears away', async () => {
    const app = await startApp();
    const { run } = privatePaths(dataDir);
    const dockerd = readFileSync(`${run}/docker.pid`, 'utf8');
    // The shell that runs dockerd, and the keeper that runs that shell.
    const shell = parentOf(dockerd);
    for (const pid of [parentOf(shell), shell]) process.kill(Number(pid), 'SIGKILL');
    app.kill();
    await systemClock.sleep(500);
    expect(readIfThere(`/proc/${dockerd}/cmdline`)).toContain('dockerd');
    const engines = createEngines({ ...here, ...times, tasks: createTasks(times), dataDir });
    try {
      const url = (await engines.startPrivateEngine().finished) ?? '';
      // It may still stand in the list of processes until somebody has read how it ended.
      expect(readIfThere(`/proc/${dockerd}/cmdline`)).toBe('');
      const [container] = await engines.connect(url).docker.listContainers({ all: true });
      expect(container?.State).toBe('exited');
    } finally {
      await engines[Symbol.asyncDispose]();
    }
    expect(await traces()).toEqual([]);
  });
});

function parentOf(pid: string): string {
  return /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
}
