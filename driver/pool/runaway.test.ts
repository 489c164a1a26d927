import { expect, it } from 'vitest';
import { simulatedDriver } from '../../test/support/simulatedDriver';

const MINUTE_MS = 60_000;

it('a container that does not end is reported with its host, and goes with it once an admin removes that', async () => {
  await using driver = await simulatedDriver();
  const { store, pools, poolId } = driver;
  driver.launch();
  await driver.until(() => store.instances.all().some(({ state }) => state === 'running'));
  const host = store.hosts.all()[0]?.id ?? '';
  driver.simulator.inject({ name: 'removeHangs', hostId: host });
  pools.shutdowns.shutDown(poolId, { how: 'now' });
  const shutdown = () => store.shutdowns.get(poolId);
  await driver.until(() => shutdown()?.state === 'stuck');
  const container = shutdown()?.report?.notGivenBack.find(({ kind }) => kind === 'container');
  expect(container).toMatchObject({ hostId: host, resists: true, goesWithHost: true });
  pools.hosts.order([host], 'remove');
  await driver.until(() => shutdown()?.state === 'done', 10 * MINUTE_MS);
  expect(shutdown()?.report).toMatchObject({ complete: true, notGivenBack: [] });
  expect(driver.simulator.world.machines()).toEqual([]);
});
