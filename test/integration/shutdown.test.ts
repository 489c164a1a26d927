import path from 'node:path';
import Dockerode from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { type TestEngine, testEngine } from '../support/engine';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';

let engine: TestEngine;
let docker: Dockerode;
let httpd: string;

beforeAll(async () => {
  engine = await testEngine();
  docker = new Dockerode({ socketPath: engine.socketPath ?? '' });
  httpd = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
});
afterAll(() => engine?.[Symbol.asyncDispose]());

async function withOneRunning(): Promise<{ pool: TestRockpool; poolId: string; id: string }> {
  const pool = await startTestRockpool(engine.dockerHost);
  const [task = ''] = pool.rockpool.services.images.importFiles([httpd]);
  await pool.until(() => pool.state().tasks[task]?.state === 'done');
  const { id, poolId } = pool.launch(pool.blueprint({ docker_image: 'lab/httpd' }));
  await pool.until(() => pool.instance(id).state === 'running');
  return { pool, poolId, id };
}
const containersOf = (pool: string) =>
  docker.listContainers({ all: true, filters: { label: [`rockpool.pool=${pool}`] } });

it('a pool on a real engine is shut down: its containers end, the engine stays, and it can be opened again', async () => {
  const { pool, poolId, id } = await withOneRunning();
  await using _ = pool;
  const { shutdowns } = pool.rockpool.services.pools;
  shutdowns.shutDown(poolId, { how: 'at', afterMs: 3_000 });
  await pool.until(() => pool.instance(id).broughtForward);
  expect(pool.instance(id).state).toBe('running');
  await pool.until(() => shutdowns.of(poolId)?.state === 'done');
  expect(await containersOf(poolId)).toEqual([]);
  expect(shutdowns.of(poolId)?.report).toMatchObject({
    complete: true,
    counts: [
      { kind: 'instance', created: 1, givenBack: 1 },
      { kind: 'container', created: 1, givenBack: 1 },
    ],
    notGivenBack: [],
  });
  shutdowns.callBack(poolId);
  await pool.until(() => Object.values(pool.state().hosts).some(({ phase }) => phase === 'active'));
});

it('what carries the mark of the pool and no record knows keeps it from being done', async () => {
  const { pool, poolId, id } = await withOneRunning();
  await using _ = pool;
  const { shutdowns } = pool.rockpool.services.pools;
  const [ours] = await containersOf(poolId);
  const { Image: image = '', Labels: labels = {} } = ours ?? {};
  shutdowns.shutDown(poolId, { how: 'now' });
  await pool.until(() => pool.instance(id).endedAt);
  // The pool has forgotten its host by then; nobody looks at the engine but the proof.
  await pool.until(() => Object.values(pool.state().hosts).every(({ phase }) => phase === 'removed'));
  const stray = await docker.createContainer({
    Image: image,
    Labels: { ...labels, 'rockpool.instance': 'nobody' },
  });
  const left = await pool.until(() => shutdowns.of(poolId)?.remaining.find(one => one.id === stray.id));
  expect(left).toMatchObject({ kind: 'container', why: expect.stringContaining('belongs to no instance') });
  expect(shutdowns.of(poolId)?.state).toBe('under way');
  await stray.remove({ force: true });
  await pool.until(() => shutdowns.of(poolId)?.state === 'done');
});
