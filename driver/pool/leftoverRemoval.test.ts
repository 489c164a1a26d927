import { afterEach, describe, expect, it } from 'vitest';
import { type SimulatedDriver, simulatedDriver } from '../../test/support/simulatedDriver';
import type { PoolConfig } from '../model/pool';

const open: SimulatedDriver[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});
const MINUTE_MS = 60_000;

const leftovers = ({ pools }: SimulatedDriver) => pools.plans()[0]?.leftovers ?? [];
const hostsOf = ({ store }: SimulatedDriver) => store.hosts.all().filter(({ phase }) => phase !== 'removed');
const activeOf = (driver: SimulatedDriver) => hostsOf(driver).filter(({ phase }) => phase === 'active');
const volumes = ({ simulator: { world } }: SimulatedDriver) =>
  world.things.at(world.now()).filter(({ kind }) => kind === 'volume');

/** A pool whose first host was removed by an admin while a fault was set. */
async function leftBy(
  name: 'machineStays' | 'volumeStays' | 'groupStays',
  config: Partial<PoolConfig> = {},
): Promise<SimulatedDriver> {
  const driver = await simulatedDriver();
  open.push(driver);
  driver.pools.configure(driver.poolId, { DD_HOST_PRICE_SMALL: 0.6, DD_HOST_PRICE_LARGE: 2, ...config });
  await driver.until(() => activeOf(driver).length === 1);
  driver.simulator.inject({ name, times: 1 });
  const [first] = activeOf(driver);
  driver.pools.hosts.order([first?.id ?? ''], 'remove');
  await driver.until(() => driver.store.hosts.get(first?.id ?? '')?.phase === 'removed', 10 * MINUTE_MS);
  await driver.until(() => activeOf(driver).length === 1);
  return driver;
}

describe('what is left over', () => {
  it('is listed with its age once it is older than the grace time, and removed by one click', async () => {
    const driver = await leftBy('volumeStays');
    expect(leftovers(driver)).toEqual([]);
    await driver.until(() => leftovers(driver).length > 0, 5 * MINUTE_MS);
    expect(leftovers(driver)).toMatchObject([
      { kind: 'volume', removing: false, byHand: expect.any(String) },
    ]);
    expect(leftovers(driver)[0]).not.toHaveProperty('costSoFar');
    expect(leftovers(driver)[0]?.since).toBeLessThan(driver.clock.now() - 2 * MINUTE_MS);
    await driver.clock.advance(30 * MINUTE_MS);
    expect(volumes(driver)).toHaveLength(2);

    driver.pools.removeLeftovers(driver.poolId);
    await driver.until(() => leftovers(driver)[0]?.removing === true, MINUTE_MS);
    await driver.until(() => leftovers(driver).length === 0, 3 * MINUTE_MS);
    expect(volumes(driver)).toHaveLength(1);
    expect(activeOf(driver)).toHaveLength(1);
    expect(driver.store.pools.get(driver.poolId)?.unwanted).toEqual([]);
  });

  it('tells what a machine has cost, and takes none back whose removal is recorded', async () => {
    const driver = await leftBy('machineStays');
    await driver.until(() => leftovers(driver).length > 0, 10 * MINUTE_MS);
    await driver.clock.advance(60 * MINUTE_MS);
    const machine = leftovers(driver).find(({ kind }) => kind === 'server');
    expect(machine?.costSoFar).toBeGreaterThan(0.6);
    expect(machine?.costSoFar).toBeLessThan(0.75);
    expect(hostsOf(driver)).toHaveLength(1);
    driver.pools.removeLeftovers(driver.poolId, { resources: machine ? [machine] : [] });
    // Its volume goes with it.
    await driver.until(() => leftovers(driver).length === 0, 5 * MINUTE_MS);
    expect(driver.simulator.world.machines()).toHaveLength(1);
  });

  it('goes by itself where the settings want it, the security group of an empty pool too', async () => {
    const driver = await leftBy('volumeStays', { DD_REMOVE_LEFTOVERS: true });
    await driver.until(() => volumes(driver).length === 1, 10 * MINUTE_MS);
    driver.simulator.inject({ name: 'groupStays' });
    driver.pools.configure(driver.poolId, { DD_SHUTDOWN_MODE: true });
    await driver.until(() => hostsOf(driver).length === 0, 10 * MINUTE_MS);
    const { world } = driver.simulator;
    expect(world.things.at(world.now())).toMatchObject([{ kind: 'securityGroup' }]);
    await driver.until(() => world.things.at(world.now()).length === 0, 10 * MINUTE_MS);
  });

  it('is asked to end again and again until it is gone, ever more seldom where that fails', async () => {
    const driver = await leftBy('volumeStays');
    await driver.until(() => leftovers(driver).length > 0, 5 * MINUTE_MS);
    driver.simulator.inject({ name: 'apiErrors', call: 'api.release', forMs: 60 * MINUTE_MS });
    driver.pools.removeLeftovers(driver.poolId);
    driver.history.length = 0;
    await driver.clock.advance(50 * MINUTE_MS);
    const tries = driver.history.filter(line => line.includes('apiErrors met api.release')).length;
    expect(tries).toBeGreaterThan(4);
    expect(tries).toBeLessThan(20);
    expect(leftovers(driver)).toMatchObject([{ removing: true, error: { code: 'CLOUD_FAILED' } }]);
    await driver.restart();
    await driver.until(() => volumes(driver).length === 1, 30 * MINUTE_MS);
  });

  it('is not what belongs to a host, also one that is building, silent or gone from its listing', async () => {
    const driver = await simulatedDriver({ bootMs: { min: 9 * MINUTE_MS, max: 9 * MINUTE_MS } });
    open.push(driver);
    let most = 0;
    driver.pools.onPlan(() => {
      most = Math.max(most, leftovers(driver).length);
    });
    await driver.until(() => activeOf(driver).length === 1, 20 * MINUTE_MS);
    driver.simulator.inject({ name: 'engineHangs', forMs: 20 * MINUTE_MS });
    await driver.clock.advance(25 * MINUTE_MS);
    driver.simulator.inject({ name: 'apiErrors', forMs: 20 * MINUTE_MS });
    await driver.clock.advance(25 * MINUTE_MS);
    driver.simulator.inject({ name: 'hostVanishes' });
    await driver.clock.advance(25 * MINUTE_MS);
    expect(most).toBe(0);
  });
});
