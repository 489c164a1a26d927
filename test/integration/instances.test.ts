import path from 'node:path';
import Dockerode from 'dockerode';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../driver/model/clock';
import type { Instance } from '../../driver/model/instance';
import type { TemplateConfigInput } from '../../driver/model/template';
import { systemClock } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { type TestEngine, testEngine } from '../support/engine';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';

let engine: TestEngine;
let docker: Dockerode;
let httpd: string;
let pool: TestRockpool;
/** The wall clock can be made to jump. */
let wallOffset = 0;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + wallOffset };

beforeAll(async () => {
  engine = await testEngine();
  docker = new Dockerode({ socketPath: engine.socketPath ?? '' });
  httpd = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
});
afterAll(() => engine?.[Symbol.asyncDispose]());

beforeEach(async () => {
  wallOffset = 0;
  pool = await startTestRockpool(engine.dockerHost, { clock });
  const [task = ''] = pool.rockpool.services.images.importFiles([httpd]);
  await pool.until(() => pool.state().tasks[task]?.state === 'done');
});
afterEach(async () => {
  pool.rockpool.services.instances.destroy(Object.keys(pool.state().instances));
  await pool.until(() => Object.values(pool.state().instances).every(({ endedAt }) => endedAt));
  await pool[Symbol.asyncDispose]();
});

async function containersOf(instanceId: string) {
  return docker.listContainers({ all: true, filters: { label: [`rockpool.instance=${instanceId}`] } });
}

function isRunning(id: string): Instance | false {
  const instance = pool.instance(id);
  if (instance.state === 'failed') throw new Error(JSON.stringify(instance.error));
  return instance.state === 'running' && instance;
}
const hasEnded = (id: string) => pool.instance(id).endedAt !== undefined && pool.instance(id);
const httpdBlueprint = (config: Partial<TemplateConfigInput> = {}) =>
  pool.blueprint({ docker_image: 'lab/httpd', proxy_options: { proxy_rewrite: true }, ...config });

describe('an instance on a real engine', () => {
  it('is launched, answers through the proxy, and leaves nothing when it is destroyed', async () => {
    const { instances } = pool.rockpool.services;
    const { id, name } = pool.launch(httpdBlueprint({ environment_vars: 'GREETING="b c"' }));
    expect(name).toMatch(/^pb-admin-the-[a-z]+$/);
    const running = await pool.until(() => isRunning(id));
    expect(running.expiresAt).toBe((running.runningAt ?? 0) + 3_600_000);

    const url = instances.urlOf(id);
    expect((await fetch(url)).status).toBe(200);
    const { Config } = await docker.getContainer(running.containerId ?? '').inspect();
    expect(Config.Env).toEqual(
      expect.arrayContaining([
        'GREETING=b c',
        'TZ=Europe/Helsinki',
        `INSTANCE_ID=${id}`,
        `PASSWORD=${instances.password(id)}`,
      ]),
    );

    const [container] = await containersOf(id);
    expect(JSON.stringify(container)).not.toContain(instances.password(id));
    expect(JSON.stringify(pool.state())).not.toContain(instances.password(id));
    expect(container?.Ports.map(({ IP }) => IP)).toEqual(['127.0.0.1']);

    const facts = await instances.facts(id);
    expect(facts).toMatchObject({
      containerId: container?.Id,
      memoryLimitMiB: 512,
      hostPort: running.hostPort,
    });
    expect(facts.memoryMiB).toBeGreaterThan(0);

    instances.destroy([id]);
    await pool.until(() => pool.instance(id).state === 'deleted');
    expect(await containersOf(id)).toEqual([]);
    expect((await fetch(url)).status).toBe(404);
  });

  it('is the same for a click that is sent twice', () => {
    const blueprintId = httpdBlueprint();
    const request = { blueprintId, userId: 'admin', requestId: 'the-same-click' };
    const { launch } = pool.rockpool.services.instances;
    expect(launch(request).id).toBe(launch(request).id);
    expect(Object.keys(pool.state().instances)).toHaveLength(1);
  });

  it('is destroyed in whatever state it is', async () => {
    const blueprintId = httpdBlueprint();
    const { instances } = pool.rockpool.services;
    const queued = pool.launch(blueprintId);
    instances.destroy([queued.id]);
    await pool.until(() => hasEnded(queued.id));

    const ids: string[] = [];
    for (const pauseMs of [0, 5, 20, 50, 100, 200]) {
      const { id } = pool.launch(blueprintId);
      ids.push(id);
      await systemClock.sleep(pauseMs);
      instances.destroy([id]);
    }
    await pool.until(() => ids.every(hasEnded));
    expect(ids.map(id => pool.instance(id).state)).toEqual(ids.map(() => 'deleted'));
    for (const id of ids) expect(await containersOf(id)).toEqual([]);
  });

  it('ends by itself when its time is over, and not before, and can be given more', async () => {
    const { id } = pool.launch(httpdBlueprint({ maximum_lifetime: '1m' }));
    const { expiresAt = 0 } = await pool.until(() => isRunning(id));
    expect(pool.rockpool.services.instances.extend(id, 2).expiresAt).toBe(expiresAt + 120_000);
    const left = (pool.instance(id).expiresAt ?? 0) - systemClock.now();
    // The wall clock goes ahead, as after a sleep; time itself doesn't pass.
    wallOffset += left - 500;
    pool.rockpool.services.pools.wake();
    await systemClock.sleep(200);
    expect(pool.instance(id).state).toBe('running');
    const ended = await pool.until(() => hasEnded(id));
    expect(ended).toMatchObject({ state: 'deleted', reason: 'Its time is over (life-time 1m).' });
    expect(await containersOf(id)).toEqual([]);
  });

  it('keeps its life-time when the clock is set back', async () => {
    const { id } = pool.launch(httpdBlueprint());
    const { expiresAt = 0 } = await pool.until(() => isRunning(id));
    wallOffset -= 7_200_000;
    pool.rockpool.services.pools.wake();
    const shifted = await pool.until(() => pool.instance(id).expiresAt !== expiresAt && pool.instance(id));
    expect(Math.abs((shifted.expiresAt ?? 0) - (expiresAt - 7_200_000))).toBeLessThan(100);
  });

  it('has failed, with the reason, when its container dies', async () => {
    const { id } = pool.launch(httpdBlueprint());
    const { containerId = '' } = await pool.until(() => isRunning(id));
    await docker.getContainer(containerId).kill({ signal: 'SIGKILL' });
    const failed = await pool.until(() => hasEnded(id));
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'CONTAINER_ENDED' } });
    expect(failed.error?.what).toContain('exit code 137');
    expect(await containersOf(id)).toEqual([]);
  });

  it('has failed when somebody else removes its container', async () => {
    const { id } = pool.launch(httpdBlueprint());
    const { containerId = '' } = await pool.until(() => isRunning(id));
    await docker.getContainer(containerId).remove({ force: true });
    const failed = await pool.until(() => {
      pool.rockpool.services.pools.wake();
      return hasEnded(id);
    });
    expect(failed.state).toBe('failed');
    expect(['CONTAINER_GONE', 'CONTAINER_ENDED']).toContain(failed.error?.code);
  });
});

describe('a launch that fails leaves no container and says why', () => {
  const failure = async (config: Partial<TemplateConfigInput>) => {
    const { id } = pool.launch(httpdBlueprint(config));
    const ended = await pool.until(() => hasEnded(id));
    expect(ended.state).toBe('failed');
    expect(await containersOf(id)).toEqual([]);
    return ended.error;
  };

  it('when its command ends at once, with what it printed', async () => {
    const error = await failure({ launch_command: `sh -c 'echo "no such notebook: {x}" >&2; exit 3'` });
    expect(error).toMatchObject({ code: 'CONTAINER_ENDED', kind: 'permanent' });
    expect(error?.what).toContain('exit code 3');
    expect(error?.why).toContain('no such notebook: {x}');
  });

  it('when its command is not in the image', async () => {
    const error = await failure({ launch_command: 'no-such-program' });
    expect(error?.code).toBeDefined();
    expect(`${error?.what} ${error?.why}`).toContain('no-such-program');
  });
});

describe('the last slot', () => {
  it('goes to one of two launches at once; the other waits for it and says so', async () => {
    const [{ id: poolId = '' } = {}] = Object.values(pool.state().pools);
    pool.rockpool.services.pools.configure(poolId, { localSlots: 1 });
    await pool.until(() => Object.values(pool.state().hosts)[0]?.slots === 1);
    const blueprintId = httpdBlueprint();
    const [first, second] = [pool.launch(blueprintId), pool.launch(blueprintId)];
    await pool.until(() => isRunning(first.id));
    expect(pool.instance(second.id)).toMatchObject({
      state: 'queueing',
      reason: 'Waiting for a free slot; this machine has 0 of 1 free.',
    });
    pool.rockpool.services.instances.destroy([first.id]);
    await pool.until(() => isRunning(second.id));
  });
});

describe('shutdown mode', () => {
  it('refuses launches, waits for what runs, and gives the host up; switched off, a new one comes', async () => {
    const { pools, instances } = pool.rockpool.services;
    const [{ id: poolId = '' } = {}] = Object.values(pool.state().pools);
    const blueprintId = httpdBlueprint();
    const { id } = pool.launch(blueprintId);
    await pool.until(() => isRunning(id));
    pools.configure(poolId, { DD_SHUTDOWN_MODE: true });
    expect(() => pool.launch(blueprintId)).toThrow('takes no new instances');
    const phases = () => Object.values(pool.state().hosts).map(({ phase }) => phase);
    await pool.until(() => phases().includes('draining'));
    expect(pool.instance(id).state).toBe('running');
    instances.destroy([id]);
    await pool.until(() => {
      pools.wake();
      return phases().join() === 'removed';
    });
    pools.configure(poolId, { DD_SHUTDOWN_MODE: false });
    await pool.until(() => phases().includes('active'));
  });
});
