import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openCloud } from 'openstack-ts';
import { afterEach, describe, expect, it } from 'vitest';
import { seededRandom, silentLog } from '../../test/support/fakeClock';
import { memoryEngines } from '../../test/support/memoryEngine';
import { createOpenStack } from '../../test/support/openstack';
import { virtualClock } from '../../test/support/virtualClock';
import { createActivity } from '../activity/activity';
import type { InstanceWork } from '../instances';
import { isCancelled, RockpoolError } from '../model/errors';
import { defaultConfigOf, type PoolConfig } from '../model/pool';
import type { TriedHost } from '../model/triedHost';
import type { PrepareOptions } from '../providers/provider';
import { openStore } from '../store/store';
import { createPools } from '.';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const CONTROLLER = 'a'.repeat(32);
const settings: Partial<PoolConfig> = {
  ...{ DD_HOST_IMAGE: 'Debian-12-docker', DD_HOST_MASTER_SG: null, DD_HOST_SSH_FROM: '192.0.2.0/24' },
  ...{ DD_HOST_FLAVOR_NAME_LARGE: 'standard.tiny', DD_HOST_FLAVOR_NAME_SMALL: 'standard.tiny' },
  ...{ DD_HOST_FLAVOR_SLOTS_SMALL: 2, DD_HOST_FLAVOR_SLOTS_LARGE: 2 },
  ...{ DD_HOST_DATA_VOLUME_TYPE: null, DD_SHUTDOWN_MODE: true },
};

/** A pool in an emulated project that has no hosts; machines are entered as `enter` says. */
function start(enter: (options: PrepareOptions) => Promise<void> = async () => undefined) {
  const clock = virtualClock();
  const emulator = createOpenStack({ clock, random: seededRandom(1), delays: 'none' });
  const { authUrl, username, password, projectName, region } = emulator.config();
  const domain = { name: 'Default' };
  const user = { name: username, domain };
  const auth = { kind: 'password', user, password, project: { name: projectName, domain } } as const;
  const cloud = openCloud(
    { authUrl, auth, region },
    { transport: emulator.transport, clock, random: seededRandom(2) },
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'trials-'));
  open.push(async () => rmSync(folder, { recursive: true, force: true }));
  let wasEntered = false;

  function rockpool() {
    const store = openStore(folder, clock.now());
    const random = seededRandom(3);
    const pools = createPools({
      ...{ store, clock, random, log: silentLog, controllerId: CONTROLLER, engines: memoryEngines() },
      activity: createActivity({ store, clock, random }),
      work: { tell: () => undefined, isBringing: () => false } as unknown as InstanceWork,
      providers: ['openstack'],
      openstack: {
        cloudOf: () => cloud,
        configOf: id => store.pools.get(id)?.config ?? defaultConfigOf(''),
        reach: {
          ...{ userData: async () => '', seen: () => undefined },
          async prepare(_, options) {
            wasEntered = true;
            await enter(options);
          },
        },
      },
    });
    const own = { kind: 'own', authUrl, auth: { kind: 'token', projectId: 'p' } } as const;
    const connection = { ...own, interface: 'public', verify: true } as const;
    const pool =
      store.pools.all()[0] ??
      pools.create({ name: 'lab', provider: 'openstack', config: settings, cloud: connection });
    let isOpen = true;
    async function stop() {
      if (!isOpen) return;
      isOpen = false;
      let isDone = false;
      void pools[Symbol.asyncDispose]().then(() => {
        isDone = true;
      });
      await clock.until(() => isDone, 60_000);
      store[Symbol.dispose]();
    }
    open.push(stop);
    return { store, pools, pool, stop };
  }
  async function until(holds: () => boolean, limitMs = 30 * 60_000): Promise<void> {
    if (!(await clock.until(holds, limitMs))) throw new Error('It did not come to that.');
  }
  /** @returns what has come of it, once it has */
  async function tried({ pools, pool }: ReturnType<typeof rockpool>, signal = new AbortController().signal) {
    let outcome: TriedHost | 'cancelled' | undefined;
    const running = pools.tryHost(pool.id, { signal, by: 'ada' }).then(
      found => {
        outcome = found;
      },
      error => {
        if (!isCancelled(error)) throw error;
        outcome = 'cancelled';
      },
    );
    await until(() => outcome !== undefined);
    await running;
    return outcome as TriedHost | 'cancelled';
  }
  /** Kinds of which something is there; the pool's group, which keeps its lease, goes when that is given back. */
  const left = () =>
    Object.entries(emulator.world.everything()).flatMap(([kind, all]) => (all.length > 0 ? [kind] : []));
  return { clock, emulator, rockpool, tried, until, left, wasEntered: () => wasEntered };
}
const statesOf = (found: TriedHost | 'cancelled') =>
  found === 'cancelled' ? found : found.checks.map(({ state }) => state);

describe('a throw-away host', () => {
  it('is made in a pool that has none, entered as the settings say, and ended, with the proof that nothing is left', async () => {
    const told: boolean[] = [];
    const { rockpool, tried, left, emulator, until } = start(async ({ entersOnly, onLine }) => {
      told.push(entersOnly === true);
      onLine('Logged in: debian@10.0.0.7.');
    });
    const one = rockpool();
    const found = await tried(one);
    expect(statesOf(found)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(found).toMatchObject({ lines: expect.arrayContaining(['Logged in: debian@10.0.0.7.']) });
    expect(told).toEqual([true]);
    expect(
      emulator.world.calls.filter(({ method, path }) => method === 'POST' && path === '/servers'),
    ).toHaveLength(1);
    expect(one.store.hosts.all().map(({ phase }) => phase)).toEqual(['removed']);
    await until(() => left().length === 0);
  });

  it('that can not be entered is ended all the same, and what is wrong is said', async () => {
    const { rockpool, tried } = start(async () => {
      throw new RockpoolError({
        ...{ kind: 'permanent', code: 'SSH_KEY_REFUSED', what: 'It refuses the key.' },
        next: 'Look at DD_HOST_SSH_USER.',
      });
    });
    const found = await tried(rockpool());
    expect(statesOf(found)).toEqual(['ok', 'ok', 'failed', 'ok']);
    expect(found).toMatchObject({
      checks: expect.arrayContaining([
        {
          name: 'way to it',
          state: 'failed',
          found: 'It refuses the key.',
          fix: 'Look at DD_HOST_SSH_USER.',
        },
      ]),
    });
  });

  it('that is refused leaves no record; that one waits for room is said', async () => {
    const { rockpool, tried, emulator, left, until } = start();
    emulator.world.setQuota('compute', 'instances', 0);
    const one = rockpool();
    const found = await tried(one);
    expect(statesOf(found)).toEqual(['failed', 'open', 'open', 'ok']);
    expect(found).toMatchObject({ checks: [{ found: expect.stringContaining('machines') }, {}, {}, {}] });
    expect(one.store.hosts.size).toBe(0);
    await until(() => left().length === 0);
  });

  it('whose machine fails is ended, with what the cloud says of it', async () => {
    const { rockpool, tried, emulator, left, until } = start();
    emulator.faults.next('noValidHost');
    const found = await tried(rockpool());
    expect(statesOf(found)).toEqual(['ok', 'failed', 'open', 'ok']);
    await until(() => left().length === 0);
  });

  it('is ended when its trial is cancelled, and by the next start where Rockpool was killed meanwhile', async () => {
    const world = start(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    );
    const { rockpool, tried, until, left } = world;
    const first = rockpool();
    const cancelled = new AbortController();
    const outcome = tried(first, cancelled.signal);
    await until(() => world.wasEntered());
    cancelled.abort();
    expect(await outcome).toBe('cancelled');
    await until(
      () => first.store.hosts.all().every(({ phase }) => phase === 'removed') && left().length === 0,
    );

    const killed = tried(first).catch(() => 'killed');
    await until(() => left().includes('servers'));
    await first.stop();
    await killed;
    expect(left()).toContain('servers');
    const second = rockpool();
    await until(() => left().length === 0);
    expect(second.store.hosts.all().map(({ phase }) => phase)).toEqual(['removed', 'removed']);
  });

  it('is one at a time, and none while the pool is shut down, which ends the one that is under way', async () => {
    const { rockpool, tried, until, wasEntered, left } = start(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    );
    const one = rockpool();
    const { pools, pool, store } = one;
    const { signal } = new AbortController();
    const first = tried(one);
    await until(wasEntered);
    await expect(pools.tryHost(pool.id, { signal })).rejects.toThrow(/already/);
    pools.shutdowns.shutDown(pool.id, { how: 'now' });
    await expect(pools.tryHost(pool.id, { signal })).rejects.toThrow();
    expect(await first).toBe('cancelled');
    await until(() => store.shutdowns.get(pool.id)?.state === 'done');
    expect(left()).toEqual([]);
    const second = tried(one);
    await until(() => left().includes('servers'));
    pools.shutdowns.shutDown(pool.id, { how: 'now' });
    expect(await second).toBe('cancelled');
  });
});
