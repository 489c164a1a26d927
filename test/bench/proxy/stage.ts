import { type ChildProcess, fork, type Serializable, spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import loadPath from './load?modulePath';
import targetPath from './target?modulePath';
import type { Figure, Job, Listening } from './wire';

const TRIES = 2000;
const TRY_EACH_MS = 5;

/** Targets, proxies and load, each a process of its own. They end with it. */
export class Stage implements AsyncDisposable {
  readonly #children: ChildProcess[] = [];
  readonly #root: string;
  #load: ChildProcess | undefined;

  /** @param root the checkout */
  constructor(root: string) {
    this.#root = root;
  }

  /** @param namespace the network in which its port is; absent: this machine's */
  async target(namespace?: string): Promise<number> {
    return (await this.start(targetPath, [], { namespace })).port;
  }

  /** Starts a process that says where it listens. `execArgv` are Node's own arguments. */
  async start(
    file: string,
    args: readonly string[],
    { namespace, execArgv = [] }: { namespace?: string | undefined; execArgv?: string[] } = {},
  ): Promise<{ child: ChildProcess; port: number }> {
    // A process in another network that keeps its channel to this one.
    const elsewhere = namespace && {
      execPath: 'nsenter',
      execArgv: [`--net=/run/netns/${namespace}`, '--', process.execPath, ...execArgv],
    };
    const child = fork(file, args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv,
      ...elsewhere,
    });
    this.#children.push(child);
    return { child, port: (await messageOf<Listening>(child)).port };
  }

  /** configurable-http-proxy with its defaults, but quiet, so that writing a line a request isn't measured. */
  async chp(target: number): Promise<number> {
    const [port, apiPort] = [await freePort(), await freePort()];
    const program = path.join(this.#root, 'node_modules/configurable-http-proxy/bin/configurable-http-proxy');
    const listening = ['--ip', '127.0.0.1', '--port', String(port)];
    const api = ['--api-ip', '127.0.0.1', '--api-port', String(apiPort)];
    const rest = ['--default-target', `http://127.0.0.1:${target}`, '--log-level', 'error'];
    this.#children.push(
      spawn(process.execPath, [program, ...listening, ...api, ...rest], { stdio: 'ignore' }),
    );
    return answering(port, 'configurable-http-proxy');
  }

  /** OpenSSH that leads from a port of this machine's to one of a host's. @returns the former */
  async forward({ name, sshConfig }: { name: string; sshConfig: string }, target: number): Promise<number> {
    const port = await freePort();
    const options = ['-F', sshConfig, '-N', '-L', `127.0.0.1:${port}:127.0.0.1:${target}`];
    this.#children.push(spawn('ssh', [...options, name], { stdio: 'ignore' }));
    return answering(port, 'ssh');
  }

  /** The figure of one job. */
  async load(kind: Job['kind'], port: number, prefix: string): Promise<number> {
    if (!this.#load) {
      this.#load = fork(loadPath);
      this.#children.push(this.#load);
    }
    return (await askOf<Figure>(this.#load, { kind, port, prefix } satisfies Job)).value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.#children.filter(({ exitCode, signalCode }) => exitCode === null && !signalCode);
    await Promise.all(
      running.map(async child => {
        child.kill();
        await once(child, 'exit');
      }),
    );
  }
}

/** Asks a process for something, and waits for its next word. */
export function askOf<T>(child: ChildProcess, question: Serializable): Promise<T> {
  child.send(question);
  return messageOf<T>(child);
}

async function messageOf<T>(child: ChildProcess): Promise<T> {
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

async function answering(port: number, program: string): Promise<number> {
  for (let turn = 0; turn < TRIES; turn++) {
    const socket = net.connect(port, '127.0.0.1');
    const answered = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (answered) return port;
    await new Promise(resolve => setTimeout(resolve, TRY_EACH_MS));
  }
  throw new Error(`${program} did not start within ten seconds.`);
}
