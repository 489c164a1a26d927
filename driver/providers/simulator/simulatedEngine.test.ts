import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterEach, describe, expect, it } from 'vitest';
import { virtualClock } from '../../../test/support/virtualClock';
import type { ContainerSpec } from '../../engine';
import { isRockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import { createSimulator, type Simulator, type SimulatorSettings } from './index';

const { signal } = new AbortController();
const hex = 'a'.repeat(64);
const image = `sha256:${hex}`;
const host = { id: 'pb_dd_1' } as Host;
const exact = (ms: number) => ({ min: ms, max: ms });

const open: Simulator[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

/** A machine whose engine answers, on a clock that moves when a call waits. */
async function start(settings: SimulatorSettings = {}) {
  const clock = virtualClock();
  const simulator = createSimulator({
    clock,
    settings: { images: [image], startMs: exact(2_000), pushMs: exact(20_000), ...settings },
  });
  open.push(simulator);
  async function done<T>(call: Promise<T>): Promise<T> {
    const settled = { is: false };
    const end = () => {
      settled.is = true;
    };
    call.then(end, end);
    await clock.until(() => settled.is, 600_000);
    return call;
  }
  const codeOf = (call: Promise<unknown>) =>
    done(call).then(
      () => 'no error',
      error => (isRockpoolError(error) ? error.value.code : String(error)),
    );
  await done(simulator.provider('pool', 'controller').create(host, { signal }));
  const [machine] = simulator.world.machines();
  if (!machine) throw new Error('no machine');
  const engine = simulator.engine(`sim://${machine.providerId}`);
  const up = () => clock.until(() => simulator.world.now() >= machine.engineAt, 600_000);
  async function run(instance = 'i1') {
    const id = await done(engine.create(spec(instance)));
    await done(engine.start(id));
    return id;
  }
  return { clock, simulator, machine, engine, done, codeOf, up, run };
}

function spec(instance = 'i1', controller = 'c'): ContainerSpec {
  const marks = {
    ...{ controller, pool: 'pool', host: host.id, instance, blueprint: 'b', user: 'ada' },
    ...{ slots: 1, route: 'f'.repeat(32), port: 8080, created: 0, lifetime: 0 },
  };
  const own = { name: `pb-${instance}`, imageId: image, command: ['serve'], environment: {} };
  return { ...own, marks, port: 8080, memoryMiB: 512 };
}

function archive(manifest: string): Readable {
  const tar = pack();
  tar.entry({ name: 'manifest.json' }, manifest);
  tar.entry({ name: 'layer.tar' }, Buffer.alloc(200_000));
  tar.finalize();
  return Readable.from(tar);
}

describe('a simulated engine', () => {
  it('is not there before its machine has booted and been prepared, and says so as a real one', async () => {
    const { engine, codeOf, done, up } = await start();
    expect(await codeOf(engine.facts())).toBe('ENGINE_UNREACHABLE');
    await up();
    expect(await done(engine.facts())).toMatchObject({ version: 'simulated', memoryMiB: 4096, cpus: 2 });
  });

  it('tells those who watch when it begins to answer', async () => {
    const { engine, clock, machine, simulator } = await start();
    const told: number[] = [];
    const unwatch = engine.watch('c', () => told.push(simulator.world.now()));
    await clock.advance(120_000);
    unwatch();
    expect(told).toContain(machine.engineAt);
  });

  it('makes one container for an instance, however often it is asked', async () => {
    const { engine, machine, done, codeOf, up } = await start();
    await up();
    const id = await done(engine.create(spec()));
    expect(await done(engine.create(spec()))).toBe(id);
    expect(machine.containers.size).toBe(1);
    expect(await codeOf(engine.create({ ...spec('i2'), imageId: 'sha256:other' }))).toBe('IMAGE_GONE');
  });

  it('lists the containers of one controller, or of all', async () => {
    const { engine, done, up, run } = await start();
    await up();
    const id = await run();
    await done(engine.create(spec('i2', 'other')));
    expect(await done(engine.list('c'))).toMatchObject([
      { containerId: id, state: 'running', hostPort: 32_769 },
    ]);
    expect(await done(engine.list(undefined))).toMatchObject([{ state: 'running' }, { state: 'created' }]);
  });

  it('answers on the port once the program in the container would, and no more when it has gone', async () => {
    const { engine, simulator, done, up, run } = await start();
    await up();
    const id = await run();
    const { hostPort = 0, startedAt } = await done(engine.inspect(id));
    expect(startedAt).toBeLessThanOrEqual(simulator.clock.now());
    const look = () => done(engine.look?.(hostPort, '/', { signal }) ?? Promise.reject(new Error()));
    expect(await look()).toBe('refused');
    expect(await look()).toBe('http');
    await done(engine.remove(id));
    await done(engine.remove(id));
    expect(await look()).toBe('refused');
  });

  it('keeps a container that runs where only one that does not is to go', async () => {
    const { engine, done, up, run } = await start();
    await up();
    const id = await run();
    await done(engine.remove(id, { unlessItRuns: true }));
    expect(await done(engine.list('c'))).toMatchObject([{ containerId: id, state: 'running' }]);
  });

  it('has no use, details or start for a container that is gone', async () => {
    const { engine, codeOf, done, up, run } = await start();
    await up();
    const id = await done(engine.create(spec()));
    expect(await codeOf(engine.usage(id))).toBe('CONTAINER_NOT_RUNNING');
    await run();
    expect(await done(engine.usage(id))).toMatchObject({ processes: 12 });
    await done(engine.remove(id));
    expect(await codeOf(engine.usage(id))).toBe('CONTAINER_GONE');
    expect(await codeOf(engine.inspect(id))).toBe('CONTAINER_GONE');
    expect(await codeOf(engine.start(id))).toBe('CONTAINER_GONE');
  });

  it('takes an image from an archive, for as long as a push takes', async () => {
    const { engine, clock, done, codeOf, up } = await start({ images: [] });
    await up();
    const wanted = { id: 'lab/httpd:latest', imageId: image, layers: [] };
    expect(await done(engine.findImage(wanted))).toBeUndefined();
    const progress: number[] = [];
    const before = clock.monotonic();
    const manifest = JSON.stringify([{ Config: `${hex}.json` }]);
    await done(engine.load(archive(manifest), { onProgress: bytes => progress.push(bytes) }));
    expect(clock.monotonic() - before).toBeGreaterThanOrEqual(20_000);
    expect(progress.at(-1)).toBeGreaterThan(200_000);
    expect(await done(engine.findImage(wanted))).toBe(image);
    expect(await codeOf(engine.load(archive('no json'), {}))).toBe('ENGINE_REFUSED');
  });

  it('stops a push with the signal, and then lacks the image', async () => {
    const { engine, clock, done, up } = await start({ images: [] });
    await up();
    const stop = new AbortController();
    const load = engine.load(archive(JSON.stringify([{ Config: hex }])), { signal: stop.signal });
    load.catch(() => undefined);
    await clock.advance(5_000);
    stop.abort();
    await expect(load).rejects.toThrow(/abort/i);
    await clock.advance(60_000);
    expect(await done(engine.hasImage(image))).toBe(false);
  });

  it('prints what has happened to a container, and goes on as long as it runs', async () => {
    const { engine, clock, machine, simulator, up, run } = await start();
    await up();
    const id = await run();
    let text = '';
    const reading = (async () => {
      for await (const chunk of engine.logs(id, { follow: true, tail: 2, signal })) text += chunk;
    })();
    await clock.advance(5_000);
    expect(text).toMatch(/^Image .*\nCommand: serve\nPort 8080 answers.\n$/);
    simulator.inject({ name: 'containerDies', hostId: machine.hostId });
    await clock.advance(10);
    await reading;
    expect(text).toContain('Ended with exit code 137.');
  });

  it('ends the reading of a log quietly with the signal', async () => {
    const { engine, clock, up, run } = await start();
    await up();
    const id = await run();
    const stop = new AbortController();
    const reading = (async () => {
      for await (const _ of engine.logs(id, { follow: true, tail: 10, signal: stop.signal }));
    })();
    await clock.advance(5_000);
    stop.abort();
    await expect(reading).resolves.toBeUndefined();
  });

  it('has no docker behind it, and says so', async () => {
    const { engine } = await start();
    expect(() => engine.docker).toThrow(/simulated/);
  });

  it('fails as often as the config says', async () => {
    const { engine, codeOf, up, simulator } = await start();
    await up();
    simulator.configure({ failureRates: { engine: 0.3 } });
    const codes: string[] = [];
    for (let i = 0; i < 200; i += 1) codes.push(await codeOf(engine.list(undefined)));
    const failed = codes.filter(code => code === 'ENGINE_REFUSED').length;
    expect(failed).toBeGreaterThan(30);
    expect(failed).toBeLessThan(90);
  });
});
