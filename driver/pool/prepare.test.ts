import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import type { Pool } from '../model/pool';
import { type PrepareDependencies, prepareHost } from './prepare';

const { signal } = new AbortController();
const pool = { id: 'p', name: 'lab', config: {} } as Pool;
const blueprint = { templateId: 't', active: true, config: { name: 'b' } };
const template = {
  ...{ id: 't', plugin: 'lab', active: true, allowedAttributes: [] },
  config: { name: 't', docker_image: 'sample', internal_port: 8080 },
};

/** Prepares a host; tells what was done in which order, and whether a launch waited for it while it could be copied. */
async function prepared({
  host = {},
  instances = [],
  fails = false,
}: {
  host?: Partial<Host>;
  instances?: Partial<Instance>[];
  fails?: boolean;
} = {}): Promise<{ done: string[]; awaited: boolean | undefined }> {
  const done: string[] = [];
  let awaited: boolean | undefined;
  const one = { id: 'h', poolId: 'p', name: 'h', phase: 'preparing', slots: 2, ...host } as Host;
  const dependencies = {
    store: {
      hosts: { get: () => one },
      instances: { all: () => instances },
      blueprints: { all: () => [blueprint] },
      templates: { get: () => template },
    },
    work: {
      async ensureImage() {
        done.push('image');
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
  } as unknown as PrepareDependencies;
  await prepareHost('h', pool, {} as Engine, dependencies, { signal });
  return { done, awaited };
}
const queueing = (changes: Partial<Instance> = {}): Partial<Instance> => ({
  ...{ id: 'i', poolId: 'p', state: 'queueing', slots: 1 },
  ...changes,
});

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

  it('is awaited by a launch in the queue of its pool that it has room for', async () => {
    expect((await prepared()).awaited).toBe(false);
    expect((await prepared({ instances: [queueing()] })).awaited).toBe(true);
    expect((await prepared({ instances: [queueing({ slots: 3 })] })).awaited).toBe(false);
    expect((await prepared({ instances: [queueing({ poolId: 'other' })] })).awaited).toBe(false);
  });
});
