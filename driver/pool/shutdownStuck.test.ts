import { describe, expect, it } from 'vitest';
import { events, HOUR_MS, left, MINUTE_MS, phases, poolToShut } from '../../test/support/poolToShut';
import { RESISTS_AFTER_MS } from './shutdownRemains';

describe('what cannot be given back', () => {
  it('is named with its command: a container that stays; and the report gets complete when it goes at last', async () => {
    const { driver, shutDown, shutdown, isDone, isStuck } = await poolToShut(2, { lifetime: '0m' });
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
    const { driver, shutDown, shutdown, isDone, isStuck } = await poolToShut(1, { lifetime: '0m' });
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
    const { driver, shutDown, shutdown, isStuck } = await poolToShut(1, { lifetime: '0m' });
    driver.simulator.inject({ name: 'machineStays' });
    driver.simulator.inject({ name: 'apiErrors', call: 'api.release' });
    shutDown({ how: 'now' });
    await driver.until(isStuck);
    expect(shutdown()?.report?.notGivenBack.map(({ kind }) => kind)).toContain('server');
  });

  it.each(['volumeStays', 'groupStays'] as const)('is told: %s', async fault => {
    const { driver, shutDown, shutdown, isDone } = await poolToShut(1, { lifetime: '0m' });
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
      const { driver, shutDown, isDone } = await poolToShut(1, { lifetime: '0m' });
      driver.simulator.inject({ name: fault, times: 1 });
      shutDown({ how: 'now' });
      await driver.until(isDone, 10 * MINUTE_MS);
      expect(left(driver)).toEqual({ machines: 0, things: 0 });
      expect(driver.store.shutdowns.all()[0]?.report?.notGivenBack).toEqual([]);
    },
  );

  it('is not assumed to be gone while the cloud cannot be asked', async () => {
    const { driver, shutDown, shutdown, isDone } = await poolToShut(0);
    shutDown({ how: 'now' });
    await driver.until(() => phases(driver).length === 0);
    driver.simulator.inject({ name: 'apiErrors' });
    await driver.clock.advance(10 * MINUTE_MS);
    const before = driver.history.length;
    await driver.clock.advance(5 * MINUTE_MS);
    const asked = driver.history.slice(before).filter(line => line.includes('apiErrors met api.'));
    // Five of us ask, each about once a minute.
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.length).toBeLessThan(60);
    expect(shutdown()?.state).toBe('stuck');
    expect(shutdown()?.remaining[0]?.why).toContain('Nobody can say whether anything is left');
    driver.simulator.clear();
    await driver.until(isDone);
  });

  it('is told of an engine that is away: the container is not taken for gone, and the command is there', async () => {
    const { driver, shutDown, shutdown, isDone, isStuck } = await poolToShut(1, { lifetime: '0m' });
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
