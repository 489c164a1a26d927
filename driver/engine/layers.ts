import type Dockerode from 'dockerode';
import type { Image } from '../model/image';
import { atOnce } from './atOnce';
import type { About } from './facts';
import { inspectImage } from './images';
import type { Lacking } from './port';
import { portionLabel, readPushMark } from './pushMarks';

/** Images that are asked about at once. */
const INSPECTIONS = 8;

/**
 * What an archive for this engine must hold of an image; undefined: all of it, as one that says nothing of layers needs.
 *
 * An engine that keeps layers by themselves knows one by all that lies below it, in any image of whatever origin: one that
 * an image has in another place counts as missing. containerd's store knows blobs by their digest, which is the layer's own
 * only where it was stored unpacked, as we send them: there only what we have pushed counts, wherever it lies.
 */
export async function lackingOf(
  docker: Dockerode,
  keeps: About['keeps'],
  { layers }: Pick<Image, 'layers'>,
  abortSignal: AbortSignal,
): Promise<Lacking | undefined> {
  if (keeps === 'unknown') return undefined;
  const wanted = layers.map(({ diffId }) => diffId);
  const images = await docker.listImages({ abortSignal });
  const isTrusted = (image: Dockerode.ImageInfo) => keeps === 'layers' || isPushed(image);
  const queue = atOnce(INSPECTIONS, abortSignal);
  const there = await Promise.all(
    images
      .filter(isTrusted)
      .map(({ Id }) =>
        queue.add(async () => (await inspectImage(docker, Id, abortSignal))?.RootFS?.Layers ?? []),
      ),
  );
  if (keeps === 'blobs') {
    const known = new Set(there.flat());
    return { format: 'oci', layers: unique(wanted.filter(diffId => !known.has(diffId))) };
  }
  const most = Math.max(0, ...there.map(other => sharedLayers(wanted, other ?? [])));
  return { format: 'docker', layers: unique(wanted.slice(most)) };
}

function isPushed({ RepoTags, Labels }: Dockerode.ImageInfo): boolean {
  return Labels?.[portionLabel] !== undefined || (RepoTags ?? []).some(name => readPushMark(name)?.isSent);
}

/** How many of the lowest layers two images have in common. */
export function sharedLayers(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((diffId, at) => diffId !== other[at]);
  return differs < 0 ? one.length : differs;
}

const unique = (all: readonly string[]) => [...new Set(all)];
