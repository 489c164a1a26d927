import type Dockerode from 'dockerode';
import { type Engine, pullMark } from '../engine';
import type { Clock } from '../model/clock';
import type { Image } from '../model/image';
import type { Progress } from '../tasks/tasks';
import { engineCall, inspectInEngine, pullIntoEngine } from './engineImages';
import { anotherImage } from './messages';
import { portionsOf } from './portions';
import { checkRoom } from './push';
import { splitReference } from './reference';

export interface HostPullOptions {
  clock: Clock;
  signal: AbortSignal;
  report?: ((progress: Progress) => void) | undefined;
}

/**
 * Has an engine pull an image of the directory from a registry by itself. What it gets is kept only if it is that image:
 * the same config, or the same layers where an engine has other ids. It then has the image's name, and our mark.
 * @param reference the name in the registry
 * @throws RockpoolError IMAGE_ANOTHER where the registry has something else under that name, HOST_NO_SPACE, IMAGE_PULL_…,
 * IMAGE_ENGINE_…
 */
export async function pullOnHost(
  engine: Engine,
  image: Image,
  reference: string,
  { clock, signal, report }: HostPullOptions,
): Promise<void> {
  const { docker } = engine;
  const lacking = await engine.lacking?.(image, { signal });
  await checkRoom(engine, image, portionsOf(image, lacking?.layers), signal);
  const before = await idOf(docker, reference, clock, signal);
  await pullIntoEngine(docker, reference, {
    ...{ clock, signal, credentials: undefined },
    progress(step, parts) {
      const done = parts.reduce((sum, part) => sum + part.done, 0);
      const total = parts.reduce((sum, part) => sum + (part.total ?? part.done), 0);
      report?.({ step: step === 'The engine pulls' ? 'The host pulls it' : step, parts, done, total });
    },
  });
  const got = await inspectInEngine(docker, reference, clock, signal);
  if (got.imageId !== image.imageId && !haveSameLayers(got.layers, image)) {
    // A name that it had before has moved: that can't be taken back, but nothing is left that nobody wanted.
    if (before === undefined)
      await engineCall({ clock, signal }, docker.getImage(reference).remove()).catch(() => undefined);
    throw anotherImage(reference, image.id);
  }
  for (const name of [image.id, pullMark(image)]) {
    const { name: repo, tag = 'latest' } = splitReference(name);
    await engineCall({ clock, signal }, docker.getImage(got.imageId).tag({ repo, tag }));
  }
}

async function idOf(
  docker: Dockerode,
  reference: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await inspectInEngine(docker, reference, clock, signal).catch(() => undefined);
  signal.throwIfAborted();
  return found?.imageId;
}

const haveSameLayers = (diffIds: readonly string[], { layers }: Image) =>
  layers.length > 0 &&
  layers.length === diffIds.length &&
  layers.every(({ diffId }, at) => diffId === diffIds[at]);
