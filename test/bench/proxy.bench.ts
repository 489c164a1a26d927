import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { type Bench, type BenchContext, compareInTurn } from './contract';
import loadPath from './proxy/load?modulePath';
import oursPath from './proxy/ours?modulePath';
import pipePath from './proxy/pipe?modulePath';
import targetPath from './proxy/target?modulePath';
import type { Figure, Job, Listening } from './proxy/wire';

const ROUTE = 'b'.repeat(32);

/** Target, proxies and load, each a process of its own. */
interface Stage extends AsyncDisposable {
  ours(kind: Job['kind']): Promise<number>;
  chp(kind: Job['kind']): Promise<number>;
  pipe(kind: Job['kind']): Promise<number>;
}

async function message<T>(child: ChildProcess): Promise<T> {
  const over = new AbortController();
  const ended = once(child, 'exit', over).then(() => {
    throw new Error(`A process of the benchmark ended: ${child.spawnargs.join(' ')}`);
  });
  try {
    const [first] = await Promise.race([once(child, 'message', over), ended]);
    return first as T;
  } finally {
    over.abort();
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** configurable-http-proxy with its defaults, but quiet, so that writing a line a request isn't measured. */
async function startChp(root: string, target: number) {
  const [port, apiPort] = [await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules/configurable-http-proxy/bin/configurable-http-proxy'),
      ...[
        '--ip',
        '127.0.0.1',
        '--port',
        String(port),
        '--api-ip',
        '127.0.0.1',
        '--api-port',
        String(apiPort),
      ],
      ...['--default-target', `http://127.0.0.1:${target}`, '--log-level', 'error'],
    ],
    { stdio: 'ignore' },
  );
  for (let turn = 0; turn < 200; turn++) {
    const socket = net.connect(port, '127.0.0.1');
    const answered = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (answered) return { child, port };
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  child.kill();
  throw new Error('configurable-http-proxy did not start within ten seconds.');
}

async function setStage({ root }: BenchContext): Promise<Stage> {
  const children: ChildProcess[] = [];
  const start = async (file: string, ...args: string[]) => {
    const child = fork(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    children.push(child);
    return (await message<Listening>(child)).port;
  };
  const target = await start(targetPath);
  const [ours, pipe] = [await start(oursPath, String(target), ROUTE), await start(pipePath, String(target))];
  const chp = await startChp(root, target);
  children.push(chp.child);
  const load = fork(loadPath);
  children.push(load);
  const run = async (kind: Job['kind'], port: number, prefix: string) => {
    load.send({ kind, port, prefix } satisfies Job);
    return (await message<Figure>(load)).value;
  };
  const prefix = `/notebooks/${ROUTE}`;
  return {
    ours: kind => run(kind, ours, prefix),
    chp: kind => run(kind, chp.port, prefix),
    pipe: kind => run(kind, pipe, prefix),
    async [Symbol.asyncDispose]() {
      await Promise.all(
        children.map(async child => {
          if (child.exitCode !== null) return;
          child.kill();
          await once(child, 'exit');
        }),
      );
    },
  };
}

/** One measure: the kind of load, the baseline, and how often. Many short runs: what else the machine does then meets both alike. */
function measure(
  name: string,
  unit: string,
  kind: Job['kind'],
  baseline: 'chp' | 'pipe',
  runs: number,
): Bench {
  return {
    measures: [name],
    async run(context) {
      context.say(`${name}: ${runs} runs each, in turn`);
      await using stage = await setStage(context);
      const result = await compareInTurn({
        measure: name,
        unit,
        runs,
        signal: context.signal,
        ours: () => stage.ours(kind),
        baseline: () => stage[baseline](kind),
      });
      return [result];
    },
  };
}

const benches: Bench[] = [
  measure('proxy.gets', 'GET/s', 'gets', 'chp', 15),
  measure('proxy.body', 'MB/s', 'body', 'chp', 30),
  measure('proxy.ws', 'messages/s', 'echo', 'chp', 15),
  measure('proxy.ws.large', 'messages/s', 'stream', 'chp', 15),
  measure('proxy.pipe', 'GET/s', 'gets', 'pipe', 15),
];
export default benches;
