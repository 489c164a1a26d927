import { afterEach, describe, expect, it } from 'vitest';
import { type CloudPool, cloudPools } from '../../test/support/cloudPools';
import { SELF } from '../../test/support/cloudProvider';
import { isCancelled, RockpoolError } from '../model/errors';
import type { PoolConfig } from '../model/pool';
import type { TriedHost } from '../model/triedHost';
import type { PrepareOptions } from '../providers/provider';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

const settings: Partial<PoolConfig> = {
  ...{ DD_HOST_IMAGE: 'Debian-12-docker', DD_HOST_MASTER_SG: null, DD_HOST_SSH_FROM: '192.0.2.0/24' },
  ...{ DD_HOST_FLAVOR_NAME_LARGE: 'standard.tiny', DD_HOST_FLAVOR_NAME_SMALL: 'standard.tiny' },
  ...{ DD_HOST_FLAVOR_SLOTS_SMALL: 2, DD_HOST_FLAVOR_SLOTS_LARGE: 2 },
  ...{ DD_HOST_DATA_VOLUME_TYPE: null, DD_SHUTDOWN_MODE: true },
};

/** A pool in an emulated project that has no hosts; machines are entered as `enter` says. */
function start(enter: (options: PrepareOptions) => Promise<void> = async () => undefined) {
  let wasEntered = false;
  const project = cloudPools({
    ...{ emulator: { delays: 'none' }, config: settings },
    reach: {
      async prepare(_, options) {
        wasEntered = true;
        await enter(options);
      },
    },
  });
  open.push(project);
  const until = (holds: () => boolean) => project.until(holds, 30 * 60_000);
  /** @returns what has come of it, once it has */
  async function tried({ pools, pool }: CloudPool, signal = new AbortController().signal) {
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
  return { ...project, tried, until, wasEntered: () => wasEntered };
}
const statesOf = (found: TriedHost | 'cancelled') =>
  found === 'cancelled' ? found : found.checks.map(({ state }) => state);

describe('a throw-away host', () => {
  it('is made in a pool that has none, entered as the settings say, and ended, with the proof that nothing is left', async () => {
    const told: boolean[] = [];
    const { rockpool, tried, left, created, until } = start(async ({ entersOnly, onLine }) => {
      told.push(entersOnly === true);
      onLine('Logged in: debian@10.0.0.7.');
    });
    const one = rockpool();
    const found = await tried(one);
    expect(statesOf(found)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(found).toMatchObject({ lines: expect.arrayContaining(['Logged in: debian@10.0.0.7.']) });
    expect(told).toEqual([true]);
    expect(created()).toBe(1);
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
    const second = rockpool(SELF, first.folder);
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
