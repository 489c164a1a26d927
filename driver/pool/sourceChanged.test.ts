import { expect, test } from 'vitest';
import { simulatedDriver } from '../../test/support/simulatedDriver';

const MINUTE_MS = 60_000;

test('a pool that waits for longer and longer asks at once when it is told that its source has changed', async () => {
  await using driver = await simulatedDriver();
  const { pools, poolId, clock, simulator, history, store } = driver;
  const there = () => store.hosts.all().filter(({ phase }) => phase === 'active').length;
  await driver.until(() => there() === 1);
  simulator.inject({ name: 'apiErrors', call: 'api.create', forMs: 40 * MINUTE_MS });
  pools.configure(poolId, { DD_FREE_SLOT_TARGET: 30 });
  await clock.advance(40 * MINUTE_MS);
  const asked = () => history.filter(line => line.includes('api.create')).length;
  const before = asked();
  // The cloud is well again; by itself the pool would wait on.
  expect(pools.plans()[0]?.banners).toMatchObject([{ kind: 'transient' }]);
  expect(store.pools.get(poolId)?.held?.map(({ subject }) => subject)).toContain('pool');
  pools.sourceChanged(poolId);
  await clock.advance(1_000);
  expect(asked()).toBeGreaterThan(before);
  await driver.until(() => there() > 1, 10 * MINUTE_MS);
});
