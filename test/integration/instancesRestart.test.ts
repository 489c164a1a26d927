import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Dockerode from 'dockerode';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { bundle } from '../support/bundle';
import { type TestEngine, testEngine } from '../support/engine';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';

let engine: TestEngine;
let docker: Dockerode;
let httpd: string;
let dataDir: string;
let open: TestRockpool[];

beforeAll(async () => {
  engine = await testEngine();
  docker = new Dockerode({ socketPath: engine.socketPath ?? '' });
  httpd = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
});
afterAll(() => engine?.[Symbol.asyncDispose]());
beforeEach(() => {
  open = [];
  dataDir = newFolder();
});
afterEach(async () => {
  for (const pool of open) {
    const controllerId = await controllerOf(pool);
    await close(pool);
    for (const { Id } of await containersOf(controllerId))
      await docker.getContainer(Id).remove({ force: true });
    rmSync(pool.dataDir, { recursive: true, force: true });
  }
});

const newFolder = () => mkdtempSync(path.join(tmpdir(), 'rockpool-restart-'));

async function start(folder = dataDir): Promise<TestRockpool> {
  const pool = await startTestRockpool(engine.dockerHost, { dataDir: folder });
  open.push(pool);
  return pool;
}
/** Ends the backend and leaves its folder. */
async function close(pool: TestRockpool): Promise<void> {
  await pool[Symbol.asyncDispose]();
  open = open.filter(other => other !== pool);
}
async function importHttpd(pool: TestRockpool): Promise<void> {
  const [task = ''] = pool.rockpool.services.images.importFiles([httpd]);
  await pool.until(() => pool.state().tasks[task]?.state === 'done');
}
const httpdBlueprint = (pool: TestRockpool) =>
  pool.blueprint({ docker_image: 'lab/httpd', proxy_options: { proxy_rewrite: true } });
async function launched(pool: TestRockpool, blueprintId: string) {
  const { id } = pool.launch(blueprintId);
  return pool.until(() => pool.instance(id).state === 'running' && pool.instance(id));
}
async function controllerOf({ dataDir: folder }: TestRockpool): Promise<string> {
  return (await readFile(path.join(folder, 'controller-id'), 'utf8')).trim();
}
async function containersOf(controllerId: string) {
  return docker.listContainers({ all: true, filters: { label: [`rockpool.controller=${controllerId}`] } });
}

describe('started again', () => {
  it('finds its instances running under the same address, and tells which died meanwhile', async () => {
    let pool = await start();
    await importHttpd(pool);
    const blueprintId = httpdBlueprint(pool);
    const [alive, dead] = [await launched(pool, blueprintId), await launched(pool, blueprintId)];
    const url = pool.rockpool.services.instances.urlOf(alive.id);
    const password = pool.rockpool.services.instances.password(alive.id);
    await close(pool);
    expect(await containersOf(await controllerOf(pool))).toHaveLength(2);
    await docker.getContainer(dead.containerId ?? '').stop({ t: 0 });

    pool = await start();
    await pool.until(() => pool.instance(dead.id).state === 'failed');
    expect(pool.instance(alive.id)).toMatchObject({ state: 'running', expiresAt: alive.expiresAt });
    expect(pool.rockpool.services.instances.urlOf(alive.id)).toBe(url);
    expect(pool.rockpool.services.instances.password(alive.id)).toBe(password);
    expect((await fetch(url)).status).toBe(200);
    expect(await containersOf(await controllerOf(pool))).toHaveLength(1);
  });

  it('without its state takes running instances back, for at least an hour', async () => {
    let pool = await start();
    await importHttpd(pool);
    const before = await launched(pool, httpdBlueprint(pool));
    await close(pool);
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(path.join(dataDir, `state.db${suffix}`), { force: true });

    pool = await start();
    const adopted = await pool.until(() => pool.state().instances[before.id]);
    expect(adopted).toMatchObject({
      name: before.name,
      state: 'running',
      route: before.route,
      slots: before.slots,
      hostPort: before.hostPort,
      config: { name: before.config.name, internal_port: 8080 },
    });
    expect((adopted.expiresAt ?? 0) - systemClock.now()).toBeGreaterThan(3_590_000);
    pool.rockpool.services.instances.destroy([before.id]);
    await pool.until(() => pool.instance(before.id).state === 'deleted');
    expect(await containersOf(await controllerOf(pool))).toEqual([]);
  });
});

describe('two data folders on one engine', () => {
  it("leave each other's containers alone, and count their slots", async () => {
    const [one, two] = [await start(), await start(newFolder())];
    await Promise.all([importHttpd(one), importHttpd(two)]);
    const other = await launched(one, httpdBlueprint(one));
    const [{ id: poolId = '' } = {}] = Object.values(two.state().pools);
    two.rockpool.services.pools.configure(poolId, { localSlots: 1 });
    await two.until(() => Object.values(two.state().hosts).some(({ slots }) => slots === 1));
    two.rockpool.services.pools.wake();
    await two.until(() => Object.values(two.state().hosts).some(({ phase }) => phase === 'active'));
    await systemClock.sleep(500);

    const waiting = two.launch(httpdBlueprint(two));
    await two.until(() => two.instance(waiting.id).reason?.includes('0 of 1 free'));
    expect(Object.keys(two.state().instances)).toEqual([waiting.id]);
    expect(one.instance(other.id).state).toBe('running');
    one.rockpool.services.instances.destroy([other.id]);
    await one.until(() => one.instance(other.id).state === 'deleted');
    await two.until(() => {
      two.rockpool.services.pools.wake();
      return two.instance(waiting.id).state === 'running';
    });
  });
});

describe('killed at any moment of launches and removals', () => {
  it('loses nothing that was confirmed, doubles nothing, and leaves nothing over', {
    timeout: 240_000,
  }, async () => {
    const first = await start();
    await importHttpd(first);
    const blueprintId = httpdBlueprint(first);
    const [{ id: poolId = '' } = {}] = Object.values(first.state().pools);
    first.rockpool.services.pools.configure(poolId, { localSlots: 3 });
    await close(first);
    const app = await bundle('poolApp');

    const told = { launched: new Set<string>(), destroying: new Set<string>() };
    for (let round = 0; round < 6; round += 1) {
      const lines = await runAndKill(
        app,
        [dataDir, engine.dockerHost, blueprintId],
        500 + systemRandom.float() * 2500,
      );
      for (const line of lines) {
        const [, what, id] = /^(launched|destroying) ([0-9a-f]{32})$/.exec(line) ?? [];
        if (what && id) told[what as keyof typeof told].add(id);
      }
    }
    expect(told.launched.size).toBeGreaterThan(5);

    const pool = await start();
    const instances = () => Object.values(pool.state().instances);
    await pool.until(
      () => instances().every(({ state }) => !['provisioning', 'deleting'].includes(state)),
      60_000,
    );
    for (const id of told.launched) expect(pool.state().instances[id]).toBeDefined();
    for (const id of told.destroying) expect(pool.instance(id).state).toBe('deleted');
    for (const { state, error } of instances()) expect([state, error]).not.toContain('failed');

    const running = instances().filter(({ state }) => state === 'running');
    const containers = await containersOf(await controllerOf(pool));
    expect(containers.map(({ Labels }) => Labels['rockpool.instance']).sort()).toEqual(
      running.map(({ id }) => id).sort(),
    );
    for (const { id } of running)
      expect((await fetch(pool.rockpool.services.instances.urlOf(id))).status).toBe(200);
  });
});

/** What the app said until it was killed. */
async function runAndKill(app: string, args: string[], afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [app, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', chunk => {
    text += chunk;
  });
  const ended = new Promise(resolve => child.once('close', resolve));
  const deadline = systemClock.monotonic() + 20_000;
  // Its start takes as long as it takes; what is to be hit is what comes then.
  while (!text.includes('launched') && systemClock.monotonic() < deadline) await systemClock.sleep(5);
  await systemClock.sleep(afterMs);
  child.kill('SIGKILL');
  await ended;
  return text.split('\n');
}
