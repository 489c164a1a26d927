import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../test/support/fakeClock';
import type { Engine } from '../engine';
import type { ImageLibrary } from '../images';
import type { Image } from '../model/image';
import { systemClock, systemRandom } from '../system';
import { createTasks } from '../tasks/tasks';
import { createImageLoads } from './imageLoads';

const { signal } = new AbortController();

/** An engine without the image, and a directory with it. */
function start() {
  let has = false;
  let release: () => void = () => undefined;
  const seen = { loads: 0, looks: 0 };
  const engine = {
    url: 'unix:///x',
    async findImage() {
      seen.looks += 1;
      return has ? 'sha256:engine' : undefined;
    },
    async load(_archive: unknown, options: { signal: AbortSignal }) {
      seen.loads += 1;
      await new Promise<void>((resolve, reject) => {
        release = resolve;
        options.signal.addEventListener('abort', () => reject(options.signal.reason));
      });
      has = true;
    },
  } as unknown as Engine;
  const image = { id: 'a:latest', imageId: 'sha256:1' } as Image;
  const images = {
    find: (name: string) => (name === 'a' ? image : undefined),
    openArchive: () => ({ stream: Readable.from(['x']), size: 1 }),
  } as unknown as ImageLibrary;
  const tasks = createTasks({ clock: systemClock, random: systemRandom, log: silentLog });
  const loads = createImageLoads({
    images,
    tasks,
    clock: systemClock,
    hostNameOf: url => (url === engine.url ? 'lab-1' : undefined),
  });
  const loading = async () => {
    while (seen.loads === 0) await systemClock.sleep(1);
  };
  const lose = () => {
    has = false;
  };
  return { engine, images, loads, tasks, seen, loading, release: () => release(), lose };
}

describe('an image that an engine needs', () => {
  it('is loaded once, however many ask for it at the same time, as a task', async () => {
    const { engine, loads, tasks, seen, loading, release } = start();
    const all = [1, 2, 3].map(async () => loads.ensure(engine, 'a', { signal }));
    await loading();
    expect(tasks.all()).toMatchObject([
      {
        kind: 'prepare',
        state: 'running',
        title: 'Send a to lab-1',
        push: { engineUrl: 'unix:///x', image: 'a:latest' },
      },
    ]);
    release();
    expect(await Promise.all(all)).toEqual(['sha256:engine', 'sha256:engine', 'sha256:engine']);
    expect(seen.loads).toBe(1);
    const { looks } = seen;
    await loads.ensure(engine, 'a', { signal });
    expect(seen.looks).toBe(looks);
  });

  it('goes on loading when one of those who wait gives up', async () => {
    const { engine, loads, loading, release } = start();
    const abort = new AbortController();
    const first = Promise.resolve(loads.ensure(engine, 'a', { signal: abort.signal }));
    const second = loads.ensure(engine, 'a', { signal });
    await loading();
    abort.abort();
    await expect(first).rejects.toThrow('aborted');
    release();
    expect(await second).toBe('sha256:engine');
  });

  it('is looked for again once it is known to be lost', async () => {
    const { engine, loads, seen, loading, release, lose } = start();
    const first = loads.ensure(engine, 'a', { signal });
    await loading();
    release();
    await first;
    lose();
    loads.forget(engine, 'a');
    const second = loads.ensure(engine, 'a', { signal });
    while (seen.loads < 2) await systemClock.sleep(1);
    release();
    expect(await second).toBe('sha256:engine');
  });

  it('is said to be missing where the directory does not have it', async () => {
    const { engine, loads } = start();
    await expect(async () => loads.ensure(engine, 'b', { signal })).rejects.toThrow(
      'not in the image directory',
    );
  });

  it('is not sent any more when nobody waits for it', async () => {
    const { engine, loads, tasks, loading } = start();
    const abort = new AbortController();
    const only = loads.ensure(engine, 'a', { signal: abort.signal });
    await loading();
    abort.abort();
    await expect(only).rejects.toThrow('aborted');
    await expect.poll(() => tasks.all()[0]?.state).toBe('cancelled');
    expect(loads.isBringing(engine, 'a')).toBe(false);
  });

  it('is said to be cancelled where somebody did that who does not wait for it', async () => {
    const { engine, loads, tasks, loading } = start();
    const waiting = loads.ensure(engine, 'a', { signal });
    await loading();
    tasks.cancel(tasks.all()[0]?.id ?? '');
    await expect(waiting).rejects.toMatchObject({ value: { code: 'PUSH_CANCELLED' } });
  });
});

describe('images on one base', () => {
  const layersOf = (...diffIds: string[]) => diffIds.map(diffId => ({ diffId }));
  const directory: Record<string, Image> = {
    python: { id: 'python:latest', imageId: 'sha256:1', layers: layersOf('base', 'python') } as Image,
    r: { id: 'r:latest', imageId: 'sha256:2', layers: layersOf('base', 'r') } as Image,
    other: { id: 'other:latest', imageId: 'sha256:3', layers: layersOf('another') } as Image,
  };

  function startFamily() {
    const begun: string[] = [];
    const there = new Set<string>();
    const ends: Record<string, () => void> = {};
    const engine = {
      url: 'unix:///x',
      findImage: async ({ imageId }: Image) => (there.has(imageId) ? imageId : undefined),
      async load(archive: AsyncIterable<Buffer>, options: { signal: AbortSignal }) {
        let id = '';
        for await (const piece of archive) id += piece;
        begun.push(id);
        await new Promise<void>((resolve, reject) => {
          ends[id] = resolve;
          options.signal.addEventListener('abort', () => reject(options.signal.reason));
        });
        there.add(id);
      },
    } as unknown as Engine;
    const images = {
      find: (name: string) => directory[name],
      openArchive: ({ imageId }: Image) => ({ stream: Readable.from([imageId]), size: 8 }),
    } as unknown as ImageLibrary;
    const tasks = createTasks({ clock: systemClock, random: systemRandom, log: silentLog });
    const loads = createImageLoads({ images, tasks, clock: systemClock });
    const hasBegun = async (...ids: string[]) => {
      while (!ids.every(id => begun.includes(id))) await systemClock.sleep(1);
    };
    return { engine, loads, begun, hasBegun, end: (id: string) => ends[id]?.() };
  }

  it('are sent one after the other, as the second needs less then; others are not waited for', async () => {
    const { engine, loads, begun, hasBegun, end } = startFamily();
    const all = ['python', 'r', 'other'].map(name => loads.ensure(engine, name, { signal }));
    await hasBegun('sha256:1', 'sha256:3');
    end('sha256:3');
    await all[2];
    expect(begun).not.toContain('sha256:2');
    end('sha256:1');
    await hasBegun('sha256:2');
    end('sha256:2');
    expect(await Promise.all(all)).toEqual(['sha256:1', 'sha256:2', 'sha256:3']);
  });

  it('do not wait for one that nobody wants any more', async () => {
    const { engine, loads, hasBegun, end } = startFamily();
    const abort = new AbortController();
    const first = loads.ensure(engine, 'python', { signal: abort.signal });
    await hasBegun('sha256:1');
    const second = loads.ensure(engine, 'r', { signal });
    abort.abort();
    await expect(first).rejects.toThrow('aborted');
    await hasBegun('sha256:2');
    end('sha256:2');
    expect(await second).toBe('sha256:2');
  });
});
