import { afterEach, describe, expect, it } from 'vitest';
import { type SimulatedDriver, simulatedDriver } from '../../test/support/simulatedDriver';
import { containerState } from '../providers/simulator/machines';

const open: SimulatedDriver[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const hostsOf = ({ store }: SimulatedDriver) => store.hosts.all().filter(({ phase }) => phase !== 'removed');
const running = ({ store }: SimulatedDriver) =>
  store.instances.all().filter(({ state }) => state === 'running');
function containersOf({ simulator: { world } }: SimulatedDriver): string[] {
  return world
    .machines()
    .flatMap(({ containers }) => [...containers.values()])
    .filter(container => containerState(container, world.now()) === 'running')
    .map(({ spec }) => spec.marks.instance)
    .sort();
}

/** A pool of hosts that are full, four instances on each. */
async function full(hosts: number): Promise<SimulatedDriver> {
  const driver = await simulatedDriver();
  open.push(driver);
  driver.pools.configure(driver.poolId, {
    ...{ DD_MAX_HOSTS: hosts, DD_HOST_FLAVOR_SLOTS_LARGE: 4, DD_HOST_FLAVOR_SLOTS_SMALL: 4 },
    DD_FREE_SLOT_TARGET: 0,
  });
  for (let i = 0; i < 4 * hosts; i += 1) driver.launch();
  await driver.until(() => running(driver).length === 4 * hosts);
  return driver;
}
const facts = (driver: SimulatedDriver) =>
  running(driver)
    .map(({ id, route, userId, hostId, containerId, slots, lifetimeMs, poolId, blueprintId }) => ({
      ...{ id, route, userId, hostId, containerId, slots, lifetimeMs, poolId, blueprintId },
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

describe('a pool whose records are lost', () => {
  it('is rebuilt from what provider and engines report: nothing doubled, nothing removed, nothing lost', async () => {
    const driver = await full(10);
    const { world } = driver.simulator;
    const before = {
      machines: world.machines().map(({ providerId }) => providerId),
      containers: containersOf(driver),
    };
    const [instances, hosts] = [facts(driver), hostsOf(driver)];
    driver.history.length = 0;
    await driver.restartWithoutState();
    const began = driver.clock.now();
    await driver.until(() => running(driver).length === 40, 5 * MINUTE_MS);
    expect(facts(driver)).toEqual(instances);
    for (const { expiresAt } of running(driver)) expect(expiresAt).toBeGreaterThanOrEqual(began + HOUR_MS);
    // More than a new pool is to have (DD_MAX_HOSTS): the surplus goes once it is empty.
    const phases = () => hostsOf(driver).map(({ phase }) => phase);
    await driver.until(() => phases().filter(phase => phase === 'draining').length === 6, 5 * MINUTE_MS);
    await driver.until(() => phases().filter(phase => phase === 'active').length === 4, 5 * MINUTE_MS);
    await driver.clock.advance(10 * MINUTE_MS);
    expect(world.machines().map(({ providerId }) => providerId)).toEqual(before.machines);
    expect(containersOf(driver)).toEqual(before.containers);
    const byId = new Map(hosts.map(host => [host.id, host]));
    expect(hostsOf(driver)).toHaveLength(10);
    for (const { id, name, flavor, providerId, engineUrl, adoptedAt, createdAt } of hostsOf(driver)) {
      expect({ name, flavor, providerId, engineUrl }).toEqual({
        ...{ name: byId.get(id)?.name, flavor: byId.get(id)?.flavor },
        ...{ providerId: byId.get(id)?.providerId, engineUrl: byId.get(id)?.engineUrl },
      });
      expect(adoptedAt).toBeGreaterThanOrEqual(began);
      expect(Math.abs(createdAt - (byId.get(id)?.createdAt ?? 0))).toBeLessThan(1_000);
    }
    const calls = driver.history.filter(line =>
      / (machine ended|container removed|api.create|api.destroy)/.test(line),
    );
    expect(calls).toEqual([]);
  });

  it('goes on with machines that were building', async () => {
    const driver = await simulatedDriver();
    open.push(driver);
    await driver.until(() => driver.simulator.world.machines().length === 1);
    await driver.restartWithoutState();
    await driver.until(() => hostsOf(driver).some(({ phase }) => phase === 'active'));
    expect(driver.simulator.world.machines()).toHaveLength(1);
    expect(hostsOf(driver)).toHaveLength(1);
    expect(hostsOf(driver)[0]?.history.map(({ phase }) => phase)).toEqual([
      ...['spawning', 'spawned', 'preparing', 'active'],
    ]);
  });

  it('asks for no others until all that was asked for before has come', async () => {
    const driver = await full(1);
    driver.history.length = 0;
    await driver.restartWithoutState();
    const slots = { DD_HOST_FLAVOR_SLOTS_LARGE: 4, DD_HOST_FLAVOR_SLOTS_SMALL: 4 };
    driver.pools.configure(driver.poolId, { DD_MAX_HOSTS: 2, DD_FREE_SLOT_TARGET: 4, ...slots });
    await driver.until(() => running(driver).length === 4);
    await driver.clock.advance(MINUTE_MS / 4);
    // The call was on its way when the records were lost.
    const late = { id: 'pb_dd_late', flavor: 'standard.medium' } as never;
    const { signal } = new AbortController();
    void driver.simulator.provider(driver.poolId, 'controller').create(late, { signal });
    await driver.until(() => hostsOf(driver).filter(({ phase }) => phase === 'active').length === 2);
    expect(hostsOf(driver).map(({ id }) => id)).toContain('pb_dd_late');
    await driver.clock.advance(10 * MINUTE_MS);
    expect(driver.simulator.world.machines()).toHaveLength(2);
    expect(driver.history.filter(line => line.includes('machine asked for'))).toHaveLength(1);
  });

  it('never ends a host that is taken back before its instances have ended, also in shutdown mode', async () => {
    const driver = await full(3);
    await driver.restartWithoutState();
    driver.pools.configure(driver.poolId, { DD_SHUTDOWN_MODE: true });
    await driver.clock.advance(15 * MINUTE_MS);
    expect(running(driver)).toHaveLength(12);
    driver.instances.destroy(running(driver).map(({ id }) => id));
    await driver.until(() => driver.simulator.world.machines().length === 0, 20 * MINUTE_MS);
    expect(driver.store.instances.all().map(({ state }) => state)).toEqual(new Array(12).fill('deleted'));
  });

  it('gives none of many hosts up whose engines do not answer when they are taken back', async () => {
    const driver = await full(3);
    driver.simulator.inject({ name: 'engineHangs', forMs: 50 * MINUTE_MS });
    await driver.restartWithoutState();
    await driver.clock.advance(45 * MINUTE_MS);
    expect(driver.simulator.world.machines()).toHaveLength(3);
    await driver.until(() => running(driver).length === 12, 20 * MINUTE_MS);
  });

  it('has a lone one that stays silent count as lost, as any host, and its instance with it', async () => {
    const driver = await simulatedDriver();
    open.push(driver);
    driver.launch();
    await driver.until(() => running(driver).length === 1);
    await driver.restartWithoutState();
    await driver.until(() => running(driver).length === 1);
    const [host] = hostsOf(driver);
    driver.simulator.inject({ name: 'engineHangs', hostId: host?.id });
    await driver.until(() => driver.store.instances.all()[0]?.state === 'failed', 2 * HOUR_MS);
    expect(driver.store.instances.all()[0]?.error?.code).toBe('HOST_LOST');
  });
});
