import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedDriver, simulatedDriver } from '../../test/support/simulatedDriver';
import { isRockpoolError } from '../model/errors';
import type { Diff } from '../model/state';
import { poolIdOf } from './poolId';

let driver: SimulatedDriver;
beforeEach(async () => {
  driver = await simulatedDriver();
});
afterEach(() => driver[Symbol.asyncDispose]());

const first = () => driver.store.pools.get(poolIdOf('DockerDriver')) ?? fail('no pool');
const hosts = () => driver.store.hosts.all().filter(({ phase }) => phase !== 'removed');
const texts = () => driver.store.events.all().map(({ text }) => text);
const make = (name: string, rest: object = {}) =>
  driver.pools.create({ name, provider: 'simulator', ...rest }, 'ada');

function fail(what: string): never {
  throw new Error(what);
}
function refusal(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (isRockpoolError(error)) return error.value;
    throw error;
  }
  return fail('It was not refused.');
}
async function refused(promise: Promise<unknown>) {
  return promise.then(
    () => fail('It was not refused.'),
    error => (isRockpoolError(error) ? error.value : fail(String(error))),
  );
}
/** Deletes a pool while time goes on: its manager ends calls that are under way. */
async function remove(id: string, options: Parameters<typeof driver.pools.delete>[1] = {}): Promise<void> {
  let isDone = false;
  const deleting = driver.pools.delete(id, options).finally(() => {
    isDone = true;
  });
  await driver.until(() => isDone);
  await deleting;
}
/** Shuts the pool down until no host is left. */
async function empty(): Promise<void> {
  driver.pools.configure(first().id, { DD_SHUTDOWN_MODE: true });
  await driver.until(() => hosts().length === 0);
  // By then each listing has been made anew.
  await driver.clock.advance(120_000);
}

describe('a new pool', () => {
  it('has the settings that it was given, and its history begins with them', () => {
    const pool = make('mine', { config: { DD_MAX_HOSTS: 2 } });
    expect(pool).toMatchObject({
      id: poolIdOf('mine'),
      engineUrl: 'sim://mine',
      config: { DD_MAX_HOSTS: 2 },
    });
    expect(driver.store.configChanges.all()).toMatchObject([
      { poolId: pool.id, by: 'ada', way: 'made', changes: [{ key: 'DD_MAX_HOSTS', from: 4, to: 2 }] },
    ]);
  });

  it('for GPU hosts begins as the original has it', () => {
    expect(make('DockerDriverGpu').config).toMatchObject({
      DD_MAX_HOSTS: 1,
      DD_HOST_FLAVOR_NAME_SMALL: 'gpu.1.1gpu',
    });
  });

  it('needs a name of its own, an engine of its own, and settings that go together', () => {
    expect(refusal(() => make('DockerDriver'))).toMatchObject({ code: 'POOL_NAME_TAKEN' });
    expect(refusal(() => make('mine', { config: { DD_FREE_SLOT_TARGET: 97 } }))).toMatchObject({
      code: 'CONFIG_INVALID',
      what: expect.stringContaining('97 free slots can never be kept'),
    });
    expect(refusal(() => make('mine', { provider: 'local' }))).toMatchObject({ code: 'ENGINE_MISSING' });
    expect(refusal(() => make('mine', { provider: 'local', engineUrl: 'sim://DockerDriver' }))).toMatchObject(
      {
        code: 'ENGINE_TAKEN',
      },
    );
    expect(driver.store.pools.all()).toHaveLength(1);
  });
});

describe('settings', () => {
  it('are changed with who did it, in the history and in Activity', () => {
    driver.pools.configure(first().id, { DD_MAX_HOSTS: 6, localSlots: 3 }, { by: 'ada', way: 'imported' });
    expect(driver.store.configChanges.all()).toMatchObject([{ by: 'ada', way: 'imported' }]);
    expect(texts()).toContain(
      'The pool "DockerDriver" was configured by ada: Slots of this machine = 3 (was automatic), DD_MAX_HOSTS = 6 (was 4).',
    );
  });

  it('that are as they were change nothing', () => {
    const before = first();
    driver.pools.configure(before.id, { DD_MAX_HOSTS: 4 });
    expect(first()).toBe(before);
    expect(driver.store.configChanges.all()).toEqual([]);
  });

  it('edited in two places: the second is shown both values, and nothing is replaced unseen', () => {
    const { id } = first();
    driver.pools.configure(id, { DD_MAX_HOSTS: 6 }, { seen: { DD_MAX_HOSTS: 4 } });
    const second = () => driver.pools.configure(id, { DD_MAX_HOSTS: 9 }, { seen: { DD_MAX_HOSTS: 4 } });
    expect(refusal(second)).toMatchObject({
      code: 'CONFIG_OVERTAKEN',
      what: 'Somebody else has changed the settings meanwhile: Most hosts (DD_MAX_HOSTS) was 4 and is 6 now.',
    });
    expect(first().config.DD_MAX_HOSTS).toBe(6);
    // Another setting is no matter of theirs, and neither is the same wish.
    driver.pools.configure(id, { DD_FREE_SLOT_TARGET: 5 }, { seen: { DD_FREE_SLOT_TARGET: 4 } });
    driver.pools.configure(id, { DD_MAX_HOSTS: 6 }, { seen: { DD_MAX_HOSTS: 4 } });
    driver.pools.configure(id, { DD_MAX_HOSTS: 9 }, { seen: { DD_MAX_HOSTS: 6 } });
    expect(first().config).toMatchObject({ DD_MAX_HOSTS: 9, DD_FREE_SLOT_TARGET: 5 });
  });

  it.each([
    [{ DD_FREE_SLOT_TARGET: 97 }, /4 hosts \(DD_MAX_HOSTS\) of 24 slots hold 96 at the most/],
    [{ DD_HOST_FLAVOR_SLOTS_SMALL: 25 }, /more than the large one with 24/],
  ])('that do not go together are refused: %j', (changes, why) => {
    expect(refusal(() => driver.pools.configure(first().id, changes)).what).toMatch(why);
    expect(refusal(() => driver.pools.preview(first().id, changes)).what).toMatch(why);
  });

  it('are previewed with the room that the cloud has for their hosts', async () => {
    await using small = await simulatedDriver({ quota: 3 });
    await small.until(() => small.store.hosts.all().some(({ phase }) => phase === 'active'));
    const changes = { DD_MAX_HOSTS: 10, DD_FREE_SLOT_TARGET: 120 };
    const { spawn } = small.pools.preview(small.poolId, changes);
    const { signal } = new AbortController();
    let room: number | undefined;
    void small.pools.roomFor(small.poolId, changes, spawn, { signal }).then(answer => {
      room = answer;
    });
    await small.until(() => room !== undefined);
    expect(spawn.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(room).toBe(2);
  });

  it('with prices tell what the pool costs, now and as it would be', async () => {
    await driver.until(() => hosts().some(({ phase }) => phase === 'active'));
    const { id } = first();
    const plan = () => driver.pools.plans().find(one => one.id === id);
    expect(plan()?.costPerHour).toBeUndefined();
    const prices = { DD_HOST_PRICE_SMALL: 0.1, DD_HOST_PRICE_LARGE: 0.5 };
    expect(driver.pools.preview(id, prices).costPerHour).toEqual({ before: undefined, after: 0.1 });
    driver.pools.configure(id, prices);
    await driver.until(() => plan()?.costPerHour === 0.1);
    expect(driver.pools.preview(id, { DD_FREE_SLOT_TARGET: 30 }).costPerHour).toMatchObject({ before: 0.1 });
    expect(driver.pools.preview(id, { DD_SHUTDOWN_MODE: true }).costPerHour).toEqual({
      before: 0.1,
      after: 0,
    });
  });
});

describe('a pool is deleted', () => {
  it('only without hosts: they would go on without anybody who gives them back', async () => {
    await driver.until(() => hosts().length > 0);
    expect(await refused(driver.pools.delete(first().id))).toMatchObject({
      code: 'POOL_HAS_HOSTS',
      what: 'The pool "DockerDriver" can\'t be deleted: it has 1 host.',
    });
    expect(driver.store.pools.all()).toHaveLength(1);
  });

  it('only without instances, which are named', async () => {
    const id = driver.launch();
    await driver.until(() => driver.store.instances.get(id)?.state === 'running');
    const { code, what } = await refused(driver.pools.delete(first().id, { endWaiting: true }));
    expect(code).toBe('POOL_HAS_INSTANCES');
    expect(what).toContain(driver.store.instances.get(id)?.name);
  });

  it('with everything that is recorded of it, and its manager stops', async () => {
    await empty();
    const { id } = first();
    const diffs: Diff[] = [];
    driver.pools.onPlan(diff => diffs.push(diff));
    await remove(id, { by: 'ada' });
    expect(driver.store.pools.all()).toEqual([]);
    expect(driver.store.hosts.all()).toEqual([]);
    expect(driver.store.configChanges.all()).toEqual([]);
    expect(driver.pools.plans()).toEqual([]);
    expect(diffs).toEqual([{ plans: { removed: [id] } }]);
    expect(texts()).toContain('The pool "DockerDriver" was deleted by ada.');
    const listings = driver.history.length;
    await driver.clock.advance(120_000);
    expect(driver.history).toHaveLength(listings);
    expect((await refused(driver.pools.delete(id))).code).toBe('NOT_FOUND');
  });

  it('only once nothing of it is in the cloud any more', async () => {
    await driver.until(() => hosts().some(({ phase }) => phase === 'active'));
    await driver.clock.advance(120_000);
    driver.pools.configure(first().id, { DD_SHUTDOWN_MODE: true });
    await driver.until(() => hosts().length === 0);
    const { code, what } = await refused(driver.pools.delete(first().id));
    expect(code).toBe('POOL_HAS_LEFTOVERS');
    expect(what).toMatch(/things? with its mark (is|are) still there \((server|security group|volume) /);
    await empty();
    await remove(first().id);
  });

  it('and gives its lease back, so that another Rockpool may have the name', async () => {
    await driver.until(() => hosts().length > 0);
    const { id } = first();
    const lease = () => driver.simulator.world.leases.read(id);
    expect(lease()?.releasedAt).toBeUndefined();
    await empty();
    await remove(id);
    expect(lease()?.releasedAt).toBeDefined();
  });

  it('while a launch waits only if that is to be ended, and then it says why it failed', async () => {
    await empty();
    const { id } = first();
    driver.pools.configure(id, { DD_SHUTDOWN_MODE: false });
    const waiting = driver.launch();
    expect(await refused(driver.pools.delete(id))).toMatchObject({
      code: 'POOL_HAS_QUEUE',
      next: 'Wait for them, or delete the pool and end them with it.',
    });
    await remove(id, { endWaiting: true });
    expect(driver.store.instances.get(waiting)).toMatchObject({
      state: 'failed',
      error: { code: 'POOL_DELETED' },
    });
    expect(driver.store.pools.all()).toEqual([]);
  });

  it('and made again by its name, it is the same pool', async () => {
    const { id } = first();
    await empty();
    await remove(id);
    expect(make('DockerDriver')).toMatchObject({ id, config: { DD_SHUTDOWN_MODE: false } });
    await driver.until(() => hosts().some(({ phase }) => phase === 'active'));
  });

  it('with its hosts where nobody could be asked about them for an hour, and made again it finds them', async () => {
    const instance = driver.launch();
    await driver.until(() => driver.store.instances.get(instance)?.state === 'running');
    const [host] = hosts();
    const { id } = first();
    driver.simulator.configure({ failureRates: { api: 1 } });
    await driver.clock.advance(30 * 60_000);
    expect((await refused(driver.pools.delete(id, { forgetting: true }))).code).toBe('POOL_HAS_INSTANCES');
    await driver.clock.advance(35 * 60_000);
    expect(await refused(driver.pools.delete(id))).toMatchObject({
      code: 'POOL_OUT_OF_REACH',
      what: expect.stringContaining(`${host?.name}) and 1 instance, and Rockpool can't ask about them.`),
    });
    await remove(id, { forgetting: true });
    expect(hosts()).toEqual([]);
    expect(driver.store.instances.get(instance)).toMatchObject({
      state: 'failed',
      error: { code: 'POOL_DELETED' },
    });
    expect(texts().join()).toContain(`was not ended, since nobody could be asked about it: ${host?.name}`);

    driver.simulator.configure({ failureRates: {} });
    make('DockerDriver');
    await driver.until(() => hosts().some(({ phase }) => phase === 'active'));
    expect(hosts()).toMatchObject([{ id: host?.id, providerId: host?.providerId }]);
  });
});
