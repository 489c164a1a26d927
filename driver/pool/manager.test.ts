import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../test/support/fakeClock';
import { type MemoryEngine, memoryEngine, memoryEngines, unreachable } from '../../test/support/memoryEngine';
import { createActivity } from '../activity/activity';
import type { ImageLibrary } from '../images';
import { createInstances } from '../instances';
import { RockpoolError } from '../model/errors';
import type { Image } from '../model/image';
import type { Instance } from '../model/instance';
import { templateConfigSchema } from '../model/template';
import { openStore, type Store } from '../store/store';
import { systemClock, systemRandom } from '../system';
import { createTasks } from '../tasks/tasks';
import { createPools } from './index';

const times = { clock: systemClock, random: systemRandom, log: silentLog };
const image = { id: 'lab/httpd:latest', imageId: 'sha256:1', exposedPorts: [8080] } as unknown as Image;
const images = { find: () => image } as unknown as ImageLibrary;

let folder: string;
let store: Store;
let engines: MemoryEngine[];
let stop: () => Promise<void>;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'manager-'));
  store = openStore(folder, 0);
});
afterEach(async () => {
  await stop();
  for (const engine of engines) await engine[Symbol.asyncDispose]();
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

/** Pools called pool0, pool1, … each on an engine of its own, with a blueprint each. */
async function start(count = 1) {
  engines = [];
  for (let i = 0; i < count; i += 1) engines.push(await memoryEngine(`unix:///fake${i}.sock`));
  const shared = {
    ...times,
    store,
    activity: createActivity({ store, ...times }),
    engines: memoryEngines(...engines),
    controllerId: 'controller',
  };
  const secrets = { names: () => [], get: () => 'key', set: () => undefined, remove: () => undefined };
  const tasks = createTasks(times);
  const own = { images, tasks, secrets, timeZone: 'UTC', proxyUrl: () => 'http://127.0.0.1:1' };
  const { service, work } = createInstances({ ...shared, ...own });
  const pools = createPools({ ...shared, work });
  stop = async () => pools[Symbol.asyncDispose]();
  engines.forEach((engine, i) => {
    pools.create({ name: `pool${i}`, provider: 'local', engineUrl: engine.engine.url });
    const config = templateConfigSchema.parse({
      name: 'httpd',
      docker_image: 'lab/httpd',
      internal_port: 8080,
      maximum_instances_per_user: 100,
    });
    const common = { active: true, createdAt: 0, updatedAt: 0 };
    store.templates.put(`t${i}`, {
      id: `t${i}`,
      plugin: `pool${i}`,
      config,
      allowedAttributes: [],
      ...common,
    });
    store.blueprints.put(`b${i}`, { id: `b${i}`, templateId: `t${i}`, config: { name: 'httpd' }, ...common });
  });
  const launch = (i = 0) =>
    service.launch({ blueprintId: `b${i}`, userId: 'ada', requestId: systemRandom.hex(8) }).id;
  const [engine] = engines as [MemoryEngine];
  return { pools, service, launch, engine };
}

const instance = (id: string) => store.instances.get(id);
const becomes = (id: string, state: string) => until(() => instance(id)?.state === state);
async function until(holds: () => boolean): Promise<void> {
  const deadline = systemClock.monotonic() + 5_000;
  while (!holds()) {
    if (systemClock.monotonic() > deadline) throw new Error(JSON.stringify(store.instances.all(), null, 1));
    await systemClock.sleep(5);
  }
}

/** A database whose disk takes no commit while `isFull`; it takes them again after a thousand, so that a circle ends. */
function fullAtTimes(db: DatabaseSyncInstance, disk: { isFull: boolean; tries: number }) {
  return {
    prepare: (sql: string) => db.prepare(sql),
    get isTransaction() {
      return db.isTransaction;
    },
    exec(sql: string) {
      if (disk.isFull && sql === 'COMMIT') {
        disk.tries += 1;
        disk.isFull = disk.tries < 1_000;
        throw new Error('The disk is full.');
      }
      db.exec(sql);
    },
  } as DatabaseSyncInstance;
}

describe('a pool', () => {
  it('prepares its host by itself and runs what is launched', async () => {
    const { launch, service, engine } = await start();
    const id = launch();
    await becomes(id, 'running');
    expect(store.hosts.all()).toMatchObject([
      { phase: 'active', slots: 12, poolId: store.pools.all()[0]?.id },
    ]);
    service.destroy([id]);
    await becomes(id, 'deleted');
    expect(engine.containers.size).toBe(0);
  });

  it('tries again when the engine was away for a moment, without a second container', async () => {
    const { launch, engine } = await start();
    engine.fail('start', unreachable(), 2);
    const id = launch();
    await becomes(id, 'running');
    expect(engine.containers.size).toBe(1);
    expect(engine.calls.filter(call => call === 'start')).toHaveLength(3);
  });

  it('gives up on what fails for good, and leaves no container', async () => {
    const { launch, engine } = await start();
    engine.fail('start', new RockpoolError({ kind: 'permanent', code: 'ENGINE_REFUSED', what: 'No.' }));
    const id = launch();
    await becomes(id, 'failed');
    expect(instance(id)?.error?.code).toBe('ENGINE_REFUSED');
    expect(engine.containers.size).toBe(0);
  });

  it('waits between its tries while the disk takes nothing, and goes on when it does again', async () => {
    const disk = { isFull: false, tries: 0 };
    store[Symbol.dispose]();
    store = openStore(folder, 0, db => fullAtTimes(db, disk));
    const { launch } = await start();
    await until(() => store.hosts.all()[0]?.phase === 'active');
    const id = launch();
    await store.durable();
    disk.isFull = true;
    await systemClock.sleep(300);
    expect(disk.tries).toBeGreaterThan(0);
    expect(disk.tries).toBeLessThan(50);
    disk.isFull = false;
    await becomes(id, 'running');
  });

  it('does not prepare a host in a circle while the disk takes nothing', async () => {
    const disk = { isFull: false, tries: 0 };
    store[Symbol.dispose]();
    store = openStore(folder, 0, db => fullAtTimes(db, disk));
    await start();
    // From the commit on that says that it is being prepared.
    store.onCommit(({ hosts }) => {
      if (Object.values(hosts?.put ?? {}).some(({ phase }) => phase === 'preparing')) disk.isFull = true;
    });
    await until(() => disk.isFull);
    await systemClock.sleep(300);
    expect(disk.tries).toBeGreaterThan(0);
    expect(disk.tries).toBeLessThan(50);
    disk.isFull = false;
    await until(() => store.hosts.all()[0]?.phase === 'active');
  });

  it('does not end an instance in a circle of which nothing is left while the disk takes nothing', async () => {
    const disk = { isFull: false, tries: 0 };
    store[Symbol.dispose]();
    store = openStore(folder, 0, db => fullAtTimes(db, disk));
    const { launch } = await start();
    const id = launch();
    await becomes(id, 'running');
    const error = { kind: 'permanent', code: 'HOST_LOST', what: 'Its host is lost.' } as const;
    store.instances.put(id, { ...(instance(id) as Instance), hostId: 'one that is removed', error });
    disk.isFull = true;
    await systemClock.sleep(300);
    expect(disk.tries).toBeGreaterThan(0);
    expect(disk.tries).toBeLessThan(50);
    disk.isFull = false;
    await becomes(id, 'failed');
  });

  it('takes an engine that does not answer for unknown, never for empty', async () => {
    const { launch, pools, engine } = await start();
    const id = launch();
    await becomes(id, 'running');
    engine.fail('list', unreachable(), Number.POSITIVE_INFINITY);
    pools.wake();
    await until(() => instance(id)?.unknown === true);
    pools.wake();
    await systemClock.sleep(50);
    expect(instance(id)).toMatchObject({ state: 'running', unknown: true });
    expect(store.hosts.all()[0]?.unreachable?.error.code).toBe('ENGINE_UNREACHABLE');
    engine.mend('list');
    pools.wake();
    await until(() => instance(id)?.unknown === false);
    expect(store.hosts.all()[0]?.unreachable).toBeUndefined();
    expect(engine.containers.size).toBe(1);
  });

  it('removes until it is gone, however often that fails', async () => {
    const { launch, service, engine } = await start();
    const id = launch();
    await becomes(id, 'running');
    engine.fail('remove', unreachable(), 2);
    service.destroy([id]);
    await becomes(id, 'deleted');
    expect(engine.containers.size).toBe(0);
  });

  it('hears of a container that has ended, and says what it printed last', async () => {
    const { launch, engine } = await start();
    const id = launch();
    await becomes(id, 'running');
    engine.die(id);
    await becomes(id, 'failed');
    expect(instance(id)?.error).toMatchObject({ code: 'CONTAINER_ENDED' });
    expect(instance(id)?.error?.why).toContain('last words');
  });

  it('stops a launch that hangs when its instance is destroyed', async () => {
    const { launch, service, engine } = await start();
    engine.hang('start');
    const id = launch();
    await until(() => engine.calls.includes('start'));
    service.destroy([id]);
    await becomes(id, 'deleted');
    expect(engine.containers.size).toBe(0);
  });
});

describe('two pools', () => {
  it('have names and engines of their own', async () => {
    const { pools } = await start();
    const create = (name: string, engineUrl: string) => () =>
      pools.create({ name, provider: 'local', engineUrl });
    expect(create('pool0', 'unix:///other.sock')).toThrow('There is a pool "pool0" already.');
    expect(create('another', 'unix:///fake0.sock')).toThrow('This engine is in a pool already');
    expect(create('another', 'gopher://nowhere')).toThrow();
    expect(store.pools.all()).toHaveLength(1);
  });

  it('do not wait for each other: one whose engine hangs holds up nothing of the other', async () => {
    const { launch } = await start(2);
    engines[0]?.hang('list');
    const [stuck, quick] = [launch(0), launch(1)];
    await becomes(quick, 'running');
    expect(instance(stuck)?.state).toBe('queueing');
  });
});
