import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SimulatedDriver, simulatedDriver } from '../../test/support/simulatedDriver';
import { poolIdOf } from '../pool/poolId';
import { appRouter } from './router';
import type { ApiContext } from './trpc';

let driver: SimulatedDriver;
beforeEach(async () => {
  driver = await simulatedDriver();
});
afterEach(() => driver[Symbol.asyncDispose]());

const id = poolIdOf('DockerDriver');
/** No pool here has a cloud. */
const clouds = { refuse: async () => undefined };
function api() {
  const services = { pools: driver.pools, clouds };
  const context = { services, userName: 'ada' } as unknown as ApiContext;
  return appRouter.createCaller(context).pools;
}

test('what a person changes carries their name and the way it came about', async () => {
  await api().configure({ id, changes: { DD_MAX_HOSTS: 6 }, way: 'imported', seen: { DD_MAX_HOSTS: 4 } });
  expect(driver.store.configChanges.all()).toMatchObject([{ by: 'ada', way: 'imported' }]);
  await expect(
    api().configure({ id, changes: { DD_MAX_HOSTS: 7 }, seen: { DD_MAX_HOSTS: 4 } }),
  ).rejects.toThrow('Most hosts (DD_MAX_HOSTS) was 4 and is 6 now');
});

test.each([0, -1, 1e9])('%i hosts are refused before they reach a pool', async hosts => {
  const changes = { DD_MAX_HOSTS: hosts };
  await expect(api().configure({ id, changes })).rejects.toThrow('a whole number from 1 to 10000');
  await expect(api().preview({ id, changes })).rejects.toThrow('a whole number from 1 to 10000');
  expect(driver.store.pools.get(id)?.config.DD_MAX_HOSTS).toBe(4);
});

test('a key that no pool has is refused, not dropped', async () => {
  const changes = { DD_MAX_HOST: 6 } as object;
  await expect(api().configure({ id, changes })).rejects.toThrow('DD_MAX_HOST');
});

test('a pool is made, duplicated with its settings, and deleted', async () => {
  const made = await api().create({
    name: ' mine ',
    provider: 'simulator',
    config: { DD_SHUTDOWN_MODE: true },
  });
  expect(made).toMatchObject({ name: 'mine', config: { DD_SHUTDOWN_MODE: true } });
  const copy = await api().create({ name: 'other', provider: 'simulator', config: made.config });
  expect(copy.config).toEqual(made.config);
  await api().delete({ id: made.id });
  expect(driver.store.pools.all().map(({ name }) => name)).toEqual(['DockerDriver', 'other']);
});

test.each(['', '   ', 'a\nb', 'x'.repeat(65)])('%j is no name for a pool', async name => {
  await expect(api().create({ name, provider: 'simulator' })).rejects.toThrow(/name|characters/);
});
