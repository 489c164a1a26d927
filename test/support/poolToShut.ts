import { afterEach } from 'vitest';
import type { PoolConfig } from '../../driver/model/pool';
import { type SimulatedDriver, simulatedDriver } from './simulatedDriver';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
const open: SimulatedDriver[] = [];
afterEach(async () => {
  for (const driver of open.splice(0)) await driver[Symbol.asyncDispose]();
});

/** A pool with some running instances, and what a test of its shutdown asks for. It is put away after the test. */
export async function poolToShut(count = 3, { lifetime = '1h', config = {} as Partial<PoolConfig> } = {}) {
  const driver = await simulatedDriver();
  open.push(driver);
  const template = driver.store.templates.get('t');
  if (!template) throw new Error('no template');
  const changes = { maximum_lifetime: lifetime, consumed_slots: 1, memory_limit: '512m' };
  driver.store.templates.put('t', { ...template, config: { ...template.config, ...changes } });
  driver.pools.configure(driver.poolId, config);
  for (let number = 0; number < count; number += 1) driver.launch();
  await driver.until(() => states(driver, 'running') === count && phases(driver).includes('active'));
  const { poolId } = driver;
  const now = () => driver.simulator.clock.now();
  return {
    driver,
    poolId,
    now,
    shutDown: (order: Parameters<SimulatedDriver['pools']['shutdowns']['shutDown']>[1]) =>
      driver.pools.shutdowns.shutDown(poolId, order),
    shutdown: () => driver.store.shutdowns.get(poolId),
    isDone: () => driver.store.shutdowns.get(poolId)?.state === 'done',
    isStuck: () => driver.store.shutdowns.get(poolId)?.state === 'stuck',
  };
}

/** Of its hosts that are not removed. */
export const phases = ({ store }: SimulatedDriver) =>
  store.hosts
    .all()
    .map(({ phase }) => phase)
    .filter(phase => phase !== 'removed');
/** How many of its instances are in a state. */
export const states = ({ store }: SimulatedDriver, state: string) =>
  store.instances.all().filter(one => one.state === state).length;
/** What is left in its cloud. */
export const left = ({ simulator }: SimulatedDriver) => ({
  machines: simulator.world.machines().length,
  things: simulator.world.things.at(simulator.world.now()).length,
});
export const events = ({ store }: SimulatedDriver) => store.events.all().map(({ text }) => text);
