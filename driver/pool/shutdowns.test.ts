import { afterEach, describe, expect, it } from 'vitest';
import { type SimulatedDriver, simulatedDriver } from '../../test/support/simulatedDriver';
import { isRockpoolError } from '../model/errors';
import type { PoolConfig } from '../model/pool';
import { RESISTS_AFTER_MS } from './shutdownRemains';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const open: SimulatedDriver[] = [];
afterEach(async () => {
  for (const driver of open.splice(0)) await driver[Symbol.asyncDispose]();
});

/** A pool with some running instances. */
async function start(count = 3, { lifetime = '1h', config = {} as Partial<PoolConfig> } = {}) {
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

const phases = ({ store }: SimulatedDriver) =>
  store.hosts
    .all()
    .map(({ phase }) => phase)
    .filter(phase => phase !== 'removed');
const states = ({ store }: SimulatedDriver, state: string) =>
  store.instances.all().filter(one => one.state === state).length;
const left = ({ simulator }: SimulatedDriver) => ({
  machines: simulator.world.machines().length,
  things: simulator.world.things.at(simulator.world.now()).length,
});
const events = ({ store }: SimulatedDriver) => store.events.all().map(({ text }) => text);

describe('shutting a pool down', () => {
  it('waits until the instances have ended by themselves, takes no others, and reports everything', async () => {
    const { driver, shutDown, isDone, shutdown, now } = await start(3);
    const since = driver.store.pools.all()[0]?.createdAt;
    shutDown({ how: 'wait' });
    expect(() => driver.launch()).toThrow(/shutdown/i);
    await driver.clock.advance(30 * MINUTE_MS);
    expect(states(driver, 'running')).toBe(3);
    expect(shutdown()).toMatchObject({ state: 'under way', remainingCount: expect.any(Number) });
    expect(shutdown()?.remaining.filter(({ kind }) => kind === 'instance')).toHaveLength(3);
    await driver.until(isDone, 2 * HOUR_MS);
    expect(left(driver)).toEqual({ machines: 0, things: 0 });
    expect(shutdown()).toMatchObject({
      remaining: [],
      report: { complete: true, since, notGivenBack: [], older: 0 },
    });
    const counts = new Map(shutdown()?.report?.counts.map(({ kind, ...rest }) => [kind, rest]));
    expect(counts.get('instance')).toEqual({ created: 3, givenBack: 3 });
    expect(counts.get('container')).toEqual({ created: 3, givenBack: 3 });
    expect(counts.get('server')?.created).toBe(counts.get('server')?.givenBack);
    expect(counts.get('volume')?.created).toBe(counts.get('server')?.created);
    expect(counts.get('securityGroup')).toEqual({ created: 1, givenBack: 1 });
    for (const thing of shutdown()?.report?.things ?? []) {
      expect(thing.id).toBeTruthy();
      expect(thing.givenBackAt).toBeGreaterThanOrEqual(thing.createdAt);
      expect(thing.givenBackAt).toBeLessThanOrEqual(now());
    }
    expect(events(driver).at(-1)).toContain('is shut down, and nothing is left of it: 3 instances');
  });

  it('ends what still runs at a time, which the instances show from the order on', async () => {
    const { driver, shutDown, isDone, now } = await start(2, { lifetime: '0m' });
    const at = now() + 20 * MINUTE_MS;
    shutDown({ how: 'at', at });
    await driver.clock.advance(1_000);
    for (const instance of driver.store.instances.all()) {
      expect(instance).toMatchObject({ state: 'running', expiresAt: at, broughtForward: { from: null } });
      expect(instance.warnings.join(' ')).toContain('Its pool is shut down');
      expect(() => driver.instances.extend(instance.id, 10)).toThrow(/can't be put off/);
    }
    await driver.clock.advance(19 * MINUTE_MS);
    expect(states(driver, 'running')).toBe(2);
    await driver.until(isDone);
    expect(now()).toBeLessThan(at + 5 * MINUTE_MS);
    expect(left(driver)).toEqual({ machines: 0, things: 0 });
  });

  it('ends everything now, launches and hosts on their way included', async () => {
    const { driver, shutDown, isDone } = await start(2, { lifetime: '0m' });
    for (let number = 0; number < 20; number += 1) driver.launch();
    await driver.until(() => states(driver, 'provisioning') > 0 && phases(driver).includes('spawning'));
    shutDown({ how: 'now' });
    await driver.until(isDone);
    expect(left(driver)).toEqual({ machines: 0, things: 0 });
    const { deleted, failed } = { deleted: states(driver, 'deleted'), failed: states(driver, 'failed') };
    expect(deleted + failed).toBe(22);
  });

  it('may be ordered otherwise while it is under way: later, and now', async () => {
    const { driver, shutDown, shutdown, isDone, now } = await start(1, { lifetime: '0m' });
    shutDown({ how: 'at', afterMs: 10 * MINUTE_MS });
    const { orderedAt } = shutdown() ?? {};
    await driver.clock.advance(5 * MINUTE_MS);
    shutDown({ how: 'at', afterMs: HOUR_MS });
    await driver.clock.advance(1_000);
    expect(driver.store.instances.all()[0]?.expiresAt).toBe(now() - 1_000 + HOUR_MS);
    expect(shutdown()?.orderedAt).toBe(orderedAt);
    shutDown({ how: 'now' });
    await driver.until(isDone);
  });

  it('goes on after a restart in the middle, whenever that comes', async () => {
    const { driver, shutDown, isDone } = await start(2, { lifetime: '0m' });
    shutDown({ how: 'at', afterMs: 10 * MINUTE_MS });
    await driver.clock.advance(2 * MINUTE_MS);
    await driver.restart();
    await driver.clock.advance(8 * MINUTE_MS + 1_000);
    await driver.restart();
    await driver.clock.advance(3_000);
    await driver.restart();
    await driver.until(isDone);
    expect(left(driver)).toEqual({ machines: 0, things: 0 });
    const counts = driver.store.shutdowns.all()[0]?.report?.counts;
    expect(counts?.find(({ kind }) => kind === 'container')).toMatchObject({ created: 2, givenBack: 2 });
  });

  it('is called back: instances have their own end again, hosts take launches, and nothing is reported', async () => {
    const { driver, poolId, shutDown, shutdown } = await start(2);
    const before = new Map(driver.store.instances.all().map(({ id, expiresAt }) => [id, expiresAt]));
    shutDown({ how: 'at', afterMs: 5 * MINUTE_MS });
    await driver.clock.advance(2 * MINUTE_MS);
    expect(phases(driver)).toEqual(['draining']);
    driver.pools.shutdowns.callBack(poolId);
    await driver.clock.advance(2_000);
    expect(shutdown()).toBeUndefined();
    expect(phases(driver)).toContain('active');
    for (const { id, expiresAt, broughtForward, warnings } of driver.store.instances.all()) {
      expect({ expiresAt, broughtForward, warnings }).toEqual({ expiresAt: before.get(id), warnings: [] });
    }
    driver.launch();
    await driver.until(() => states(driver, 'running') === 3);
    await driver.clock.advance(10 * MINUTE_MS);
    expect(states(driver, 'running')).toBe(3);
  });

  it('is called back as well by switching the shutdown mode off among the settings', async () => {
    const { driver, poolId, shutDown, shutdown } = await start(1);
    shutDown({ how: 'wait' });
    driver.pools.configure(poolId, { DD_SHUTDOWN_MODE: false });
    expect(shutdown()).toBeUndefined();
    expect(events(driver).at(-1)).toContain('was called back');
  });

  it('can be opened again when it is done; the next report tells of the new life only', async () => {
    const { driver, poolId, shutDown, shutdown, isDone } = await start(2, { lifetime: '0m' });
    shutDown({ how: 'now' });
    await driver.until(isDone);
    driver.pools.shutdowns.callBack(poolId);
    expect(shutdown()).toMatchObject({ past: true, report: { complete: true } });
    driver.launch();
    await driver.until(() => states(driver, 'running') === 1);
    shutDown({ how: 'now' });
    await driver.until(isDone);
    expect(shutdown()?.past).toBeUndefined();
    expect(shutdown()?.report?.counts.find(({ kind }) => kind === 'instance')?.created).toBe(1);
  });

  it('counts every host of a long life, also those that the list of removed hosts no longer has', async () => {
    const config = { DD_MAX_HOSTS: 12, DD_FREE_SLOT_TARGET: 240 };
    const { driver, shutDown, shutdown, isDone } = await start(1, { config });
    for (let round = 0; round < 6; round += 1) {
      await driver.until(() => phases(driver).filter(phase => phase === 'active').length >= 10, HOUR_MS);
      const present = driver.store.hosts.all().filter(({ phase }) => phase === 'active');
      driver.pools.hosts.order(
        present.map(({ id }) => id),
        'remove',
      );
      await driver.clock.advance(MINUTE_MS);
    }
    const ever = new Set(
      driver.history.filter(line => line.includes('host removed')).map(line => line.split(' ').at(-1)),
    );
    expect(ever.size).toBeGreaterThan(50);
    shutDown({ how: 'now' });
    await driver.until(isDone);
    const servers = shutdown()?.report?.counts.find(({ kind }) => kind === 'server');
    expect(servers?.created).toBe(servers?.givenBack);
    expect(servers?.created).toBeGreaterThanOrEqual(ever.size);
    expect(shutdown()?.report?.things.filter(({ kind }) => kind === 'server')).toHaveLength(
      servers?.created ?? 0,
    );
    const volumes = shutdown()?.report?.counts.find(({ kind }) => kind === 'volume');
    expect(volumes).toMatchObject({ created: servers?.created, givenBack: servers?.created });
  }, 20_000);

  it('is forgotten, report and book, with its pool', async () => {
    const { driver, poolId, shutDown, isDone } = await start(1, { lifetime: '0m' });
    shutDown({ how: 'now' });
    await driver.until(isDone);
    await driver.clock.advance(2_000);
    const { store } = driver;
    await driver.pools.delete(poolId);
    expect([store.shutdowns.all(), store.accounts.all(), store.things.all()]).toEqual([[], [], []]);
  });

  it('refuses a time that is over or too far away, and a pool that does not exist', async () => {
    const { driver, shutDown, now } = await start(0);
    const codeOf = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return isRockpoolError(error) ? error.value.code : String(error);
      }
      return undefined;
    };
    expect(codeOf(() => shutDown({ how: 'at', at: now() - 1 }))).toBe('SHUTDOWN_TIME');
    expect(codeOf(() => shutDown({ how: 'at', afterMs: 31 * 24 * HOUR_MS }))).toBe('SHUTDOWN_TIME');
    expect(codeOf(() => driver.pools.shutdowns.shutDown('nobody', { how: 'now' }))).toBe('NOT_FOUND');
    expect(codeOf(() => driver.pools.shutdowns.callBack(driver.poolId))).toBe('NOT_SHUT_DOWN');
  });
});

describe('what cannot be given back', () => {
  it('is named with its command: a container that stays; and the report gets complete when it goes at last', async () => {
    const { driver, shutDown, shutdown, isDone, isStuck } = await start(2, { lifetime: '0m' });
    driver.simulator.inject({ name: 'removeHangs' });
    shutDown({ how: 'now' });
    await driver.until(isStuck, RESISTS_AFTER_MS + 2 * MINUTE_MS);
    const { report } = shutdown() ?? {};
    expect(report?.complete).toBe(false);
    const containers = report?.notGivenBack.filter(({ kind }) => kind === 'container') ?? [];
    expect(containers).toHaveLength(2);
    for (const { id, command, why } of containers) {
      expect(command).toMatch(new RegExp(`^docker -H sim://simulated-\\d+ rm --force ${id}$`));
      expect(why).toContain('still lists it');
    }
    // Its host, and what belongs to it, can't be given back either.
    const kinds = report?.notGivenBack.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['server', 'volume', 'securityGroup']));
    expect(events(driver).at(-1)).toContain('could not be given back: container');
    expect(report?.counts.find(({ kind }) => kind === 'container')).toMatchObject({
      created: 2,
      givenBack: 0,
    });
    await driver.restart();
    driver.simulator.clear();
    await driver.until(isDone);
    expect(shutdown()?.report).toMatchObject({ complete: true, notGivenBack: [] });
    expect(left(driver)).toEqual({ machines: 0, things: 0 });
  });

  it('is named with its command: a machine that stays', async () => {
    const { driver, shutDown, shutdown, isDone, isStuck } = await start(1, { lifetime: '0m' });
    driver.simulator.inject({ name: 'deleteHangs' });
    shutDown({ how: 'now' });
    await driver.until(isStuck);
    const server = shutdown()?.report?.notGivenBack.find(({ kind }) => kind === 'server');
    const [host] = driver.store.hosts.all().filter(({ phase }) => phase === 'removing');
    expect(server).toMatchObject({ id: host?.providerId, name: host?.name, resists: true });
    expect(server?.command).toContain(host?.providerId ?? 'no host');
    driver.simulator.clear();
    await driver.until(isDone);
  });

  it('is named though the cloud says that the machine is gone: the end is proven by its listing', async () => {
    const { driver, shutDown, shutdown, isStuck } = await start(1, { lifetime: '0m' });
    driver.simulator.inject({ name: 'machineStays' });
    driver.simulator.inject({ name: 'apiErrors', call: 'api.release' });
    shutDown({ how: 'now' });
    await driver.until(isStuck);
    expect(shutdown()?.report?.notGivenBack.map(({ kind }) => kind)).toContain('server');
  });

  it.each(['volumeStays', 'groupStays'] as const)('is told: %s', async fault => {
    const { driver, shutDown, shutdown, isDone } = await start(1, { lifetime: '0m' });
    driver.simulator.inject({ name: fault });
    driver.simulator.inject({ name: 'apiErrors', call: 'api.release' });
    shutDown({ how: 'now' });
    await driver.until(() => shutdown()?.state !== 'under way', 30 * MINUTE_MS);
    const kind = fault === 'volumeStays' ? 'volume' : 'securityGroup';
    expect(shutdown()).toMatchObject({ state: 'stuck', report: { complete: false } });
    const [thing, ...others] = shutdown()?.report?.notGivenBack ?? [];
    expect(others).toEqual([]);
    expect(thing).toMatchObject({
      kind,
      resists: true,
      command: expect.stringContaining(thing?.id ?? 'none'),
    });
    driver.simulator.clear();
    const { world } = driver.simulator;
    for (const { id } of world.things.at(world.now())) world.endThing(id);
    await driver.until(isDone, HOUR_MS);
  });

  it.each(['volumeStays', 'groupStays', 'machineStays'] as const)(
    'is ended as a leftover, unasked: %s',
    async fault => {
      const { driver, shutDown, isDone } = await start(1, { lifetime: '0m' });
      driver.simulator.inject({ name: fault, times: 1 });
      shutDown({ how: 'now' });
      await driver.until(isDone, 10 * MINUTE_MS);
      expect(left(driver)).toEqual({ machines: 0, things: 0 });
      expect(driver.store.shutdowns.all()[0]?.report?.notGivenBack).toEqual([]);
    },
  );

  it('is not assumed to be gone while the cloud cannot be asked', async () => {
    const { driver, shutDown, shutdown, isDone } = await start(0);
    shutDown({ how: 'now' });
    await driver.until(() => phases(driver).length === 0);
    driver.simulator.inject({ name: 'apiErrors' });
    await driver.clock.advance(10 * MINUTE_MS);
    expect(shutdown()?.state).toBe('stuck');
    expect(shutdown()?.remaining[0]?.why).toContain('Nobody can say whether anything is left');
    driver.simulator.clear();
    await driver.until(isDone);
  });

  it('is told of an engine that is away: the container is not taken for gone, and the command is there', async () => {
    const { driver, shutDown, shutdown, isDone, isStuck } = await start(1, { lifetime: '0m' });
    driver.simulator.inject({ name: 'engineHangs' });
    await driver.clock.advance(MINUTE_MS);
    shutDown({ how: 'now' });
    await driver.until(isStuck);
    const container = shutdown()?.report?.notGivenBack.find(({ kind }) => kind === 'container');
    expect(container?.why).toContain('does not answer');
    expect(container?.command).toContain('rm --force');
    driver.simulator.clear();
    await driver.until(isDone);
    expect(left(driver)).toEqual({ machines: 0, things: 0 });
  });
});
