import type { ContainerDetails, Engine } from '../engine';
import { type ErrorValue, isCancelled, isRockpoolError, RockpoolError } from '../model/errors';
import type { Instance } from '../model/instance';

type Signal = { signal: AbortSignal };

/** Lines of a dead container's output that go into its error. */
const LAST_LINES = 10;
const LONGEST_OUTPUT = 1500;

/** What a container printed last, for an error's `why`. */
async function lastWords(engine: Engine, containerId: string, { signal }: Signal): Promise<string> {
  let text = '';
  try {
    for await (const chunk of engine.logs(containerId, { follow: false, tail: LAST_LINES, signal }))
      text += chunk;
  } catch (error) {
    if (isCancelled(error)) throw error;
    // The engine has no output of it any more, which is no reason to hide the rest.
  }
  const trimmed = text.trim().slice(-LONGEST_OUTPUT);
  return trimmed ? ` Its last output:\n${trimmed}` : ' It printed nothing.';
}

/** An engine can't describe a container that has lost its layer (`dead`): that it has ended is all that is known. */
async function detailsOf(
  engine: Engine,
  containerId: string,
  signal: Signal,
): Promise<Pick<ContainerDetails, 'exitCode' | 'outOfMemory' | 'memoryLimitMiB'>> {
  try {
    return await engine.inspect(containerId, signal);
  } catch (error) {
    if (!isRockpoolError(error) || error.value.code !== 'ENGINE_REFUSED') throw error;
    return { outOfMemory: false, memoryLimitMiB: 0 };
  }
}

/** Why a container ended: memory, its exit code, and what it printed last. */
export async function causeOfEnd(
  engine: Engine,
  containerId: string,
  signal: Signal,
): Promise<RockpoolError> {
  const { exitCode, outOfMemory, memoryLimitMiB } = await detailsOf(engine, containerId, signal);
  const words = await lastWords(engine, containerId, signal);
  if (outOfMemory) {
    return new RockpoolError({
      kind: 'permanent',
      code: 'CONTAINER_OUT_OF_MEMORY',
      what: 'The container was ended because it used more memory than it may.',
      why: `Its limit is ${Math.round(memoryLimitMiB)}m.${words}`,
      next: 'Raise memory_limit (and consumed_slots with it) in the blueprint or its template, then launch again.',
    });
  }
  return new RockpoolError({
    kind: 'permanent',
    code: 'CONTAINER_ENDED',
    what: `The container ended by itself${exitCode === undefined ? '' : ` with exit code ${exitCode}`}.`,
    why: `${meaningOf(exitCode)}${words}`.trim(),
    next: 'Check the launch command and the environment variables of the blueprint, then launch again.',
  });
}

function meaningOf(exitCode: number | undefined): string {
  switch (exitCode) {
    case 126:
      return 'Its command is there but cannot be run.';
    case 127:
      return 'Its command is not in the image.';
    case 137:
      return 'It was killed (SIGKILL), for example because the engine was stopped.';
    case 143:
      return 'It was asked to end (SIGTERM), for example because the engine was stopped.';
    default:
      return '';
  }
}

/** Nobody listens on the port that the blueprint names. */
export async function portSilent(
  engine: Engine,
  containerId: string,
  { config }: Instance,
  signal: Signal,
): Promise<RockpoolError> {
  return new RockpoolError({
    kind: 'permanent',
    code: 'PORT_SILENT',
    what: `Nothing in the container listens on port ${config.internal_port}.`,
    why: `It was given three minutes.${await lastWords(engine, containerId, signal)}`,
    next: 'Check the internal port and the launch command of the blueprint, then launch again.',
  });
}

export const imageMissing = (name: string): ErrorValue => ({
  kind: 'permanent',
  code: 'IMAGE_MISSING',
  what: `The image "${name}" is not in the image directory any more.`,
  next: 'Import it on the screen Images, then launch again.',
});

export const imageNotLoaded = (name: string): ErrorValue => ({
  kind: 'permanent',
  code: 'IMAGE_NOT_LOADED',
  what: `The engine took the image "${name}" and doesn't have it.`,
  next: 'Look at the free space of the engine, then launch again.',
});

export const pushCancelled = (name: string): ErrorValue => ({
  kind: 'permanent',
  code: 'PUSH_CANCELLED',
  what: `The image "${name}" was not sent: somebody has cancelled it.`,
  next: 'Send it again under Driver Hosts, Images by host.',
});

/** @param limit as it was typed: `10g` */
export const diskNotLimited = (limit: string): string =>
  `Its disk limit (${limit}) is not kept: the storage of its host knows no limits. Hosts keep it whose Docker has its data on XFS with project quotas.`;
