import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import type { Pool } from '../model/pool';
import { type PrepareContext, prepareHost } from './prepare';

const { signal } = new AbortController();
const pool = { id: 'p', name: 'lab', config: {} } as Pool;
const blueprint = { templateId: 't', active: true, config: { name: 'b' } };
const another = { ...blueprint, templateId: 'another' };
const templateOf = (image = 'sample') => ({
  ...{ id: 't', plugin: 'lab', active: true, allowedAttributes: [] },
  config: { name: 't', docker_image: image, internal_port: 8080 },
});
const template = templateOf();

/** Prepares a host; tells what was done in which order, and whether it was awaited while it could be copied. */
async function prepared({
  host = {},
  instances = [],
  fails = false,
  isServed = true,
  activated,
}: {
  host?: Partial<Host>;
  instances?: Partial<Instance>[];
  fails?: boolean;
  isServed?: boolean;
  /** The image of a blueprint that is made active while the first one's is brought. */
  activated?: string;
} = {}): Promise<{ done: string[]; awaited: boolean | undefined }> {
  const done: string[] = [];
  let awaited: boolean | undefined;
  const one = { id: 'h', poolId: 'p', name: 'h', phase: 'preparing', slots: 2, ...host } as Host;
  const dependencies = {
    store: {
      hosts: { get: () => one },
      instances: { all: () => instances },
      blueprints: { all: () => [blueprint, ...(activated && done.includes('image') ? [another] : [])] },
      templates: { get: (id: string) => (id === 't' ? template : templateOf(activated)) },
    },
    work: {
      async ensureImage(_: Engine, name: string) {
        done.push(name === 'sample' ? 'image' : name);
        if (fails) throw new Error('It does not fit.');
        return true;
      },
    },
    hostRows: { transition: () => done.push('active'), noteSecondPreparation: () => done.push('again') },
    activity: { note: () => undefined },
    provider: {
      prepare: async () => void done.push('prepare'),
      async keepStart(_: Host, { isAwaited }: { isAwaited(): boolean }) {
        done.push('copy');
        awaited = isAwaited();
      },
    },
    isServed: () => isServed,
  } as unknown as PrepareContext;
  await prepareHost('h', pool, {} as Engine, dependencies, { signal });
  return { done, awaited };
}
describe('a host that is ready', () => {
  it('may be copied once it has its images, before it serves', async () => {
    expect((await prepared()).done).toEqual(['prepare', 'image', 'copy', 'active']);
  });

  it('is not copied where something may have run on it, or where it lacks an image', async () => {
    const serves = ['prepare', 'image', 'active'];
    for (const host of [{ adoptedAt: 1 }, { firstUsedAt: 1 }])
      expect((await prepared({ host })).done).toEqual(serves);
    const ran = { id: 'i', hostId: 'h', state: 'deleted', slots: 1 } as const;
    expect((await prepared({ instances: [ran] })).done).toEqual(serves);
    expect((await prepared({ fails: true })).done).toEqual(serves);
    expect((await prepared({ host: { phase: 'active' } })).done).toEqual(['prepare', 'image', 'again']);
  });

  it('is awaited as long as the pool does not have what launches need without it', async () => {
    expect((await prepared()).awaited).toBe(false);
    expect((await prepared({ isServed: false })).awaited).toBe(true);
  });

  it('has the image of a blueprint, too, that was made active meanwhile', async () => {
    expect((await prepared({ activated: 'later' })).done).toEqual([
      'prepare',
      'image',
      'later',
      'copy',
      'active',
    ]);
  });
});
