import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  type Bench,
  type BenchContext,
  type BenchHost,
  compareInTurn,
  type Result,
  summarize,
} from '../contract';
import { askOf, Stage } from '../proxy/stage';
import { makeLayer, saveImage } from '../push/images';
import { emptyOf, openHost } from './hosts';
import type { Asked, Memory, Pushed } from './ours.program';

/** What pushes and hosts cost the process that serves everything else. */
const ROUTE = 'b'.repeat(32);
const IMAGE = 'bench/burden:latest';
const PUSH_RUNS = 3;
const PUSH_HOSTS = 4;
/** Until a push sends. */
const UNDER_WAY_MS = 500;
const MEMORY_HOSTS = [1, 5, 10];
const MEMORY_RUNS = 3;
/** No task of the main process may take longer. */
const LONGEST_MS = 50;

const start = ({ program }: BenchContext, stage: Stage, hosts: readonly BenchHost[], port = 0) =>
  stage.start(program('ssh/ours'), [JSON.stringify(hosts), String(port), ROUTE], {
    execArgv: ['--expose-gc'],
  });

async function archiveIn(folder: string): Promise<Asked> {
  await mkdir(folder, { recursive: true });
  const layers = [];
  for (const name of ['one', 'two', 'three', 'four']) layers.push(await makeLayer(folder, name, 250));
  return { what: 'take', folder, archive: await saveImage(folder, IMAGE, layers) };
}

async function emptyAll(hosts: readonly BenchHost[]): Promise<void> {
  for (const host of hosts) {
    using open = await openHost(host);
    await emptyOf(open);
  }
}

/** Small requests to an instance while its host is sent 1 GB, against the same on a host that is left alone. */
async function besidePush(context: BenchContext): Promise<Result[]> {
  const hosts = await context.hosts(1);
  await using stage = new Stage(context.root);
  const target = await stage.target(hosts[0]?.name);
  const { child, port } = await start(context, stage, hosts, target);
  await askOf(child, await archiveIn(path.join(context.tempDir, 'beside')));
  const calm = () => stage.load('calm', port, `/notebooks/${ROUTE}`);
  context.say(`proxy-ssh.push: ${PUSH_RUNS} runs each, in turn`);
  const result = await compareInTurn({
    ...{ measure: 'proxy-ssh.push', unit: 'ms', runs: PUSH_RUNS, warmUps: 0, signal: context.signal },
    async ours() {
      await emptyAll(hosts);
      const pushed = askOf(child, { what: 'push', name: IMAGE } satisfies Asked);
      await new Promise(resolve => setTimeout(resolve, UNDER_WAY_MS));
      const [figure] = await Promise.all([calm(), pushed]);
      return figure;
    },
    baseline: calm,
  });
  await emptyAll(hosts);
  return [result];
}

/** The longest task of the loop's while all hosts are sent 1 GB at once, against the bar. */
async function loopOfPush(context: BenchContext): Promise<Result[]> {
  const hosts = await context.hosts(PUSH_HOSTS);
  await using stage = new Stage(context.root);
  const { child } = await start(context, stage, hosts);
  await askOf(child, await archiveIn(path.join(context.tempDir, 'loop')));
  context.say(`push-loop: ${PUSH_RUNS} pushes to ${PUSH_HOSTS} hosts`);
  const longest: number[] = [];
  for (let run = 0; run < PUSH_RUNS; run += 1) {
    await emptyAll(hosts);
    const { ticks } = await askOf<Pushed>(child, { what: 'push', name: IMAGE } satisfies Asked);
    const most = (what: 'delayMs' | 'computedMs') => Math.max(...ticks.map(tick => tick[what]));
    context.say(
      `push-loop: at most ${most('delayMs').toFixed(1)} ms, ${most('computedMs').toFixed(1)} ms of computing; the rest: for a processor`,
    );
    longest.push(most('computedMs'));
  }
  await emptyAll(hosts);
  return [summarize('push-loop', 'ms', longest, [LONGEST_MS])];
}

/** What each connected host adds to the process, against the process without hosts. */
async function memoryOfHosts(context: BenchContext): Promise<Result[]> {
  const all = await context.hosts(Math.max(...MEMORY_HOSTS));
  context.say(`host-memory: ${MEMORY_RUNS} runs for each of ${MEMORY_HOSTS.join(', ')} hosts`);
  const resident = async (hosts: readonly BenchHost[]) => {
    await using stage = new Stage(context.root);
    const { child } = await start(context, stage, hosts);
    return (await askOf<Memory>(child, { what: 'memory' } satisfies Asked)).residentMiB;
  };
  const results: Result[] = [];
  for (const count of MEMORY_HOSTS) {
    const [each, without]: [number[], number[]] = [[], []];
    for (let run = 0; run < MEMORY_RUNS; run += 1) {
      context.signal.throwIfAborted();
      without.push(await resident([]));
      each.push(((await resident(all.slice(0, count))) - (without.at(-1) ?? 0)) / count);
    }
    results.push(summarize(`host-memory.${count}`, 'MiB', each, without));
  }
  return results;
}

export const burdened: readonly Bench[] = [
  { measures: ['proxy-ssh.push'], run: besidePush },
  { measures: ['push-loop'], run: loopOfPush },
  { measures: MEMORY_HOSTS.map(count => `host-memory.${count}`), run: memoryOfHosts },
];
