import type { ContainerShell, ContainerUsage, Engine, Engines } from '../engine';
import { RockpoolError } from '../model/errors';
import type { Instance } from '../model/instance';
import type { TerminalSize } from '../model/terminal';
import type { Store } from '../store/store';
import type { ContainerFacts } from './port';
import type { InstanceRows } from './rows';

/** Lines of output that are shown at first. */
const TAIL = 1000;

interface Dependencies {
  rows: InstanceRows;
  store: Store;
  engines: Engines;
}

function containerOf(
  id: string,
  { rows, store, engines }: Dependencies,
): { engine: Engine; containerId: string } {
  const instance: Instance = rows.get(id);
  const url = instance.hostId && store.hosts.get(instance.hostId)?.engineUrl;
  if (!url || !instance.containerId || instance.endedAt !== undefined) {
    throw new RockpoolError({
      kind: 'input',
      code: 'NO_CONTAINER',
      what: `${instance.name} has no container${instance.endedAt === undefined ? ' yet' : ' any more'}.`,
      next: 'Its provisioning log tells what happened.',
    });
  }
  return { engine: engines.connect(url), containerId: instance.containerId };
}

/** The container's output, the last lines first. */
export async function* runningLog(
  id: string,
  dependencies: Dependencies,
  { follow, signal }: { follow: boolean; signal: AbortSignal },
): AsyncGenerator<string> {
  const { engine, containerId } = containerOf(id, dependencies);
  yield* engine.logs(containerId, { follow, tail: TAIL, signal });
}

/** An engine keeps a log by its size, not by its lines. */
const ALL_LINES = 1_000_000_000;

/** All of the output that the engine has kept. */
export function wholeLog(
  id: string,
  dependencies: Dependencies,
  { signal }: { signal: AbortSignal },
): { fileName: string; text: AsyncIterable<string> } {
  const { engine, containerId } = containerOf(id, dependencies);
  async function* text(): AsyncGenerator<string> {
    yield* engine.logs(containerId, { follow: false, tail: ALL_LINES, signal });
    // It ends quietly then, and a part would pass for the whole.
    signal.throwIfAborted();
  }
  return { fileName: `${dependencies.rows.get(id).name}.log`, text: text() };
}

/** What the container uses, about each second. */
export async function* usages(
  id: string,
  dependencies: Dependencies,
  options: { signal: AbortSignal },
): AsyncGenerator<ContainerUsage> {
  const { engine, containerId } = containerOf(id, dependencies);
  yield* engine.usages(containerId, options);
}

/** A shell in the container. */
export async function openShell(
  id: string,
  dependencies: Dependencies,
  options: { size: TerminalSize; signal: AbortSignal },
): Promise<ContainerShell> {
  const { engine, containerId } = containerOf(id, dependencies);
  return engine.openShell(containerId, options);
}

export async function containerFacts(
  id: string,
  dependencies: Dependencies,
  options: { signal?: AbortSignal } = {},
): Promise<ContainerFacts> {
  const { engine, containerId } = containerOf(id, dependencies);
  const { image, imageId, state, startedAt, hostPort, memoryLimitMiB, diskLimitMiB, restartCount } =
    await engine.inspect(containerId, options);
  return {
    containerId,
    image,
    imageId,
    memoryLimitMiB,
    restartCount,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(hostPort === undefined ? {} : { hostPort }),
    ...(diskLimitMiB === undefined ? {} : { diskLimitMiB }),
    ...(state === 'running' ? await engine.usage(containerId, options) : {}),
  };
}
