import { afterEach, describe, expect, it } from 'vitest';
import {
  type SimulatedCloud,
  type SimulatedDriver,
  simulatedCloud,
} from '../../test/support/simulatedDriver';
import type { SimulatorSettings } from '../providers/simulator';

const open: SimulatedCloud[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});
const MINUTE_MS = 60_000;

const planOf = ({ pools }: SimulatedDriver) => pools.plans()[0];
const codes = (driver: SimulatedDriver) => planOf(driver)?.banners.map(({ code }) => code) ?? [];
const hostsOf = ({ store }: SimulatedDriver) => store.hosts.all().filter(({ phase }) => phase !== 'removed');
const machinesOf = (cloud: SimulatedCloud, owner?: string) =>
  cloud.simulator.world.machines().filter(({ controllerId }) => (owner ?? controllerId) === controllerId);
const isActive = (driver: SimulatedDriver) => hostsOf(driver).some(({ phase }) => phase === 'active');

/** A cloud on which "first" has the pool, with a host, and "second" was started then. */
async function two(settings?: SimulatorSettings) {
  const cloud = await simulatedCloud(settings);
  open.push(cloud);
  const first = cloud.driver('first');
  await first.until(() => isActive(first));
  const second = cloud.driver('second');
  await second.until(() => planOf(second)?.lease?.state === 'other');
  return { cloud, first, second };
}
function takeOver(driver: SimulatedDriver): Promise<void> {
  let error: unknown;
  let isDone = false;
  driver.pools.takeOver(driver.poolId, { signal: new AbortController().signal }).then(
    () => {
      isDone = true;
    },
    reason => {
      error = reason;
      isDone = true;
    },
  );
  return driver
    .until(() => isDone)
    .then(() => {
      if (error) throw error;
    });
}

describe('two controllers on one pool', () => {
  it('the second is told who has it, and changes nothing', async () => {
    const { cloud, first, second } = await two();
    second.launch();
    await second.clock.advance(10 * MINUTE_MS);
    expect(codes(second)).toEqual(['LEASE_HELD']);
    expect(planOf(second)?.lease).toMatchObject({ state: 'other', holder: { holderName: 'first' } });
    expect(planOf(second)?.foreign).toMatchObject([{ controllerId: 'first', name: 'first', hosts: 1 }]);
    expect(second.store.instances.all()[0]).toMatchObject({ state: 'queueing', reason: /first/ });
    expect(hostsOf(second)).toEqual([]);
    expect(machinesOf(cloud)).toHaveLength(1);
    expect(planOf(first)?.lease?.state).toBe('held');
  });

  it('who was killed has it again at the next start, with a higher epoch', async () => {
    const { cloud, first } = await two();
    const before = cloud.simulator.world.leases.read(first.poolId)?.epoch ?? 0;
    await first.restart();
    await first.until(() => planOf(first)?.lease?.state === 'held');
    expect(cloud.simulator.world.leases.read(first.poolId)?.epoch).toBe(before + 1);
  });

  it('at the word of an admin it goes over: the first stops, and all that it made is adopted', async () => {
    const { cloud, first, second } = await two();
    const id = first.launch();
    await first.until(() => first.store.instances.get(id)?.state === 'running');
    await takeOver(second);
    expect(planOf(second)?.lease?.state).toBe('waiting');
    await first.until(() => codes(first).includes('LEASE_HELD'), 2 * MINUTE_MS);
    expect(planOf(first)?.lease?.holder?.holderName).toBe('second');
    expect(hostsOf(second)).toEqual([]);
    await second.until(() => second.store.instances.get(id)?.state === 'running', 6 * MINUTE_MS);
    expect(machinesOf(cloud, 'first').map(({ hostId }) => hostId)).toEqual(
      hostsOf(second).map(one => one.id),
    );
    expect(second.store.pools.get(second.poolId)?.predecessors).toEqual(['first']);
    expect(planOf(second)?.foreign).toEqual([]);
    first.launch();
    await first.clock.advance(5 * MINUTE_MS);
    expect(machinesOf(cloud)).toHaveLength(1);
    expect(machinesOf(cloud)[0]?.containers.size).toBe(1);
    second.instances.destroy([id]);
    await second.until(() => second.store.instances.get(id)?.state === 'deleted');
    expect(machinesOf(cloud)[0]?.containers.size).toBe(0);
  });

  it('a host that was on its way when it went over keeps what the other has launched there', async () => {
    const cloud = await simulatedCloud({ bootMs: { min: 2 * MINUTE_MS, max: 2 * MINUTE_MS } });
    open.push(cloud);
    const first = cloud.driver('first');
    await first.until(() => machinesOf(cloud).length === 1);
    const second = cloud.driver('second');
    await second.until(() => planOf(second)?.lease?.state === 'other');
    await takeOver(second);
    const id = second.launch();
    await second.until(() => second.store.instances.get(id)?.state === 'running');
    expect(hostsOf(first).map(({ phase }) => phase)).toEqual(['spawning']);
    await takeOver(first);
    first.pools.configure(first.poolId, { DD_SHUTDOWN_MODE: true });
    await first.until(() => first.store.instances.get(id)?.state === 'running');
    await first.clock.advance(10 * MINUTE_MS);
    expect(machinesOf(cloud)[0]?.containers.size).toBe(1);
  });

  it('a host that was to be removed when it went over keeps what the other has launched there', async () => {
    const { cloud, first, second } = await two();
    cloud.simulator.inject({ name: 'apiErrors', call: 'api.destroy', forMs: 60 * MINUTE_MS });
    first.pools.configure(first.poolId, { DD_SHUTDOWN_MODE: true });
    await first.until(() => hostsOf(first).some(({ phase }) => phase === 'removing'));
    await second.clock.advance(MINUTE_MS / 2);
    await takeOver(second);
    const id = second.launch();
    await second.until(() => second.store.instances.get(id)?.state === 'running', 20 * MINUTE_MS);
    expect(hostsOf(first).map(({ phase }) => phase)).toEqual(['removing']);
    cloud.simulator.clear();
    await takeOver(first);
    await first.until(() => first.store.instances.get(id)?.state === 'running', 10 * MINUTE_MS);
    await first.clock.advance(10 * MINUTE_MS);
    expect(machinesOf(cloud)[0]?.containers.size).toBe(1);
    first.instances.destroy([id]);
    await first.until(() => machinesOf(cloud).length === 0, 10 * MINUTE_MS);
  });

  it('two never write within the same time, also where the first cannot read who has the pool', async () => {
    const { cloud, first, second } = await two();
    cloud.simulator.inject({ name: 'apiErrors', call: 'api.lease', times: 1 });
    await second.clock.advance(MINUTE_MS);
    await takeOver(second);
    cloud.simulator.inject({ name: 'apiHangs', call: 'api.lease', forMs: 20 * MINUTE_MS });
    let overlaps = 0;
    await cloud.clock.until(() => {
      const writers = [first, second].filter(one => {
        const { lease } = one.pools.plans()[0] ?? {};
        return lease?.state === 'held';
      });
      if (writers.length > 1) overlaps += 1;
      return false;
    }, 20 * MINUTE_MS);
    expect(overlaps).toBe(0);
    expect(planOf(first)?.lease?.state).toBe('unknown');
    expect(codes(first)).toContain('LEASE_UNKNOWN');
  });

  it('a lease that cannot be read for a while stops nothing; for long, it does', async () => {
    const { cloud, first } = await two();
    cloud.simulator.inject({ name: 'apiErrors', call: 'api.lease', forMs: 4 * MINUTE_MS });
    await first.clock.advance(3 * MINUTE_MS);
    const id = first.launch();
    await first.until(() => first.store.instances.get(id)?.state === 'running', MINUTE_MS);
    cloud.simulator.inject({ name: 'apiErrors', call: 'api.lease', forMs: 8 * MINUTE_MS });
    await first.until(() => codes(first).includes('LEASE_UNKNOWN'), 7 * MINUTE_MS);
    const late = first.launch();
    await first.clock.advance(MINUTE_MS / 2);
    expect(first.store.instances.get(late)?.state).toBe('queueing');
    await first.until(() => first.store.instances.get(late)?.state === 'running', 10 * MINUTE_MS);
  });

  it('after quitting with hosts nobody has it by himself; without, anybody', async () => {
    const { cloud, first, second } = await two();
    await first.stop();
    await second.until(() => codes(second).includes('LEASE_LEFT'));
    await second.clock.advance(10 * MINUTE_MS);
    expect(hostsOf(second)).toEqual([]);
    await takeOver(second);
    // It was given back: nobody else can be writing.
    await second.until(() => isActive(second), 2 * MINUTE_MS);
    expect(machinesOf(cloud)).toHaveLength(1);
    second.pools.configure(second.poolId, { DD_SHUTDOWN_MODE: true });
    await second.until(() => planOf(second)?.lease?.state === 'idle', 20 * MINUTE_MS);
    expect(machinesOf(cloud)).toEqual([]);
    await first.restart();
    await first.until(() => planOf(first)?.lease?.state === 'held');
    second.pools.configure(second.poolId, { DD_SHUTDOWN_MODE: false });
    await second.until(() => codes(second).includes('LEASE_HELD'));
    await first.until(() => isActive(first));
  });

  it('who has lost the state gives back what predecessors left, also where nothing else is to be done', async () => {
    const { cloud, second } = await two();
    const { world } = cloud.simulator;
    const left = () =>
      world.things.at(world.now()).map(({ kind, controllerId }) => `${kind} of ${controllerId}`);
    await takeOver(second);
    cloud.simulator.inject({ name: 'hostVanishes', hostId: machinesOf(cloud)[0]?.hostId });
    expect(left()).toContain('securityGroup of first');
    await second.restartWithoutState();
    second.pools.configure(second.poolId, { DD_SHUTDOWN_MODE: true, DD_REMOVE_LEFTOVERS: true });
    await second.until(() => left().length === 0, 30 * MINUTE_MS);
    await second.until(() => planOf(second)?.lease?.state === 'idle');
  });

  it('a pool that was given back counts as empty only by a listing that shows what came last', async () => {
    const cloud = await simulatedCloud();
    open.push(cloud);
    const first = cloud.driver('first');
    first.pools.configure(first.poolId, { DD_FREE_SLOT_TARGET: 0 });
    await first.until(() => planOf(first)?.lease?.state === 'held');
    const second = cloud.driver('second');
    await second.until(() => planOf(second)?.lease?.state === 'other');
    // After the second has listed it last, a machine is asked for, and nobody is there any more.
    first.launch();
    await first.until(() => machinesOf(cloud).length > 0);
    cloud.simulator.inject({ name: 'listingLags', forMs: MINUTE_MS / 2 });
    await first.stop();
    await second.until(() => codes(second).includes('LEASE_LEFT'), 5 * MINUTE_MS);
    await second.clock.advance(5 * MINUTE_MS);
    expect(planOf(second)?.lease?.state).toBe('other');
    expect(planOf(second)?.foreign).toMatchObject([{ controllerId: 'first', hosts: 1 }]);
  });

  it('one that runs on a copy of the data folder is told as well', async () => {
    const { cloud, first } = await two();
    const copy = cloud.driver('first');
    await copy.until(() => planOf(copy)?.lease?.state === 'held');
    await first.until(() => codes(first).includes('LEASE_HELD'), 2 * MINUTE_MS);
    await first.clock.advance(5 * MINUTE_MS);
    expect(planOf(copy)?.lease?.state).toBe('held');
  });

  it('machines of another count where the pool is full, and are never touched', async () => {
    const { cloud, first } = await two();
    const other = cloud.simulator.provider(first.poolId, 'third');
    void other.create({ id: 'pb_dd_third', flavor: 'standard.medium' } as never, {
      signal: new AbortController().signal,
    });
    first.pools.configure(first.poolId, { DD_MAX_HOSTS: 3 });
    await first.until(
      () => planOf(first)?.foreign.some(({ controllerId }) => controllerId === 'third') ?? false,
    );
    for (let i = 0; i < 70; i += 1) first.launch();
    await first.clock.advance(10 * MINUTE_MS);
    expect(machinesOf(cloud, 'first')).toHaveLength(2);
    first.instances.destroy(first.store.instances.all().map(({ id }) => id));
    await first.clock.advance(40 * MINUTE_MS);
    expect(machinesOf(cloud, 'third')).toHaveLength(1);
  });
});
