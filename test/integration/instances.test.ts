import path from 'node:path';
import Dockerode from 'dockerode';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { type TestEngine, testEngine } from '../support/engine';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';

let engine: TestEngine;
let docker: Dockerode;
let httpd: string;
let pool: TestRockpool;

beforeAll(async () => {
  engine = await testEngine();
  docker = new Dockerode({ socketPath: engine.socketPath ?? '' });
  httpd = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
});
afterAll(() => engine?.[Symbol.asyncDispose]());

beforeEach(async () => {
  pool = await startTestRockpool(engine.dockerHost);
  const [task = ''] = pool.rockpool.services.images.importFiles([httpd]);
  await pool.until(() => pool.state().tasks[task]?.state === 'done');
});
afterEach(async () => {
  pool.rockpool.services.instances.destroy(Object.keys(pool.state().instances));
  await pool.until(() => Object.values(pool.state().instances).every(({ endedAt }) => endedAt));
  await pool[Symbol.asyncDispose]();
});

const rewrite = { proxy_rewrite: true };

async function containersOf(instanceId: string) {
  return docker.listContainers({ all: true, filters: { label: [`rockpool.instance=${instanceId}`] } });
}

describe('an instance on a real engine', () => {
  it('is launched, answers through the proxy, and leaves nothing when it is destroyed', async () => {
    const { instances } = pool.rockpool.services;
    const { id } = pool.launch(pool.blueprint({ docker_image: 'lab/httpd', proxy_options: rewrite }));
    const running = await pool.until(() => pool.instance(id).state === 'running' && pool.instance(id));
    expect(running.expiresAt).toBe((running.runningAt ?? 0) + 3_600_000);

    const url = instances.urlOf(id);
    expect((await fetch(url)).status).toBe(200);
    expect(await containersOf(id)).toHaveLength(1);

    instances.destroy([id]);
    await pool.until(() => pool.instance(id).state === 'deleted');
    expect(await containersOf(id)).toEqual([]);
    expect((await fetch(url)).status).toBe(404);
  });
});
