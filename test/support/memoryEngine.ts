import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ContainerDetails,
  type ContainerSpec,
  type Engine,
  type Engines,
  heardEngines,
  type MarkedContainer,
} from '../../driver/engine';
import { RockpoolError } from '../../driver/model/errors';
import { systemRandom } from '../../driver/system';

type Call = 'facts' | 'list' | 'create' | 'start' | 'inspect' | 'remove' | 'openShell';

/** An engine in memory whose containers all answer on one real port, and whose calls fail or hang on request. */
export interface MemoryEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly containers: Map<string, MarkedContainer & { imageId: string }>;
  /** Names of the calls so far. */
  readonly calls: Call[];
  /** The next `times` calls of this kind fail. */
  fail(call: Call, error: RockpoolError, times?: number): void;
  /** Ends what `fail` has begun. */
  mend(call: Call): void;
  /** Calls of this kind get no answer until their signal says so. */
  hang(call: Call): void;
  /** Ends a container as if it had ended by itself. */
  die(instance: string): void;
  /** What its listeners are told. */
  tell(): void;
}

export const unreachable = () =>
  new RockpoolError({ kind: 'transient', code: 'ENGINE_UNREACHABLE', what: 'The engine does not answer.' });

export async function memoryEngine(url = 'unix:///fake.sock'): Promise<MemoryEngine> {
  const containers: MemoryEngine['containers'] = new Map();
  const calls: Call[] = [];
  const failures = new Map<Call, { error: RockpoolError; times: number }>();
  const hanging = new Set<Call>();
  const listeners = new Set<() => void>();
  const server = http.createServer((_, response) => response.end('ok'));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const tell = () => {
    for (const listener of listeners) listener();
  };

  async function called(call: Call, signal: AbortSignal | undefined): Promise<void> {
    calls.push(call);
    if (hanging.has(call)) {
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    }
    const failure = failures.get(call);
    if (!failure) return;
    failure.times -= 1;
    if (failure.times <= 0) failures.delete(call);
    throw failure.error;
  }
  function container(id: string) {
    const found = containers.get(id);
    if (found) return found;
    throw new RockpoolError({ kind: 'permanent', code: 'CONTAINER_GONE', what: 'No such container.' });
  }

  const engine: Engine = {
    url,
    docker: {} as Engine['docker'],
    async facts({ signal } = {}) {
      await called('facts', signal);
      const names = { version: '1', apiVersion: '1.41', operatingSystem: 'fake', architecture: 'amd64' };
      return { id: url, ...names, memoryMiB: 8192, cpus: 2, rootless: false };
    },
    async list(controller, { signal } = {}) {
      await called('list', signal);
      return [...containers.values()].filter(
        ({ marks }) => controller === undefined || marks.controller === controller,
      );
    },
    hasImage: async () => true,
    findImage: async ({ imageId }) => imageId,
    load: async () => undefined,
    async create(spec: ContainerSpec, { signal } = {}) {
      await called('create', signal);
      const made = [...containers.values()].find(({ marks }) => marks.instance === spec.marks.instance);
      if (made) return made.containerId;
      const containerId = systemRandom.hex(8);
      const { name, marks, imageId } = spec;
      containers.set(containerId, { containerId, name, marks, imageId, state: 'created' });
      return containerId;
    },
    async start(id, { signal } = {}) {
      await called('start', signal);
      containers.set(id, { ...container(id), state: 'running', hostPort: port });
      tell();
    },
    async inspect(id, { signal } = {}): Promise<ContainerDetails> {
      await called('inspect', signal);
      const { state, hostPort, imageId, exitCode } = container(id);
      return {
        containerId: id,
        image: 'fake',
        imageId,
        state,
        outOfMemory: false,
        memoryLimitMiB: 512,
        restartCount: 0,
        ...(hostPort === undefined ? {} : { hostPort }),
        ...(exitCode === undefined ? {} : { exitCode }),
      };
    },
    usage: async () => ({ memoryMiB: 1, cpuPercent: 0, processes: 1 }),
    async *usages() {
      yield { memoryMiB: 1, cpuPercent: 0, processes: 1 };
    },
    survey: async () => ({
      containers: [...containers.values()].map(one => ({ ...one, image: one.imageId })),
      images: [],
    }),
    async remove(id, { signal } = {}) {
      await called('remove', signal);
      containers.delete(id);
      tell();
    },
    async *logs() {
      yield 'last words\n';
    },
    async openShell(id) {
      await called('openShell', undefined);
      container(id);
      throw new RockpoolError({ kind: 'permanent', code: 'NO_SHELL', what: 'There is no shell in memory.' });
    },
    watch(_, onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
  };

  return {
    engine,
    containers,
    calls,
    fail: (call, error, times = 1) => failures.set(call, { error, times }),
    mend: call => failures.delete(call),
    hang: call => hanging.add(call),
    die(instance) {
      for (const [id, { hostPort: _, ...rest }] of containers) {
        if (rest.marks.instance === instance) containers.set(id, { ...rest, state: 'ended', exitCode: 1 });
      }
      tell();
    },
    tell,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** Engines by their url. */
export function memoryEngines(...all: MemoryEngine[]): Engines {
  return {
    ...heardEngines(url => {
      const found = all.find(({ engine }) => engine.url === url);
      if (!found) throw unreachable();
      return found.engine;
    }),
    privateUrl: undefined,
    discover: async () => [],
    advice: () => ({ steps: [], canInstall: false }),
    startPrivateEngine() {
      throw unreachable();
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
