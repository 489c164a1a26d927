import type Dockerode from 'dockerode';
import PQueue from 'p-queue';
import type { Image } from '../model/image';
import { inspectImage } from './images';

/** Images that are asked about at once. */
const INSPECTIONS = 8;

/**
 * The layers of an image (diff ids, the lowest first) that an engine of this make doesn't have, in any of its images. A
 * layer is known there by all that lies below it, so one that an image has in another place counts as missing.
 */
export async function missingLayers(
  docker: Dockerode,
  { layers }: Pick<Image, 'layers'>,
  abortSignal: AbortSignal,
): Promise<string[]> {
  const wanted = layers.map(({ diffId }) => diffId);
  const images = await docker.listImages({ abortSignal });
  const queue = new PQueue({ concurrency: INSPECTIONS });
  const shared = images.map(({ Id }) =>
    queue.add(async () => {
      const there = (await inspectImage(docker, Id, abortSignal))?.RootFS?.Layers ?? [];
      return sharedLayers(wanted, there);
    }),
  );
  const most = Math.max(0, ...(await Promise.all(shared)).map(count => count ?? 0));
  return [...new Set(wanted.slice(most))];
}

/** How many of the lowest layers two images have in common. */
export function sharedLayers(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((diffId, at) => diffId !== other[at]);
  return differs < 0 ? one.length : differs;
}
