import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seededRandom, silentLog } from '../../test/support/fakeClock';
import { type MemoryEngine, memoryEngine, unreachable } from '../../test/support/memoryEngine';
import { aHost } from '../../test/support/poolModel';
import { type VirtualClock, virtualClock } from '../../test/support/virtualClock';
import { type Engine, type PushedImage, pushMark } from '../engine';
import type { ImageLibrary } from '../images';
import { createImageLoads } from '../instances/imageLoads';
import { RockpoolError } from '../model/errors';
import { type Image, imageSchema } from '../model/image';
import type { Instance } from '../model/instance';
import { type PoolConfig, poolConfigSchema } from '../model/pool';
import type { PoolPlan } from '../model/poolPlan';
import { templateConfigSchema } from '../model/template';
import { openStore, type Store } from '../store/store';
import { createTasks, type Tasks } from '../tasks/tasks';
import { createSupplies, type Supplies } from './supplies';

const MINUTE = 60_000;

let folder: string;
let store: Store;
let memory: MemoryEngine;
let engine: Engine;
let clock: VirtualClock;
let tasks: Tasks;
let supplies: Supplies;
/** What the engine has of ours, in the order in which it came. */
let there: PushedImage[];
let usedByContainers: Set<string>;
let notes: string[];
let plans: Pick<PoolPlan, 'id' | 'lease'>[];
let tellPlan: () => void;

const anImage = (id: string, imageId: string, changes: Partial<Image> = {}): Image =>
  imageSchema.parse({
    ...{ id, imageId, file: id, format: 'docker-archive', architecture: 'amd64', os: 'linux', user: '' },
    ...{ fileSize: 1, size: 1, importedAt: 1, configRange: { offset: 0, size: 1 } },
    ...{ exposedPorts: [], entrypoint: [], command: [], environment: [], layers: [] },
    ...changes,
  });
const idOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const put = (id: string, letter: string, changes?: Partial<Image>) =>
  store.images.put(id, anImage(id, idOf(letter), changes));

function configure(changes: Partial<PoolConfig>): void {
  store.pools.put('pool', {
    ...{ id: 'pool', name: 'DockerDriver', provider: 'ssh', engineUrl: '', createdAt: 0 },
    config: poolConfigSchema.parse(changes),
  });
}
function blueprint(image: string): void {
  const config = templateConfigSchema.parse({ name: image, docker_image: image, internal_port: 80 });
  const times = { active: true, createdAt: 1, updatedAt: 1 };
  store.templates.put('t', { id: 't', plugin: 'DockerDriver', config, allowedAttributes: [], ...times });
  store.blueprints.put('b', { id: 'b', templateId: 't', config: { name: image }, ...times });
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'supplies-'));
  store = openStore(folder, 0);
  memory = await memoryEngine('unix:///host.sock');
  clock = virtualClock();
  [there, usedByContainers, notes, plans] = [[], new Set(), [], []];
  tasks = createTasks({ clock, random: seededRandom(), log: silentLog });
  engine = {
    ...memory.engine,
    findImage: async ({ imageId }) => there.find(one => one.imageId === imageId && !one.isPortion)?.id,
    async load(archive) {
      const [id = '', imageId = ''] = String(await archive.toArray()).split(' ');
      there.push({ id: `engine ${imageId}`, imageId, name: id, mark: pushMark({ id, imageId }) });
    },
    pushed: async () => there,
    async removePushed(one) {
      if (usedByContainers.has(one.imageId)) return false;
      there = there.filter(({ mark }) => mark !== one.mark);
      return true;
    },
  };
  configure({});
  store.hosts.put('host', aHost({ engineUrl: engine.url }));
});
afterEach(async () => {
  await supplies[Symbol.asyncDispose]();
  await memory[Symbol.asyncDispose]();
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

function start(): void {
  const images = {
    find: name => store.images.get(name.includes(':') ? name : `${name}:latest`),
    openArchive: image => ({ stream: Readable.from([`${image.id} ${image.imageId}`]), size: 1 }),
  } as ImageLibrary;
  const loads = createImageLoads({ images, tasks, clock });
  supplies = createSupplies({
    ...{ store, clock, log: silentLog },
    engines: { connect: () => engine },
    work: {
      ensureImage: async (...of) => Boolean(await loads.ensure(...of)),
      forgetImage: loads.forget,
    },
    pools: {
      plans: () => plans as PoolPlan[],
      onPlan(listener) {
        tellPlan = () => listener({ plans: { put: { pool: plans[0] as PoolPlan } } });
        return () => undefined;
      },
    },
    hostLog: (_, level, text) => notes.push(`${level}: ${text}`),
  });
}
const names = () => there.map(({ name }) => name);
const standings = () =>
  Object.fromEntries(
    [...supplies.of(store.hosts.get('host') ?? aHost())].map(([name, one]) => [name, one.standing]),
  );

describe('a host that works', () => {
  test('gets the whole directory, first what active blueprints need', async () => {
    for (const [at, name] of ['a:1', 'b:1', 'c:1'].entries()) put(name, String(at));
    blueprint('c:1');
    start();
    await clock.advance(1000);
    expect(names()).toEqual(['c:1', 'a:1', 'b:1']);
  });

  test('gets what comes into the directory, and an image that has taken the name of another', async () => {
    put('a:1', '0');
    start();
    await clock.advance(1000);
    put('b:1', '1');
    put('a:1', '2');
    await clock.advance(1000);
    expect(there.map(({ imageId }) => imageId)).toEqual([idOf('0'), idOf('2'), idOf('1')]);
  });

  test('gets only what is needed where its pool wants that', async () => {
    configure({ DD_PUSH_ALL_IMAGES: false });
    put('a:1', '0');
    put('b:1', '1');
    blueprint('b:1');
    start();
    await clock.advance(1000);
    expect(names()).toEqual(['b:1']);
    expect(supplies.of(store.hosts.get('host') ?? aHost()).get('a:1')).toEqual({
      standing: 'left out',
      why: 'No active blueprint needs it.',
    });
  });

  test('gets again what somebody has taken away there', async () => {
    put('a:1', '0');
    start();
    await clock.advance(1000);
    there = [];
    await clock.advance(6 * MINUTE);
    expect(names()).toEqual(['a:1']);
  });

  test.each([
    ['draining', () => store.hosts.put('host', aHost({ engineUrl: engine.url, phase: 'draining' }))],
    ['in a pool that is shut down', () => configure({ DD_SHUTDOWN_MODE: true })],
    ['in a pool that another Rockpool has', () => void plans.push({ id: 'pool', lease: { state: 'other' } })],
  ])('gets nothing while it is %s', async (_, change) => {
    put('a:1', '0');
    change();
    start();
    await clock.advance(10 * MINUTE);
    expect(names()).toEqual([]);
  });

  test('is supplied from when on its pool is ours', async () => {
    put('a:1', '0');
    plans = [{ id: 'pool', lease: { state: 'reading' } }];
    start();
    await clock.advance(1000);
    plans = [{ id: 'pool', lease: { state: 'held' } }];
    tellPlan();
    await clock.advance(1000);
    expect(names()).toEqual(['a:1']);
  });
});

describe('an image that could not be brought', () => {
  const full = new RockpoolError({
    kind: 'capacity',
    code: 'HOST_NO_SPACE',
    what: 'No room.',
    why: 'It is full.',
  });
  const broken = new RockpoolError({ kind: 'permanent', code: 'ENGINE_REFUSED', what: 'No.' });
  function failing(error: Error): { mend(): void } {
    const { load } = engine;
    engine.load = async (archive, options) => {
      const content = String(await archive.toArray());
      if (content.startsWith('a:1')) throw error;
      return load.call(engine, Readable.from([content]), options);
    };
    return {
      mend() {
        engine.load = load;
      },
    };
  }

  test('keeps no other from coming, is said once with its reason, and tried again when the reason may have passed', async () => {
    const { mend } = failing(full);
    put('a:1', '0');
    put('b:1', '1');
    start();
    await clock.advance(1000);
    expect(names()).toEqual(['b:1']);
    expect(supplies.of(store.hosts.get('host') ?? aHost()).get('a:1')).toMatchObject({
      ...{ standing: 'failed', error: { code: 'HOST_NO_SPACE' } },
      retryAt: clock.now() + 10 * MINUTE - 500,
    });
    await clock.advance(25 * MINUTE);
    expect(notes).toEqual(['warning: The image "a:1" was not brought. No room. It is full.']);
    mend();
    await clock.advance(10 * MINUTE);
    expect(names()).toEqual(['b:1', 'a:1']);
  });

  test('for a reason that does not pass waits for somebody, or for another image under its name', async () => {
    const { mend } = failing(broken);
    put('a:1', '0');
    start();
    await clock.advance(1000);
    mend();
    await clock.advance(60 * MINUTE);
    expect(standings()).toEqual({ 'a:1': 'failed' });
    supplies.retry(['host'], 'a:1');
    await clock.advance(1000);
    expect(names()).toEqual(['a:1']);
  });

  test('since somebody has cancelled it stays so until somebody wants it', async () => {
    engine.load = (_, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    put('a:1', '0');
    start();
    await clock.advance(1000);
    tasks.cancel(tasks.all()[0]?.id ?? '');
    await clock.advance(30 * MINUTE);
    expect(supplies.of(store.hosts.get('host') ?? aHost()).get('a:1')).toMatchObject({
      error: { code: 'PUSH_CANCELLED' },
    });
  });

  test('since the engine was away comes when it is back, and is no failure', async () => {
    failing(unreachable()).mend();
    const { load } = engine;
    engine.load = async () => {
      throw unreachable();
    };
    put('a:1', '0');
    start();
    await clock.advance(1000);
    expect(standings()).toEqual({ 'a:1': 'queued' });
    engine.load = load;
    await clock.advance(MINUTE);
    expect(names()).toEqual(['a:1']);
  });
});

describe('an image that we pushed and that is not in the directory any more', () => {
  async function gone(): Promise<void> {
    put('a:1', '0');
    put('b:1', '1');
    start();
    await clock.advance(1000);
    store.images.remove('a:1');
  }
  test('goes from the host after a while', async () => {
    await gone();
    await clock.advance(5 * MINUTE);
    expect(names()).toEqual(['a:1', 'b:1']);
    await clock.advance(6 * MINUTE);
    expect(names()).toEqual(['b:1']);
    expect(notes).toEqual(['info: Removed the image "a:1": nothing uses it here any more.']);
  });
  test('goes, and so does what was brought of it until a push broke off', async () => {
    there.push({ id: 'part', imageId: idOf('9'), mark: 'part', isPortion: true });
    await gone();
    await clock.advance(11 * MINUTE);
    expect(there.map(({ id }) => id)).toEqual([`engine ${idOf('1')}`]);
    expect(notes).toHaveLength(1);
  });
  test('goes at its time though the host was away meanwhile', async () => {
    await gone();
    await clock.advance(5 * MINUTE);
    const error = { kind: 'transient' as const, code: 'X', what: 'No answer.' };
    const away = aHost({ engineUrl: engine.url, unreachable: { since: 0, error } });
    store.hosts.put('host', away);
    await clock.advance(MINUTE);
    store.hosts.put('host', aHost({ engineUrl: engine.url }));
    await clock.advance(5 * MINUTE);
    expect(names()).toEqual(['b:1']);
  });
  test('stays where it came back in time: it is not sent again', async () => {
    await gone();
    await clock.advance(9 * MINUTE);
    put('a:1', '0');
    await clock.advance(30 * MINUTE);
    expect(names()).toEqual(['a:1', 'b:1']);
    expect(tasks.all()).toHaveLength(2);
  });
  test('stays while a container uses it', async () => {
    await gone();
    usedByContainers.add(idOf('0'));
    let asked = 0;
    const { pushed } = engine;
    engine.pushed = (...of) => {
      asked += 1;
      return pushed?.(...of) ?? Promise.resolve([]);
    };
    await clock.advance(30 * MINUTE);
    expect(asked).toBeLessThan(12);
    expect(names()).toEqual(['a:1', 'b:1']);
    usedByContainers.clear();
    await clock.advance(6 * MINUTE);
    expect(names()).toEqual(['b:1']);
  });
  test('or not needed any more, stays while an instance is about to start from it', async () => {
    put('a:1', '0');
    start();
    await clock.advance(1000);
    const config = templateConfigSchema.parse({ name: 'a', docker_image: 'a:1', internal_port: 80 });
    store.instances.put('i', {
      id: 'i',
      hostId: 'host',
      state: 'provisioning',
      config,
    } as unknown as Instance);
    configure({ DD_PUSH_ALL_IMAGES: false });
    await clock.advance(30 * MINUTE);
    expect(names()).toEqual(['a:1']);
    store.instances.remove('i');
    await clock.advance(30 * MINUTE);
    expect(names()).toEqual([]);
  });
});
