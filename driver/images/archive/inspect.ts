import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Image, ImageLayer } from '../../model/image';
import { withTag } from '../../model/image';
import { readWhole } from './bytes';
import { checkPlatform, type ImageFacts, readConfig } from './config';
import type { ArchivedFile, Contents, LayerFault } from './contents';
import {
  configMissing,
  layerBomb,
  layerCountDiffers,
  layerCutShort,
  layerDamaged,
  layerMismatch,
  layerMissing,
  layerNotATar,
} from './imageMessages';
import { layerRules } from './layerRules';
import type { ArchiveLimits } from './limits';
import type { ListedImage } from './listing';
import { checkBlobNames, fileAt, readListing } from './manifest';
import { noEntries } from './messages';
import { TarScanner } from './scanner';
import { TarError } from './tar';
import { UnpackError, unpack } from './unpack';

/** An image that was found in an archive and verified; what is missing is how it will be stored. */
export interface VerifiedImage
  extends Omit<Image, 'id' | 'file' | 'fileSize' | 'fileModifiedAt' | 'importedAt'> {
  /** Names with tags, as people write them; empty for an image without a name. */
  names: string[];
}

const GiB = 1024 ** 3;

/**
 * Makes sense of an archive whose contents were gathered, and verifies it: every layer against the config,
 * the config against its name, blobs against theirs.
 * @param file the unpacked archive, in which the offsets of `contents` count
 * @throws RockpoolError IMAGE_…
 */
export async function verifyImages(
  file: FileHandle,
  contents: Contents,
  options: { limits: ArchiveLimits; architecture: string; step: (words: string) => void },
): Promise<VerifiedImage[]> {
  const { limits, architecture, step } = options;
  if (contents.size === 0) throw noEntries();

  async function readFile(path: string): Promise<Uint8Array | undefined> {
    const found = fileAt(contents, path);
    // One byte more than allowed is enough to be told that it is too much.
    return (
      found && readWhole(file, { offset: found.offset, size: Math.min(found.size, limits.jsonBytes + 1) })
    );
  }

  const { format, images } = await readListing(readFile, limits, architecture);
  checkBlobNames(contents);
  const unpacked = new Map<string, { diffId: string; size: number }>();

  async function verifyImage(listed: ListedImage): Promise<VerifiedImage> {
    const config = fileAt(contents, listed.configPath);
    const json = await readFile(listed.configPath);
    if (!config || !json) throw configMissing(listed.configPath);
    const facts: ImageFacts = readConfig(json, listed.configPath, limits);
    checkPlatform(facts, architecture);
    if (listed.layerPaths.length !== facts.diffIds.length) {
      throw layerCountDiffers(listed.layerPaths.length, facts.diffIds.length);
    }
    const layers: ImageLayer[] = [];
    for (const [i, path] of listed.layerPaths.entries()) {
      step(`Verifying layer ${i + 1} of ${facts.diffIds.length}`);
      const found = fileAt(contents, path);
      if (!found) throw layerMissing(i + 1, path);
      layers.push(await verifyLayer(found, i + 1, facts.diffIds[i] ?? ''));
    }
    const { diffIds: _, ...rest } = facts;
    return {
      ...rest,
      format,
      names: listed.names.map(withTag),
      size: layers.reduce((sum, layer) => sum + (layer.unpackedSize ?? layer.size), 0),
      layers,
      configRange: { offset: config.offset, size: config.size },
    };
  }

  async function verifyLayer(found: ArchivedFile, number: number, diffId: string): Promise<ImageLayer> {
    const { offset, size, packing } = found;
    if (packing === 'none') {
      if (`sha256:${found.sha256}` !== diffId) throw layerMismatch(number);
      if (found.fault) throw layerFault(found.fault, number);
      return { diffId, offset, size, compression: 'none' };
    }
    const known = unpacked.get(found.path) ?? (await unpackLayer(file, found, number, limits));
    unpacked.set(found.path, known);
    if (known.diffId !== diffId) throw layerMismatch(number);
    return { diffId, offset, size, compression: packing, unpackedSize: known.size };
  }

  const verified: VerifiedImage[] = [];
  for (const image of images) verified.push(await verifyImage(image));
  return verified;
}

/** Unpacks a layer to nowhere, for its checksum, its size and what is in it. */
async function unpackLayer(
  file: FileHandle,
  layer: ArchivedFile,
  number: number,
  limits: ArchiveLimits,
): Promise<{ diffId: string; size: number }> {
  const hash = createHash('sha256');
  const scanner = new TarScanner(layerRules(limits.layerEntries));
  let size = 0;
  // One layer may well be mostly zeros, so only a large one is suspected.
  const unpackLimits = { ...limits, ratioFrom: Math.max(limits.ratioFrom, GiB) };
  try {
    for await (const piece of unpack(file, layer, layer.packing, unpackLimits)) {
      hash.update(piece);
      scanner.write(piece);
      size += piece.length;
    }
    scanner.end();
  } catch (error) {
    if (error instanceof UnpackError) {
      if (error.fault === 'cut-short') throw layerCutShort(number);
      throw error.fault === 'damaged' ? layerDamaged(number) : layerBomb(number, limits.ratio);
    }
    throw error instanceof TarError ? layerFault(error, number) : error;
  }
  return { diffId: `sha256:${hash.digest('hex')}`, size };
}

function layerFault(fault: LayerFault, number: number): Error {
  if (!(fault instanceof TarError)) return fault;
  switch (fault.fault) {
    case 'not-a-tar':
    case 'too-short':
      return layerNotATar(number);
    case 'cut-short':
      return layerCutShort(number);
    default:
      return layerDamaged(number);
  }
}
