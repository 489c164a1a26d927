import type Dockerode from 'dockerode';
import type { Image } from '../model/image';
import { statusOf } from './failures';

interface Inspected {
  Id: string;
  RootFS?: { Layers?: string[] | null };
}

/** What the engine says of an image, by id or name; undefined where it has none. dockerode's own call can't be aborted. */
export async function inspectImage(
  docker: Dockerode,
  reference: string,
  abortSignal: AbortSignal,
): Promise<Inspected | undefined> {
  try {
    return await new Promise((resolve, reject) => {
      docker.modem.dial(
        {
          path: `/images/${reference}/json`,
          method: 'GET',
          statusCodes: { 200: true, 404: 'no such image' },
          abortSignal,
        },
        (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer as Inspected)),
      );
    });
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The engine's own id of an image: by its config's digest, or by its name if the layers there are the same. */
export async function findImage(
  docker: Dockerode,
  image: Pick<Image, 'id' | 'imageId' | 'layers'>,
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  const byId = await inspectImage(docker, image.imageId, abortSignal);
  if (byId) return byId.Id;
  const byName = await inspectImage(docker, image.id, abortSignal);
  const layers = byName?.RootFS?.Layers ?? [];
  const same =
    layers.length === image.layers.length && image.layers.every(({ diffId }, i) => diffId === layers[i]);
  return byName && same ? byName.Id : undefined;
}
