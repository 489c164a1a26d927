import { afterEach, describe, expect, it } from 'vitest';
import { type SimulatedDriver, simulatedDriver } from '../../test/support/simulatedDriver';
import type { PoolConfig } from '../model/pool';
import type { SimulatorSettings } from '../providers/simulator';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const open: SimulatedDriver[] = [];
afterEach(async () => {
  for (const driver of open.splice(0)) await driver[Symbol.asyncDispose]();
});

/** A pool whose instances live for a while (default: for ever), when its first host is active. */
async function start(
  config: Partial<PoolConfig> = {},
  { lifetime = '0m', slots = 1, settings = {} as SimulatorSettings, wait = true } = {},
) {
  const driver = await simulatedDriver(settings);
  open.push(driver);
  const template = driver.store.templates.get('t');
  if (!template) throw new Error('no template');
  const changes = { maximum_lifetime: lifetime, consumed_slots: slots, memory_limit: `${slots * 512}m` };
  driver.store.templates.put('t', { ...template, config: { ...template.config, ...changes } });
  const id = driver.store.pools.all()[0]?.id ?? '';
  driver.pools.configure(id, config);
  if (wait) await driver.until(() => phases(driver).includes('active'));
  const launch = (count: number) => Array.from({ length: count }, () => driver.launch());
  return { ...{ driver, id, launch }, plan: () => driver.pools.plans()[0] };
}

const hosts = ({ store }: SimulatedDriver) => store.hosts.all().filter(({ phase }) => phase !== 'removed');
const phases = (driver: SimulatedDriver) => hosts(driver).map(({ phase }) => phase);
const slotsOf = (driver: SimulatedDriver) =>
  hosts(driver)
    .map(({ slots }) => slots)
    .sort((a, b) => a - b);
const states = ({ store }: SimulatedDriver, state: string) =>
  store.instances.all().filter(one => one.state === state).length;

describe('a pool of many hosts', () => {
  it('has one small host, and no more without demand', async () => {
    const { driver, plan } = await start();
    await driver.clock.advance(6 * HOUR_MS);
    expect(slotsOf(driver)).toEqual([6]);
    expect(driver.store.hosts.all()).toHaveLength(1);
    expect(plan()).toMatchObject({
      slots: { free: 6, coming: 0, target: 4, total: 6 },
      hosts: { count: 1, max: 4 },
      largestLaunch: 6,
      queue: 0,
      banners: [],
    });
  });

  it('grows exactly to DD_MAX_HOSTS under load, one small and the rest large, and shrinks back to one small', async () => {
    const sizes = { DD_HOST_FLAVOR_SLOTS_SMALL: 2, DD_HOST_FLAVOR_SLOTS_LARGE: 4, DD_FREE_SLOT_TARGET: 2 };
    const { driver, launch, plan } = await start(sizes, { lifetime: '30m' });
    let most = 0;
    driver.store.onCommit(() => {
      most = Math.max(most, hosts(driver).length);
    });
    launch(16);
    await driver.until(() => states(driver, 'running') === 14, HOUR_MS);
    expect(slotsOf(driver)).toEqual([2, 4, 4, 4]);
    expect(plan()).toMatchObject({ queue: 2, largestLaunch: 0, slots: { free: 0 } });
    expect(
      plan()
        ?.waiting.map(({ reason }) => reason)
        .join(' '),
    ).toContain('The pool has 4 of 4 hosts (DD_MAX_HOSTS), so no other is asked for.');
    await driver.clock.advance(2 * HOUR_MS);
    expect(states(driver, 'deleted')).toBe(16);
    expect(slotsOf(driver)).toEqual([2]);
    expect(most).toBe(4);
  });

  it('asks for all the hosts that a burst needs in one round', async () => {
    const { driver, launch } = await start({ DD_MAX_HOSTS: 50 });
    launch(100);
    await driver.until(() => hosts(driver).length > 1);
    // 6 find room on the small one; for 94 and 4 free ones this is cheaper than five large ones.
    expect(slotsOf(driver)).toEqual([6, 6, 24, 24, 24, 24]);
    await driver.until(() => states(driver, 'running') === 100);
    expect(hosts(driver)).toHaveLength(6);
  });

  it('replaces a used host before its life-time is over, so that free slots never dip', async () => {
    const { driver, launch, plan } = await start({}, { lifetime: '1h' });
    launch(2);
    await driver.until(() => states(driver, 'running') === 2);
    const first = hosts(driver)[0]?.id ?? '';
    let least = 100;
    driver.pools.onPlan(() => {
      least = Math.min(least, plan()?.slots.free ?? 0);
    });
    await driver.clock.advance(3.8 * HOUR_MS);
    launch(1);
    await driver.clock.advance(1.3 * HOUR_MS);
    const gone = driver.store.hosts.get(first);
    expect(gone?.phase).toBe('removed');
    expect(gone?.history.map(({ phase }) => phase).slice(-3)).toEqual(['draining', 'removing', 'removed']);
    expect(least).toBeGreaterThanOrEqual(4);
    expect(hosts(driver)).toHaveLength(1);
  });

  it('lets a lone idle host of the only flavor be, however old', async () => {
    const { driver, launch } = await start({}, { lifetime: '30m' });
    launch(1);
    await driver.clock.advance(12 * HOUR_MS);
    expect(states(driver, 'deleted')).toBe(1);
    expect(driver.store.hosts.all()).toHaveLength(1);
  });

  it('is emptied by the shutdown mode, without preparing what is not ready', async () => {
    const { driver, id } = await start({ DD_FREE_SLOT_TARGET: 60 }, { wait: false });
    await driver.until(() => hosts(driver).length === 3);
    driver.pools.configure(id, { DD_SHUTDOWN_MODE: true });
    await driver.until(() => hosts(driver).length === 0);
    const ever = driver.store.hosts.all().flatMap(({ history }) => history.map(({ phase }) => phase));
    expect(ever).not.toContain('active');
    expect(driver.simulator.world.machines()).toEqual([]);
  });

  it('gives up the surplus when DD_MAX_HOSTS is lowered, empty ones first, and takes the newest word', async () => {
    const { driver, id, launch } = await start({ DD_FREE_SLOT_TARGET: 60 });
    await driver.until(
      () => phases(driver).filter(phase => phase === 'active').length === hosts(driver).length,
    );
    launch(1);
    await driver.until(() => states(driver, 'running') === 1);
    const used = driver.store.instances.all()[0]?.hostId;
    driver.pools.configure(id, { DD_MAX_HOSTS: 1, DD_FREE_SLOT_TARGET: 1 });
    await driver.until(() => hosts(driver).length === 1);
    expect(hosts(driver)[0]?.id).toBe(used);
    expect(states(driver, 'running')).toBe(1);
  });

  it('gives up an idle host after a while when the target sinks', async () => {
    const { driver, id } = await start({ DD_FREE_SLOT_TARGET: 30 });
    await driver.clock.advance(5 * MINUTE_MS);
    expect(slotsOf(driver)).toEqual([6, 24]);
    driver.pools.configure(id, { DD_FREE_SLOT_TARGET: 4 });
    await driver.clock.advance(30 * MINUTE_MS);
    expect(slotsOf(driver)).toEqual([6]);
  });

  it('lets an idle host that is too small give way at DD_MAX_HOSTS', async () => {
    const { driver, launch } = await start({ DD_MAX_HOSTS: 1 });
    expect(slotsOf(driver)).toEqual([6]);
    const template = driver.store.templates.get('t');
    if (template)
      driver.store.templates.put('t', { ...template, config: { ...template.config, consumed_slots: 8 } });
    launch(1);
    await driver.until(() => states(driver, 'running') === 1);
    expect(slotsOf(driver)).toEqual([24]);
    const [small] = driver.store.hosts.all();
    expect(small?.history.find(({ phase }) => phase === 'draining')?.reason).toContain(
      'needs 8 slots, and it has 6',
    );
  });
});

describe('a pool in trouble', () => {
  it('asks a full cloud a dozen times an hour at the most, and says what it waits for', async () => {
    const { driver, plan, id } = await start({}, { settings: { quota: 1 } });
    driver.pools.configure(id, { DD_FREE_SLOT_TARGET: 30 });
    const asked = () => driver.history.filter(line => line.includes('host spawning')).length;
    const before = asked();
    await driver.clock.advance(HOUR_MS);
    expect(asked() - before).toBeGreaterThan(4);
    expect(asked() - before).toBeLessThanOrEqual(12);
    expect(plan()?.banners).toMatchObject([{ kind: 'capacity' }]);
    expect(hosts(driver)).toHaveLength(1);
    driver.simulator.configure({ quota: 10 });
    await driver.until(() => slotsOf(driver).length > 1, MINUTE_MS);
    await driver.clock.advance(5 * MINUTE_MS);
    expect(plan()?.banners).toEqual([]);
  });

  it('removes a host whose machine is gone, says so of its instances, and has another', async () => {
    const { driver, launch } = await start();
    const [id = ''] = launch(1);
    await driver.until(() => states(driver, 'running') === 1);
    const host = hosts(driver)[0]?.id ?? '';
    await driver.clock.advance(2 * MINUTE_MS);
    driver.simulator.inject({ name: 'hostVanishes', hostId: host });
    await driver.until(() => driver.store.hosts.get(host)?.phase === 'removed', 3 * MINUTE_MS);
    await driver.until(() => states(driver, 'failed') === 1);
    expect(driver.store.instances.get(id)?.error).toMatchObject({ code: 'HOST_LOST' });
    await driver.until(() => phases(driver).includes('active'));
  });

  it('keeps what is on a silent host as unknown, replaces it for capacity, and gives it up after DD_HOST_LOST_AFTER', async () => {
    const { driver, launch } = await start({ DD_HOST_LOST_AFTER: '20m' });
    const [id = ''] = launch(1);
    await driver.until(() => states(driver, 'running') === 1);
    const host = hosts(driver)[0]?.id ?? '';
    driver.simulator.inject({ name: 'engineHangs', hostId: host });
    await driver.clock.advance(15 * MINUTE_MS);
    expect(driver.store.instances.get(id)).toMatchObject({ state: 'running', unknown: true });
    expect(hosts(driver).filter(({ phase }) => phase === 'active')).toHaveLength(2);
    await driver.clock.advance(10 * MINUTE_MS);
    expect(driver.store.hosts.get(host)?.phase).toBe('removed');
    expect(driver.store.instances.get(id)).toMatchObject({ state: 'failed', error: { code: 'HOST_LOST' } });
  });

  it('removes nothing and asks for nothing while many hosts are silent at once', async () => {
    const { driver, launch, plan } = await start({ DD_FREE_SLOT_TARGET: 60 });
    await driver.until(() => phases(driver).every(phase => phase === 'active'));
    launch(3);
    await driver.until(() => states(driver, 'running') === 3);
    const before = hosts(driver).map(({ id }) => id);
    driver.simulator.inject({ name: 'engineHangs' });
    await driver.clock.advance(2 * HOUR_MS);
    expect(hosts(driver).map(({ id }) => id)).toEqual(before);
    expect(plan()?.banners).toMatchObject([{ code: 'MANY_HOSTS_ILL' }]);
    driver.simulator.clear();
    await driver.clock.advance(5 * MINUTE_MS);
    expect(plan()?.banners).toEqual([]);
    expect(states(driver, 'running')).toBe(3);
  });

  it('has no second machine where the answer of a create was lost', async () => {
    const { driver } = await start(
      {},
      { wait: false, settings: { faults: [{ name: 'createAnswerLost', times: 1 }] } },
    );
    await driver.until(() => phases(driver).includes('active'));
    await driver.clock.advance(HOUR_MS);
    expect(hosts(driver)).toHaveLength(1);
    expect(driver.simulator.world.machines()).toHaveLength(1);
  });

  it('replaces hosts that never come up, ever more slowly', async () => {
    const { driver } = await start({}, { wait: false, settings: { failureRates: { boot: 1 } } });
    await driver.clock.advance(2 * HOUR_MS);
    expect(driver.store.hosts.all().length).toBeGreaterThan(3);
    expect(driver.store.hosts.all().length).toBeLessThan(30);
    driver.simulator.configure({ failureRates: {} });
    await driver.until(() => phases(driver).includes('active'), HOUR_MS);
    await driver.clock.advance(MINUTE_MS);
    expect(driver.simulator.world.machines()).toHaveLength(1);
  });
});
