import { afterEach, describe, expect, it } from 'vitest';
import { type SimulatedDriver, simulatedDriver } from '../../../test/support/simulatedDriver';
import type { SimulatorSettings } from './index';
import { containerState } from './machines';

const open: SimulatedDriver[] = [];
afterEach(async () => {
  for (const driver of open.splice(0)) await driver[Symbol.asyncDispose]();
});
async function start(settings?: SimulatorSettings): Promise<SimulatedDriver> {
  const driver = await simulatedDriver(settings);
  open.push(driver);
  return driver;
}

const containers = ({ simulator }: SimulatedDriver) =>
  simulator.world.machines().flatMap(machine => [...machine.containers.values()]);
const states = ({ store }: SimulatedDriver) => store.instances.all().map(({ state }) => state);

/** Launches, a fault of each sort, ends, and a restart. */
async function afternoon(driver: SimulatedDriver): Promise<void> {
  const { simulator, clock } = driver;
  await driver.until(() => driver.store.hosts.all().some(({ phase }) => phase === 'active'));
  const ids = [driver.launch(), driver.launch(), driver.launch()];
  await driver.until(() => states(driver).every(state => state === 'running'));
  simulator.inject({ name: 'engineHangs', forMs: 40_000 });
  simulator.inject({ name: 'apiErrors', times: 2 });
  await clock.advance(120_000);
  simulator.inject({ name: 'containerDies' });
  await clock.advance(60_000);
  await driver.restart();
  driver.instances.destroy(ids);
  await driver.until(() => states(driver).every(state => state === 'deleted' || state === 'failed'));
}

describe('the real pool manager on simulated hosts', () => {
  it('gets a host, prepares it, and runs and ends what is launched, in virtual time', async () => {
    const driver = await start();
    await driver.until(() => driver.store.hosts.all().some(({ phase }) => phase === 'active'));
    expect(driver.store.hosts.all()).toMatchObject([
      { slots: 6, providerId: 'simulated-1', engineUrl: 'sim://simulated-1' },
    ]);
    expect(driver.store.hosts.all()[0]?.name).toMatch(/^simulated-/);
    expect(driver.clock.monotonic()).toBeGreaterThan(25_000);

    const ids = [driver.launch(), driver.launch()];
    await driver.until(() => states(driver).every(state => state === 'running'));
    expect(containers(driver).map(one => containerState(one, driver.simulator.world.now()))).toEqual([
      'running',
      'running',
    ]);
    driver.instances.destroy(ids);
    await driver.until(() => states(driver).every(state => state === 'deleted'));
    expect(containers(driver)).toEqual([]);
  });

  it('gives its host back in shutdown mode', async () => {
    const driver = await start();
    await driver.until(() => driver.store.hosts.all().some(({ phase }) => phase === 'active'));
    driver.pools.configure(driver.store.pools.all()[0]?.id ?? '', { DD_SHUTDOWN_MODE: true });
    await driver.until(() => driver.store.hosts.all().every(({ phase }) => phase === 'removed'));
    expect(driver.simulator.world.machines()).toEqual([]);
  });

  it('calls off a preparation that is under way when the shutdown mode is switched on', async () => {
    const driver = await start({ pushMs: { min: 1_800_000, max: 1_800_000 } });
    const phase = () => driver.store.hosts.all()[0]?.phase;
    await driver.until(() => phase() === 'preparing');
    await driver.clock.advance(10_000);
    driver.pools.configure(driver.poolId, { DD_SHUTDOWN_MODE: true });
    await driver.until(() => phase() === 'removed', 120_000);
  });

  it('finds its hosts and instances again after a restart', async () => {
    const driver = await start();
    await driver.until(() => driver.store.hosts.all().some(({ phase }) => phase === 'active'));
    const id = driver.launch();
    await driver.until(() => states(driver).every(state => state === 'running'));
    await driver.restart();
    await driver.clock.advance(60_000);
    expect(driver.store.instances.get(id)).toMatchObject({ state: 'running', unknown: false });
    expect(driver.simulator.world.machines()).toHaveLength(1);
    expect(containers(driver)).toHaveLength(1);
  });

  it('says why an instance has failed whose container ended by itself', async () => {
    const driver = await start({ failureRates: { app: 1 } });
    driver.launch();
    await driver.until(() => states(driver).every(state => state === 'failed'));
    expect(driver.store.instances.all()[0]?.error).toMatchObject({ code: 'CONTAINER_ENDED' });
    expect(driver.store.instances.all()[0]?.error?.why).toContain('a simulated container');
  });
});

describe('chance', () => {
  it('repeats: the same seed gives the same history, bit for bit', async () => {
    const [first, second] = [await start({ seed: 7 }), await start({ seed: 7 })];
    await afternoon(first);
    await afternoon(second);
    expect(first.history.length).toBeGreaterThan(100);
    expect(second.history).toEqual(first.history);
  });

  it('another seed gives another history', async () => {
    const [first, second] = [await start({ seed: 7 }), await start({ seed: 8 })];
    await afternoon(first);
    await afternoon(second);
    expect(second.history).not.toEqual(first.history);
  });
});
