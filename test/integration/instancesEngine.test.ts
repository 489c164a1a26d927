import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../driver/engine';
import { type PrivateEngine, privateEngineIn } from '../../driver/engine/privateEngine';
import { systemClock, systemRandom } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { silentLog } from '../support/fakeClock';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';

/** An engine that may be stopped: nobody else uses it. */
let engine: PrivateEngine;
let folder: string;
let pool: TestRockpool;
let httpd: string;

const { signal } = new AbortController();
const startEngine = () => engine.start({ signal, onStep: () => undefined });
const hosts = () => Object.values(pool.state().hosts);
const texts = () => Object.values(pool.state().events).map(({ text }) => text);
const containers = async () =>
  openEngine(engine.url, { clock: systemClock, random: systemRandom, platform: process.platform }).list(
    undefined,
  );

beforeAll(async () => {
  httpd = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
});
beforeEach(async () => {
  folder = mkdtempSync('/var/tmp/rockpool-stops-');
  engine = privateEngineIn(path.join(folder, 'engine'), {
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    env: process.env,
    canInstall: () => false,
    connect: url => openEngine(url, { clock: systemClock, random: systemRandom, platform: process.platform }),
  });
  await startEngine();
  pool = await startTestRockpool(engine.url, { dataDir: path.join(folder, 'data') });
  const [task = ''] = pool.rockpool.services.images.importFiles([httpd]);
  await pool.until(() => pool.state().tasks[task]?.state === 'done');
  await pool.until(() => hosts().some(({ phase }) => phase === 'active'));
});
afterEach(async () => {
  await pool[Symbol.asyncDispose]();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('an engine that stops', () => {
  it('leaves its instances unknown, launches waiting, and all is back when it is', {
    timeout: 120_000,
  }, async () => {
    const blueprintId = pool.blueprint({ docker_image: 'lab/httpd', proxy_options: { proxy_rewrite: true } });
    const { id } = pool.launch(blueprintId);
    await pool.until(() => pool.instance(id).state === 'running');

    await engine.stop();
    await pool.until(() => hosts()[0]?.unreachable && pool.instance(id).unknown);
    const waiting = pool.launch(blueprintId);
    await pool.until(() => pool.instance(waiting.id).reason === 'Waiting for this machine to answer.');
    expect(pool.instance(id).state).toBe('running');

    await startEngine();
    await pool.until(() => pool.instance(waiting.id).state === 'running');
    // The engine ended its containers when it stopped, so what ran has failed, and says why.
    const failed = await pool.until(() => pool.instance(id).state === 'failed' && pool.instance(id));
    expect(failed).toMatchObject({ unknown: false, error: { code: 'CONTAINER_ENDED' } });
    expect(hosts()[0]?.unreachable).toBeUndefined();
    expect((await containers()).map(({ marks }) => marks.instance)).toEqual([waiting.id]);
    expect(texts().some(text => text.includes('does not answer'))).toBe(true);
    expect(texts().some(text => text.includes('answers again'))).toBe(true);
  });

  it('in the middle of launches only delays them', { timeout: 120_000 }, async () => {
    const blueprintId = pool.blueprint({ docker_image: 'lab/httpd', proxy_options: { proxy_rewrite: true } });
    const ids: string[] = [];
    for (const pauseMs of [0, 100, 150, 250]) {
      ids.push(pool.launch(blueprintId).id);
      await systemClock.sleep(pauseMs);
    }
    const gone = pool.launch(blueprintId).id;
    await engine.stop();
    pool.rockpool.services.instances.destroy([gone]);
    await startEngine();
    const states = () => ids.map(id => pool.instance(id).state);
    await pool.until(() => states().every(state => state === 'running' || state === 'failed'), 60_000);
    for (const id of ids) {
      const { state, error } = pool.instance(id);
      if (state === 'failed') expect(error?.code).toBe('CONTAINER_ENDED');
    }
    await pool.until(() => pool.instance(gone).state === 'deleted');
    const alive = ids.filter(id => pool.instance(id).state === 'running');
    expect((await containers()).map(({ marks }) => marks.instance).sort()).toEqual(alive.sort());
  });
});
