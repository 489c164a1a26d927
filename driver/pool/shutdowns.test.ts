import { describe, expect, it } from 'vitest';
import { events, HOUR_MS, left, MINUTE_MS, phases, poolToShut, states } from '../../test/support/poolToShut';
import { isRockpoolError } from '../model/errors';

describe('shutting a pool down', () => {
  it('waits until the instances have ended by themselves, takes no others, and reports everything', async () => {
    const { driver, shutDown, isDone, shutdown, now } = await poolToShut(3);
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
    const { driver, shutDown, isDone, now } = await poolToShut(2, { lifetime: '0m' });
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
    const { driver, shutDown, isDone } = await poolToShut(2, { lifetime: '0m' });
    for (let number = 0; number < 20; number += 1) driver.launch();
    await driver.until(() => states(driver, 'provisioning') > 0 && phases(driver).includes('spawning'));
    shutDown({ how: 'now' });
    await driver.until(isDone);
    expect(left(driver)).toEqual({ machines: 0, things: 0 });
    const { deleted, failed } = { deleted: states(driver, 'deleted'), failed: states(driver, 'failed') };
    expect(deleted + failed).toBe(22);
  });

  it('may be ordered otherwise while it is under way: later, and now', async () => {
    const { driver, shutDown, shutdown, isDone, now } = await poolToShut(1, { lifetime: '0m' });
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
    const { driver, shutDown, isDone } = await poolToShut(2, { lifetime: '0m' });
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
    const { driver, poolId, shutDown, shutdown } = await poolToShut(2);
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
    const { driver, poolId, shutDown, shutdown } = await poolToShut(1);
    shutDown({ how: 'wait' });
    driver.pools.configure(poolId, { DD_SHUTDOWN_MODE: false });
    expect(shutdown()).toBeUndefined();
    expect(events(driver).at(-1)).toContain('was called back');
  });

  it('can be opened again when it is done; the next report tells of the new life only', async () => {
    const { driver, poolId, shutDown, shutdown, isDone } = await poolToShut(2, { lifetime: '0m' });
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
    const { driver, shutDown, shutdown, isDone } = await poolToShut(1, { config });
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
    const { driver, poolId, shutDown, isDone } = await poolToShut(1, { lifetime: '0m' });
    shutDown({ how: 'now' });
    await driver.until(isDone);
    await driver.clock.advance(2_000);
    const { store } = driver;
    await driver.pools.delete(poolId);
    expect([store.shutdowns.all(), store.accounts.all(), store.things.all()]).toEqual([[], [], []]);
  });

  it('refuses a time that is over or too far away, and a pool that does not exist', async () => {
    const { driver, shutDown, now } = await poolToShut(0);
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
