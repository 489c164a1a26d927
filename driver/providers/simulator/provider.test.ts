import { afterEach, describe, expect, it } from 'vitest';
import { virtualClock } from '../../../test/support/virtualClock';
import { isRockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import { slotsOfEngine } from '../../model/slots';
import { createSimulator, type Simulator, type SimulatorSettings, simulatorConfigSchema } from './index';

const { signal } = new AbortController();
const instantly = { min: 0, max: 0 };
const hostOf = (id: string | number) => ({ id: `pb_dd_${id}` }) as Host;

const open: Simulator[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});
/** A cloud that answers at once. */
function start(settings: SimulatorSettings = {}) {
  const clock = virtualClock();
  const simulator = createSimulator({ clock, settings: { apiLatencyMs: instantly, ...settings } });
  open.push(simulator);
  return { clock, simulator, provider: simulator.provider('pool', 'controller') };
}
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    error => (isRockpoolError(error) ? error.value.code : String(error)),
  );

describe('the simulated cloud', () => {
  it('boots a machine within the times of the config', async () => {
    const { clock, provider } = start({ bootMs: { min: 20_000, max: 60_000 } });
    await provider.create(hostOf(1), { signal });
    expect(await provider.list([], { signal })).toMatchObject([{ hostId: 'pb_dd_1', state: 'building' }]);
    await clock.advance(19_999);
    expect(await provider.list([], { signal })).toMatchObject([{ state: 'building' }]);
    await clock.advance(40_001);
    expect(await provider.list([], { signal })).toMatchObject([
      { state: 'running', engineUrl: 'sim://simulated-1', facts: { operatingSystem: /^Simulated/ } },
    ]);
  });

  it('refuses more machines than its quota, and has room again when one is gone', async () => {
    const { clock, provider, simulator } = start({ quota: 2 });
    for (const id of [1, 2]) await provider.create(hostOf(id), { signal });
    expect(await codeOf(provider.create(hostOf(3), { signal }))).toBe('QUOTA_REACHED');
    expect(await provider.destroy(hostOf(1), { signal })).toBe('accepted');
    expect(await codeOf(provider.create(hostOf(3), { signal }))).toBe('QUOTA_REACHED');
    await clock.advance(10_000);
    expect(await codeOf(provider.create(hostOf(3), { signal }))).toBe('no error');
    simulator.configure({ quota: 3 });
    expect(await codeOf(provider.create(hostOf(4), { signal }))).toBe('no error');
    expect(provider.hosts.atMost).toBe(3);
  });

  it('makes a machine of the flavor that is named, and says which there are where it has none such', async () => {
    const { provider, simulator } = start();
    await provider.create(hostOf(1), { signal });
    await provider.create({ ...hostOf(2), flavor: 'standard.xlarge' }, { signal });
    expect(simulator.world.machines().map(({ flavor }) => flavor.memoryMiB)).toEqual([4096, 16_384]);
    const missing = provider.create({ ...hostOf(3), flavor: 'gpu' }, { signal });
    await expect(missing).rejects.toThrow(/"gpu".*standard.medium, standard.xlarge, gpu.1.1gpu/);
    const { flavors } = simulatorConfigSchema.parse({});
    expect(flavors.map(({ memoryMiB }) => slotsOfEngine(memoryMiB))).toEqual([6, 24, 210]);
  });

  it('shows a pool its own machines only', async () => {
    const { provider, simulator } = start();
    await simulator.provider('other', 'controller').create(hostOf('other'), { signal });
    await provider.create(hostOf(1), { signal });
    expect(await provider.list([], { signal })).toMatchObject([{ hostId: 'pb_dd_1' }]);
    expect(await provider.destroy(hostOf(2), { signal })).toBe('gone');
  });

  it('lists page after page, thousands of machines', async () => {
    const { clock, provider } = start();
    for (let i = 0; i < 2_050; i += 1) await provider.create(hostOf(i), { signal });
    await clock.advance(120_000);
    const machines = await provider.list([], { signal });
    expect(new Set(machines.map(({ hostId }) => hostId)).size).toBe(2_050);
  });

  it('has machines that fail to boot, and ones that die later, as often as the config says', async () => {
    const { clock, provider } = start({ failureRates: { boot: 0.5, hostsPerHour: 1 } });
    for (let i = 0; i < 200; i += 1) await provider.create(hostOf(i), { signal });
    const failed = async () =>
      (await provider.list([], { signal })).filter(({ state }) => state === 'failed').length;
    await clock.advance(60_000);
    const atBoot = await failed();
    expect(atBoot).toBeGreaterThan(70);
    expect(atBoot).toBeLessThan(130);
    await clock.advance(3_600_000);
    expect(await failed()).toBeGreaterThan(atBoot + 30);
  });

  it('does not do what is given up before it arrives', async () => {
    const { clock, provider, simulator } = start({ apiLatencyMs: { min: 1_000, max: 1_000 } });
    const stop = new AbortController();
    const creating = provider.create(hostOf(1), { signal: stop.signal });
    creating.catch(() => undefined);
    await clock.advance(400);
    stop.abort();
    await expect(creating).rejects.toThrow(/abort/i);
    await clock.advance(60_000);
    expect(simulator.world.machines()).toEqual([]);
  });

  it('has a volume for each machine and a group for each pool, which go with their machines', async () => {
    const { clock, provider, simulator } = start();
    const things = async () => (await provider.resources({ signal })).map(({ id }) => id);
    await simulator.provider('other', 'controller').create(hostOf('other'), { signal });
    for (const id of [1, 2]) await provider.create(hostOf(id), { signal });
    expect(await things()).toEqual(['volume-3', 'group-4', 'volume-5']);
    await provider.destroy(hostOf(1), { signal });
    await clock.advance(10_000);
    expect(await things()).toEqual(['group-4', 'volume-5']);
    await provider.destroy(hostOf(2), { signal });
    await provider.create(hostOf(3), { signal });
    await clock.advance(10_000);
    expect(await things()).toEqual(['group-4', 'volume-6']);
    await provider.destroy(hostOf(3), { signal });
    await clock.advance(10_000);
    expect(await things()).toEqual([]);
  });

  it('gives the security group back also where the last machine vanished', async () => {
    const { provider, simulator } = start();
    await provider.create(hostOf(1), { signal });
    const [machine] = simulator.world.machines();
    if (machine) simulator.world.vanish(machine);
    expect((await provider.resources({ signal })).map(({ kind }) => kind)).toEqual(['securityGroup']);
    expect(await provider.destroy(hostOf(1), { signal })).toBe('gone');
    expect(await provider.resources({ signal })).toEqual([]);
  });

  it('says whose its machines are, of which flavor and since when', async () => {
    const { clock, provider } = start();
    await clock.advance(5_000);
    const createdAt = clock.now();
    await provider.create(hostOf(1), { signal });
    await clock.advance(90_000);
    expect(await provider.list([], { signal })).toMatchObject([
      { controllerId: 'controller', flavor: 'standard.medium', createdAt },
    ]);
  });

  it('keeps a lease for each pool; of two who write on the same ground one fails', async () => {
    const { provider, simulator } = start();
    const other = simulator.provider('pool', 'other');
    const lease = { holder: 'a', holderName: 'Ada', epoch: 1, since: 0, renewedAt: 0, predecessors: [] };
    expect(await provider.lease.read({ signal })).toBeUndefined();
    expect(await provider.lease.write(lease, undefined, { signal })).toBe(true);
    expect(await other.lease.write({ ...lease, holder: 'b' }, undefined, { signal })).toBe(false);
    expect(await other.lease.read({ signal })).toEqual(lease);
    expect(await other.lease.write({ ...lease, holder: 'b', epoch: 2 }, lease, { signal })).toBe(true);
    expect(await provider.lease.write({ ...lease, renewedAt: 1 }, lease, { signal })).toBe(false);
    expect(await simulator.provider('another', 'a').lease.read({ signal })).toBeUndefined();
  });

  it('says of each setting what it means', () => {
    const { shape } = simulatorConfigSchema;
    const rates = shape.failureRates.unwrap().shape;
    const all = Object.entries({ ...shape, ...rates }).filter(([name]) => name !== 'failureRates');
    for (const [name, { description }] of all) expect(description, name).toMatch(/^[A-Z].*\.$/);
  });

  it('says that its hosts are simulated', () => {
    const { provider } = start();
    expect(provider.nameOf('pb_dd_0123456789abcdef')).toBe('simulated-89abcdef');
  });
});
