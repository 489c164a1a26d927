import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  type Bench,
  type BenchContext,
  type BenchHost,
  compareInTurn,
  type Result,
  summarize,
} from './contract';
import { type Layer, makeLayer, saveImage } from './push/images';
import { type BenchLibrary, openBenchLibrary } from './push/library';
import { slowLine } from './push/slowLine';
import { byOpenSsh, emptyOf, type OpenHost, openHost } from './ssh/hosts';
import { countSent } from './ssh/sent';

/** Images that are brought to hosts as Rockpool does it, against `ssh HOST docker load < FILE` of OpenSSH. */
const RUNS = { delta: 3, family: 2, cold: 3 };
const HOSTS = 4;
const LOAD = 'docker load --quiet';
const MIB = 1024 * 1024;

interface PushStage extends AsyncDisposable {
  readonly context: BenchContext;
  readonly library: BenchLibrary;
  readonly hosts: readonly OpenHost[];
  /** Bytes that have left this process for a host. */
  sentTo(host: OpenHost): number;
  /** Makes an image of these layers and takes it in. @returns its archive */
  image(name: string, layers: readonly Layer[]): Promise<string>;
  layer(name: string, sizeMiB: number): Promise<Layer>;
}

async function setStage(context: BenchContext, count: number): Promise<PushStage> {
  const folder = path.join(context.tempDir, 'push');
  await mkdir(folder);
  const library = await openBenchLibrary(folder);
  // Connections are counted that are made from now on.
  const sentTo = countSent();
  const hosts = await Promise.all((await context.hosts(count)).map(openHost));
  return {
    context,
    library,
    hosts,
    sentTo: host => sentTo(host.port),
    layer: (name, sizeMiB) => makeLayer(folder, name, sizeMiB),
    async image(name, layers) {
      const file = await saveImage(folder, name, layers);
      await library.take([file]);
      return file;
    },
    async [Symbol.asyncDispose]() {
      for (const host of hosts) {
        await emptyOf(host);
        host[Symbol.dispose]();
      }
      await library[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** 20 MB that are new of 1 GB, and the same once more. */
async function pushDelta(context: BenchContext): Promise<Result[]> {
  const { signal } = context;
  await using stage = await setStage(context, 1);
  const [host] = stage.hosts;
  if (!host) throw new Error('There is no host.');
  const base = [];
  for (const name of ['one', 'two', 'three', 'four']) base.push(await stage.layer(name, 244));
  const fresh = await stage.layer('fresh', 20);
  await stage.image('bench/changing:old', [...base, await stage.layer('stale', 20)]);
  const archive = await stage.image('bench/changing:new', [...base, fresh]);
  await stage.library.push(host.engine, ['bench/changing:old'], signal);
  const push = () => stage.library.push(host.engine, ['bench/changing:new'], signal);
  const byHand = () => byOpenSsh(host, LOAD, { signal, input: archive });
  const bytes: number[] = [];

  context.say(`push-delta, push-again: ${RUNS.delta} runs each, in turn`);
  const time = await compareInTurn({
    ...{ measure: 'push-delta.time', unit: 'ms', runs: RUNS.delta, warmUps: 0, signal },
    async ours() {
      await emptyOf(host, 'bench/changing:new');
      const before = stage.sentTo(host);
      const took = await timed(push);
      bytes.push((stage.sentTo(host) - before) / MIB);
      return took;
    },
    async baseline() {
      await emptyOf(host, 'bench/changing:new');
      return byHand();
    },
  });
  const again = await compareInTurn({
    ...{ measure: 'push-again', unit: 'ms', runs: RUNS.delta, warmUps: 0, signal },
    ours: () => timed(push),
    baseline: byHand,
  });
  const whole = bytes.map(() => fresh.bytes / MIB);
  return [summarize('push-delta.bytes', 'MiB', bytes, whole), time, again];
}

/** Ten images on one base. */
async function pushFamily(context: BenchContext): Promise<Result[]> {
  const { signal } = context;
  await using stage = await setStage(context, 1);
  const [host] = stage.hosts;
  if (!host) throw new Error('There is no host.');
  const base = [await stage.layer('base', 200), await stage.layer('tools', 200)];
  const names = Array.from({ length: 10 }, (_, at) => `bench/family:${at}`);
  const archives: string[] = [];
  let distinct = base.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const name of names) {
    const top = await stage.layer(`top${name.at(-1)}`, 12);
    distinct += top.bytes;
    archives.push(await stage.image(name, [...base, top]));
  }
  const bytes: number[] = [];
  context.say(`push-family: ${RUNS.family} runs each, in turn`);
  const time = await compareInTurn({
    ...{ measure: 'push-family.time', unit: 'ms', runs: RUNS.family, warmUps: 0, signal },
    async ours() {
      await emptyOf(host);
      const before = stage.sentTo(host);
      const took = await timed(() => stage.library.push(host.engine, names, signal));
      bytes.push((stage.sentTo(host) - before) / MIB);
      return took;
    },
    async baseline() {
      await emptyOf(host);
      return timed(async () => {
        for (const input of archives) await byOpenSsh(host, LOAD, { signal, input });
      });
    },
  });
  const whole = bytes.map(() => distinct / MIB);
  return [summarize('push-family.bytes', 'MiB', bytes, whole), time];
}

/** 1 GB to hosts that have nothing of it, all at once. */
async function pushCold(context: BenchContext): Promise<Result[]> {
  const { signal } = context;
  await using stage = await setStage(context, HOSTS);
  const layers = [];
  for (const name of ['one', 'two', 'three', 'four']) layers.push(await stage.layer(name, 250));
  const name = 'bench/cold:latest';
  const archive = await stage.image(name, layers);
  const toAll = async (bring: (host: OpenHost) => Promise<unknown>) => {
    await Promise.all(stage.hosts.map(host => emptyOf(host)));
    return timed(() => Promise.all(stage.hosts.map(bring)));
  };
  context.say(`push-cold: ${RUNS.cold} runs each, in turn`);
  const result = await compareInTurn({
    ...{ measure: 'push-cold', unit: 'ms', runs: RUNS.cold, warmUps: 0, signal },
    ours: () => toAll(({ engine }) => stage.library.push(engine, [name], signal)),
    baseline: () => toAll(host => byOpenSsh(host, LOAD, { signal, input: archive })),
  });
  return [result];
}

/**
 * A quarter of the image for cold pushes: what is waited for is the line, in ours as in the baseline. With
 * RELAY_LAYER_MIB=250 it is the whole, for a quarter of an hour.
 */
const RELAY_LAYER_MIB = Number(process.env.RELAY_LAYER_MIB ?? 64);

/** The same with the workstation behind a slow line, where hosts give each other what one has got. */
async function pushRelay(context: BenchContext): Promise<Result[]> {
  const { signal } = context;
  await using stage = await setStage(context, HOSTS);
  await using line = await slowLine(50, stage.hosts, context.tempDir);
  const layers = [];
  // Layers are hardly ever of one size.
  for (const [at, name] of ['near', 'far', 'here', 'there'].entries())
    layers.push(await stage.layer(name, RELAY_LAYER_MIB + 4 * at));
  const name = 'bench/relay:latest';
  const archive = await stage.image(name, layers);
  const size = layers.reduce((sum, { bytes }) => sum + bytes, 0) / MIB;
  const near = await Promise.all(line.hosts.map(openHost));
  const empty = () => Promise.all(stage.hosts.map(host => emptyOf(host)));
  const bytes: number[] = [];
  try {
    context.say(`push-relay: one run each`);
    const time = await compareInTurn({
      ...{ measure: 'push-relay.time', unit: 'ms', runs: 1, warmUps: 0, signal },
      async ours() {
        await empty();
        const before = line.sent();
        const took = await timed(() => stage.library.feed(near, name, signal));
        bytes.push((line.sent() - before) / MIB);
        return took;
      },
      async baseline() {
        await empty();
        const bring = (host: BenchHost) => byOpenSsh(host, LOAD, { signal, input: archive });
        return timed(() => Promise.all(line.hosts.map(bring)));
      },
    });
    return [summarize('push-relay.bytes', 'MiB', bytes, [size]), time];
  } finally {
    for (const host of near) host[Symbol.dispose]();
  }
}

const benches: Bench[] = [
  { measures: ['push-delta.bytes', 'push-delta.time', 'push-again'], run: pushDelta },
  { measures: ['push-family.bytes', 'push-family.time'], run: pushFamily },
  { measures: ['push-cold'], run: pushCold },
  { measures: ['push-relay.bytes', 'push-relay.time'], run: pushRelay },
];
export default benches;
