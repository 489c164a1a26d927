import { afterEach, describe, expect, it } from 'vitest';
import { virtualClock } from '../../../test/support/virtualClock';
import type { ContainerSpec } from '../../engine';
import { isRockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import type { Resource } from '../../model/resource';
import { createSimulator, type Simulator, type SimulatorSettings, type WorldEvent } from './index';

const { signal } = new AbortController();
const image = `sha256:${'a'.repeat(64)}`;
const host = { id: 'pb_dd_1' } as Host;
/** Each time the same, so that a test can tell when. */
const exact = (ms: number) => ({ min: ms, max: ms });
const settings: SimulatorSettings = {
  images: [image],
  bootMs: exact(30_000),
  prepareMs: exact(10_000),
  startMs: exact(2_000),
  deleteMs: exact(5_000),
  apiLatencyMs: exact(100),
  engineLatencyMs: exact(10),
};
const UP_MS = 41_000;

const open: Simulator[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

function start(changes: SimulatorSettings = {}) {
  const clock = virtualClock();
  const history: WorldEvent[] = [];
  const simulator = createSimulator({
    clock,
    settings: { ...settings, ...changes },
    onEvent: event => history.push(event),
  });
  open.push(simulator);
  const provider = simulator.provider('pool', 'controller');
  /** Runs a call in virtual time: its value, or the code of its error. */
  async function done<T>(call: Promise<T>, limitMs = 300_000): Promise<T | string> {
    let result: { value: T | string } | undefined;
    call.then(
      value => {
        result = { value };
      },
      error => {
        result = { value: isRockpoolError(error) ? error.value.code : String(error) };
      },
    );
    await clock.until(() => result !== undefined, limitMs);
    if (!result) throw new Error('no answer');
    return result.value;
  }
  const list = () => done(provider.list([], { signal }));
  const create = (id = host.id) => done(provider.create({ ...host, id }, { signal }));
  async function up(id = host.id) {
    await create(id);
    await clock.advance(UP_MS);
    const machine = simulator.world.machines().find(({ hostId }) => hostId === id);
    if (!machine) throw new Error('no machine');
    return { machine, engine: simulator.engine(`sim://${machine.providerId}`) };
  }
  return { simulator, world: simulator.world, provider, clock, history, done, list, create, up };
}

function spec(instance = 'i1'): ContainerSpec {
  const marks = {
    ...{ controller: 'c', pool: 'pool', host: host.id, instance, blueprint: 'b', user: 'ada' },
    ...{ slots: 1, route: 'f'.repeat(32), port: 8080, created: 0, lifetime: 0 },
  };
  const own = { name: `pb-${instance}`, imageId: image, command: [], environment: {} };
  return { ...own, marks, port: 8080, memoryMiB: 512 };
}

describe('each fault by its name', () => {
  it('hostDies: the cloud lists the machine as failed, and its engine answers no more', async () => {
    const { simulator, list, up, done } = start();
    const { engine } = await up();
    simulator.inject({ name: 'hostDies', hostId: host.id });
    expect(await list()).toMatchObject([{ hostId: host.id, state: 'failed' }]);
    expect(await done(engine.list(undefined))).toBe('ENGINE_UNREACHABLE');
  });

  it('hostVanishes: the cloud does not know the machine any more', async () => {
    const { simulator, list, up } = start();
    await up();
    simulator.inject({ name: 'hostVanishes' });
    expect(await list()).toEqual([]);
  });

  it('engineHangs: calls run into their time limit, until the fault is cleared', async () => {
    const { simulator, clock, up, done } = start();
    const { engine } = await up();
    simulator.inject({ name: 'engineHangs', hostId: host.id });
    const before = clock.monotonic();
    expect(await done(engine.list(undefined))).toBe('ENGINE_TIMEOUT');
    expect(clock.monotonic() - before).toBe(15_000);
    simulator.clear('engineHangs');
    expect(await done(engine.list(undefined))).toEqual([]);
  });

  it('engineHangs: another host is not concerned', async () => {
    const { simulator, up, done } = start();
    const { engine } = await up('pb_dd_2');
    simulator.inject({ name: 'engineHangs', hostId: host.id });
    expect(await done(engine.list(undefined))).toEqual([]);
  });

  it('apiErrors: so many calls fail without being done, then they work again', async () => {
    const { simulator, world, create } = start();
    simulator.inject({ name: 'apiErrors', times: 2 });
    expect(await create()).toBe('CLOUD_FAILED');
    expect(await create()).toBe('CLOUD_FAILED');
    expect(world.machines()).toHaveLength(0);
    expect(await create()).toBeUndefined();
  });

  it('apiHangs: the call is neither done nor answered', async () => {
    const { simulator, world, create, provider, done } = start();
    simulator.inject({ name: 'apiHangs', times: 2 });
    expect(await create()).toBe('CLOUD_TIMEOUT');
    expect(await done(provider.destroy(host, { signal }))).toBe('CLOUD_TIMEOUT');
    expect(world.machines()).toHaveLength(0);
  });

  it('answerAfterTimeout: the call is done, and its answer is not there in time', async () => {
    const { simulator, world, clock, create } = start();
    simulator.inject({ name: 'answerAfterTimeout', call: 'api.create', times: 1 });
    expect(await create()).toBe('CLOUD_TIMEOUT');
    expect(clock.monotonic()).toBe(30_000);
    expect(world.machines()).toHaveLength(1);
  });

  it('answerAfterTimeout: an engine has made the container all the same, and finds it at the second try', async () => {
    const { simulator, up, done } = start();
    const { engine, machine } = await up();
    simulator.inject({ name: 'answerAfterTimeout', call: 'engine.create', times: 1 });
    expect(await done(engine.create(spec()))).toBe('ENGINE_TIMEOUT');
    expect([...machine.containers.keys()]).toEqual([await done(engine.create(spec()))]);
  });

  it('createAnswerLost: the machine is made, though the caller is told that the connection ended', async () => {
    const { simulator, list, create } = start();
    simulator.inject({ name: 'createAnswerLost', times: 1 });
    expect(await create()).toBe('CLOUD_ANSWER_LOST');
    expect(await list()).toMatchObject([{ hostId: host.id, state: 'building' }]);
  });

  it('createAnswerLost: who asks again without looking has two machines, as in any cloud', async () => {
    const { simulator, list, create } = start();
    simulator.inject({ name: 'createAnswerLost', times: 1 });
    await create();
    await create();
    expect(await list()).toMatchObject([{ hostId: host.id }, { hostId: host.id }]);
  });

  it('listingFailsOnSecondPage: a part is never the answer', async () => {
    const { simulator, list, create, history } = start();
    await create();
    simulator.inject({ name: 'listingFailsOnSecondPage', times: 1 });
    expect(await list()).toBe('CLOUD_FAILED');
    expect(history.filter(({ what }) => what === 'api.list')).toHaveLength(1);
    expect(await list()).toHaveLength(1);
  });

  it('listingLags: the answer is how things were 20 seconds ago', async () => {
    const { simulator, clock, list, create } = start();
    await create();
    simulator.inject({ name: 'listingLags' });
    expect(await list()).toEqual([]);
    await clock.advance(20_000);
    expect(await list()).toHaveLength(1);
  });

  it('listingLags: a machine that is gone is shown for 20 seconds more', async () => {
    const { simulator, clock, provider, list, done, up } = start();
    await up();
    await done(provider.destroy(host, { signal }));
    await clock.advance(5_000);
    expect(await list()).toEqual([]);
    simulator.inject({ name: 'listingLags' });
    expect(await list()).toHaveLength(1);
  });

  it('deleteHangs: the end is accepted and does not come, until it is asked for again afterwards', async () => {
    const { simulator, clock, provider, list, done, up } = start();
    await up();
    simulator.inject({ name: 'deleteHangs' });
    expect(await done(provider.destroy(host, { signal }))).toBe('accepted');
    await clock.advance(600_000);
    expect(await list()).toHaveLength(1);
    simulator.clear();
    expect(await done(provider.destroy(host, { signal }))).toBe('accepted');
    await clock.advance(5_000);
    expect(await done(provider.destroy(host, { signal }))).toBe('gone');
  });

  it('machineStays: the cloud says that a machine is gone, and goes on listing it', async () => {
    const { simulator, clock, provider, list, done, up } = start();
    const { machine } = await up();
    simulator.inject({ name: 'machineStays', times: 1 });
    expect(await done(provider.destroy(host, { signal }))).toBe('gone');
    await clock.advance(600_000);
    expect(await list()).toMatchObject([{ hostId: host.id, state: 'running' }]);
    const resource = {
      kind: 'server' as const,
      id: machine.providerId,
      name: 'x',
      controllerId: 'controller',
    };
    expect(await done(provider.release(resource, { signal }))).toBe('accepted');
    await clock.advance(5_000);
    expect(await list()).toEqual([]);
  });

  it('volumeStays: the machine goes, and its volume is there until it is released', async () => {
    const { simulator, clock, provider, done, up } = start();
    const things = () => done(provider.resources({ signal }));
    await up();
    simulator.inject({ name: 'volumeStays', times: 1 });
    await done(provider.destroy(host, { signal }));
    await clock.advance(10_000);
    const left = await things();
    expect(left).toMatchObject([{ kind: 'volume', hostId: host.id, controllerId: 'controller' }]);
    const [volume] = left as Resource[];
    if (!volume) throw new Error('no volume');
    simulator.inject({ name: 'deleteHangs', times: 1 });
    for (const wanted of ['accepted', 'accepted']) {
      expect(await done(provider.release(volume, { signal }))).toBe(wanted);
      await clock.advance(10_000);
    }
    expect(await things()).toEqual([]);
    expect(await done(provider.release(volume, { signal }))).toBe('gone');
  });

  it('groupStays: the last machine goes without the security group', async () => {
    const { simulator, clock, provider, done, up } = start();
    await up();
    simulator.inject({ name: 'groupStays', times: 1 });
    await done(provider.destroy(host, { signal }));
    await clock.advance(10_000);
    expect(await done(provider.resources({ signal }))).toMatchObject([{ kind: 'securityGroup' }]);
  });

  it('containerDies: a running container ends, and who watches the engine is told', async () => {
    const { simulator, clock, up, done } = start();
    const { engine } = await up();
    const id = String(await done(engine.create(spec())));
    await done(engine.start(id));
    let told = 0;
    const unwatch = engine.watch('c', () => {
      told += 1;
    });
    await clock.advance(10);
    const before = told;
    simulator.inject({ name: 'containerDies' });
    expect(told).toBe(before + 1);
    unwatch();
    expect(await done(engine.list('c'))).toMatchObject([{ state: 'ended', exitCode: 137 }]);
  });

  it('clockJumps: the wall clock goes on, and no time passes', async () => {
    const { simulator } = start();
    const [wall, elapsed] = [simulator.clock.now(), simulator.clock.monotonic()];
    simulator.inject({ name: 'clockJumps', jumpMs: -90_000 });
    expect(simulator.clock.now()).toBe(wall - 90_000);
    expect(simulator.clock.monotonic()).toBe(elapsed);
  });
});

describe('faults of the config', () => {
  it('begin and end at their times', async () => {
    const { clock, simulator } = start({ faults: [{ name: 'apiErrors', atMs: 60_000, forMs: 30_000 }] });
    await clock.advance(59_000);
    expect(simulator.faults()).toEqual([]);
    await clock.advance(1_000);
    expect(simulator.faults()).toEqual(['apiErrors']);
    await clock.advance(30_000);
    expect(simulator.faults()).toEqual([]);
  });

  it('do not come any more once all are cleared', async () => {
    const { clock, simulator } = start({ faults: [{ name: 'apiErrors', atMs: 60_000 }] });
    simulator.clear();
    await clock.advance(120_000);
    expect(simulator.faults()).toEqual([]);
  });

  it('are refused with what is wrong where a name or time makes no sense', () => {
    const { simulator } = start();
    expect(() => simulator.inject({ name: 'hostDies', atMs: -1 })).toThrow(/atMs/);
    expect(() => simulator.configure({ bootMs: { min: 2, max: 1 } })).toThrow(/least/);
  });
});
