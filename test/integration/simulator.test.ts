import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../driver/providers';
import { systemClock } from '../../driver/system';
import { saved } from '../support/archive';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';

const quickly = { min: 10, max: 50 };

let folder: string;
let simulator: Simulator;
let pool: TestRockpool;

async function start(): Promise<void> {
  pool = await startTestRockpool(undefined, { dataDir: path.join(folder, 'data'), simulator });
  const { pools } = pool.rockpool.services;
  if (Object.keys(pool.state().pools).length > 0) return;
  pools.create({ name: 'DockerDriver', provider: 'simulator', engineUrl: 'sim://DockerDriver' });
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rockpool-simulated-'));
  const settings = { bootMs: quickly, prepareMs: quickly, pushMs: quickly, startMs: quickly };
  simulator = createSimulator({ clock: systemClock, demo: true, settings });
  await start();
  const file = path.join(folder, 'image.tar');
  writeFileSync(file, saved());
  const [task = ''] = pool.rockpool.services.images.importFiles([file]);
  await pool.until(() => pool.state().tasks[task]?.state === 'done');
});
afterEach(async () => {
  await pool[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function runningInstance(): Promise<string> {
  const [image] = Object.values(pool.state().images);
  const blueprint = pool.blueprint({
    docker_image: image?.id ?? '',
    proxy_options: { proxy_rewrite: true },
  });
  const { id } = pool.launch(blueprint);
  await pool.until(() => pool.instance(id).state === 'running');
  return id;
}

describe('the whole backend on the demo', () => {
  it('runs an instance that a browser can open through the proxy, and that says it is simulated', async () => {
    const id = await runningInstance();
    const answer = await fetch(pool.rockpool.services.instances.urlOf(id));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Simulated');
    const facts = await pool.rockpool.services.instances.facts(id);
    expect(facts).toMatchObject({ restartCount: 0, processes: 12 });
  });

  it('finds host and instance again when it is started anew', async () => {
    const id = await runningInstance();
    await pool[Symbol.asyncDispose]();
    await start();
    await pool.until(() => pool.instance(id).state === 'running' && pool.instance(id).unknown === false);
    expect((await fetch(pool.rockpool.services.instances.urlOf(id))).status).toBe(200);
    expect(Object.values(pool.state().hosts)).toMatchObject([{ phase: 'active' }]);
  });

  it('finds both again also when its state was deleted, once the pool is made again by its name', async () => {
    const id = await runningInstance();
    const { route, hostId } = pool.instance(id);
    await pool[Symbol.asyncDispose]();
    for (const file of readdirSync(path.join(folder, 'data')).filter(name => name.startsWith('state.db'))) {
      rmSync(path.join(folder, 'data', file));
    }
    await start();
    await pool.until(() => pool.state().instances[id]?.state === 'running');
    expect(pool.instance(id)).toMatchObject({ route, hostId, userId: 'admin' });
    expect((await fetch(pool.rockpool.services.instances.urlOf(id))).status).toBe(200);
    await pool.until(() => pool.state().hosts[hostId ?? '']?.phase === 'active');
    expect(simulator.world.machines()).toHaveLength(1);
  });

  it('says that nothing can be pulled to it', async () => {
    const { engines, images } = pool.rockpool.services;
    const engine = engines.connect('sim://DockerDriver');
    await expect((async () => images.inEngine(engine))()).rejects.toMatchObject({
      value: { code: 'ENGINE_SIMULATED' },
    });
  });
});
