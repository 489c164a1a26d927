import { createHash } from 'node:crypto';
import { portionLabel } from '../engine';
import type { Image, ImageLayer } from '../model/image';

/**
 * A push goes in portions: the lowest layers of the image as an image of their own, then more of them, and in the end the
 * image. An engine keeps nothing of an archive that breaks off; what came in an earlier portion it has by then.
 */
export interface Portion {
  /** How many of the lowest layers it is made of; all of them: it is the image itself. */
  depth: number;
  /** Diff ids of the layers that its archive holds; the engine has the others. */
  layers: string[];
  /** Their size. */
  bytes: number;
}

/** Smaller layers go together: each portion costs a call, and an image on the engine for a while. */
export const LEAST_PORTION_BYTES = 32 * 1024 * 1024;

/** @param lacking diff ids that the engine doesn't have; undefined: the whole image in one portion */
export function portionsOf(
  { layers }: Pick<Image, 'layers'>,
  lacking: readonly string[] | undefined,
  leastBytes: number = LEAST_PORTION_BYTES,
): Portion[] {
  const missing = lacking && new Set(lacking);
  const isMissing = ({ diffId }: ImageLayer) => missing?.has(diffId) ?? true;
  const last = layers.findLastIndex(isMissing);
  const portions: Portion[] = [];
  let open: Portion = { depth: 0, layers: [], bytes: 0 };
  for (const [at, layer] of layers.entries()) {
    open.depth = at + 1;
    // Twice in one image: once in an archive is enough, but each archive needs it that has it in a new place.
    if (isMissing(layer) && !open.layers.includes(layer.diffId)) {
      open.layers.push(layer.diffId);
      open.bytes += unpackedSize(layer);
    }
    if (missing && open.bytes >= leastBytes && at < last) {
      portions.push(open);
      open = { depth: at + 1, layers: [], bytes: 0 };
    }
  }
  return [...portions, { ...open, depth: layers.length }];
}

/** Bytes of the layer's tar. */
export const unpackedSize = ({ size, unpackedSize: unpacked }: ImageLayer): number => unpacked ?? size;

/** The config of a portion that isn't the image itself: the layers, and whose they are. */
export function portionConfig({ imageId, architecture, os, layers }: Image, depth: number): Buffer {
  const diffIds = layers.slice(0, depth).map(({ diffId }) => diffId);
  return Buffer.from(
    JSON.stringify({
      architecture,
      os,
      config: { Labels: { [portionLabel]: imageId } },
      rootfs: { type: 'layers', diff_ids: diffIds },
    }),
  );
}

export const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
