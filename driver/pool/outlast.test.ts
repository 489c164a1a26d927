import { afterEach, describe, expect, it } from 'vitest';
import { memoryFolder } from '../../test/support/memoryFolder';
import { aHost, aSnapshot } from '../../test/support/poolModel';
import { type SimulatedDriver, simulatedDriver } from '../../test/support/simulatedDriver';
import { virtualClock } from '../../test/support/virtualClock';
import { openStore } from '../store/store';
import { createOutlasting } from './outlast';

const MINUTE_MS = 60_000;
const open: SimulatedDriver[] = [];
afterEach(async () => {
  for (const driver of open.splice(0)) await driver[Symbol.asyncDispose]();
});

async function start(settings: Parameters<typeof simulatedDriver>[0] = {}) {
  const driver = await simulatedDriver(settings);
  open.push(driver);
  return driver;
}
const phases = ({ store }: SimulatedDriver) => store.hosts.all().map(({ phase }) => phase);

describe('an app that is restarted every few minutes', () => {
  it('finds a host lost after DD_HOST_LOST_AFTER of watching it, and not at a start', async () => {
    const driver = await start();
    driver.launch();
    await driver.until(() => driver.store.instances.all().some(({ state }) => state === 'running'));
    const id = driver.store.hosts.all()[0]?.id ?? '';
    const phase = () => driver.store.hosts.get(id)?.phase;
    driver.simulator.inject({ name: 'engineHangs', hostId: id });
    await driver.clock.advance(20 * MINUTE_MS);
    await driver.restart();
    await driver.clock.advance(9 * MINUTE_MS);
    expect(phase()).toBe('active');
    await driver.restart();
    await driver.clock.advance(MINUTE_MS);
    expect(phase()).toBe('active');
    await driver.until(() => phase() === 'removed', 5 * MINUTE_MS);
    expect(driver.store.instances.all()).toMatchObject([{ state: 'failed', error: { code: 'HOST_LOST' } }]);
  });

  it('counts from the beginning again where the host has answered in between', async () => {
    const driver = await start();
    await driver.until(() => phases(driver).includes('active'));
    const id = driver.store.hosts.all()[0]?.id ?? '';
    driver.simulator.inject({ name: 'engineHangs', hostId: id, forMs: 22 * MINUTE_MS });
    await driver.clock.advance(20 * MINUTE_MS);
    await driver.restart();
    await driver.clock.advance(5 * MINUTE_MS);
    driver.simulator.inject({ name: 'engineHangs', hostId: id });
    await driver.clock.advance(15 * MINUTE_MS);
    expect(driver.store.hosts.get(id)).toMatchObject({ phase: 'active', unreachable: {} });
  });

  it('gives up a machine that never runs in its time, watched all in all', async () => {
    const anHour = { min: 60 * MINUTE_MS, max: 60 * MINUTE_MS };
    const driver = await start({ bootMs: anHour });
    await driver.until(() => driver.store.hosts.all().some(({ providerId }) => providerId !== undefined));
    const id = driver.store.hosts.all()[0]?.id ?? '';
    for (let minutes = 0; minutes < 50; minutes += 5) {
      await driver.clock.advance(5 * MINUTE_MS);
      await driver.restart();
    }
    expect(driver.store.hosts.get(id)?.phase).toBe('removed');
  });

  it('asks for hosts at most a dozen times in an hour in which they are refused', async () => {
    const driver = await start({ quota: 0 });
    const asked = () => driver.history.filter(line => line.includes('host spawning')).length;
    // Until the waits are as long as they get.
    await driver.clock.advance(30 * MINUTE_MS);
    const before = asked();
    for (let minutes = 0; minutes < 60; minutes += 4) {
      await driver.restart();
      await driver.clock.advance(4 * MINUTE_MS);
    }
    expect(asked() - before).toBeGreaterThan(2);
    expect(asked() - before).toBeLessThanOrEqual(12);
  });
});

it('leaves what the same round has moved on', async () => {
  using folder = memoryFolder('outlast');
  const clock = virtualClock();
  using store = openStore(folder.path, clock.now());
  const outlasting = createOutlasting(store, clock);
  const spawning = aHost({ phase: 'spawning' });
  store.hosts.put('host', { ...spawning, phase: 'removing' });
  await clock.advance(MINUTE_MS);
  outlasting.note(aSnapshot({ hosts: [spawning], monotonic: clock.monotonic() }));
  expect(store.hosts.get('host')).toEqual({ ...spawning, phase: 'removing' });
});
