import { z } from 'zod';
import { familiarName, isReference } from '../reference';
import type { ArchivedFile, Contents } from './contents';
import { badName, manifestEmpty, manifestPathOutside, tooManyImages, tooManyNames } from './imageMessages';
import type { ArchiveLimits } from './limits';
import { type ListedImage, type ReadFile, readList } from './listing';
import { blobMismatch, linkBroken } from './messages';
import { readOciIndex } from './ociIndex';
import { insidePath } from './path';

export interface Listing {
  format: 'docker-archive' | 'oci-layout';
  images: ListedImage[];
}

const dockerManifest = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).nullish(),
  }),
);

/**
 * The images that an archive says it holds: by manifest.json (what `docker save` writes in both of its
 * layouts), otherwise by the index.json of an OCI layout.
 * @throws RockpoolError IMAGE_NO_MANIFEST, IMAGE_MANIFEST_…, IMAGE_TOO_MANY_…, IMAGE_BAD_NAME
 */
export async function readListing(
  readFile: ReadFile,
  limits: ArchiveLimits,
  architecture: string,
): Promise<Listing> {
  const manifest = await readFile('manifest.json');
  const listing: Listing = manifest
    ? { format: 'docker-archive', images: listedByDocker(manifest, limits) }
    : { format: 'oci-layout', images: await readOciIndex(readFile, limits, architecture) };
  if (listing.images.length > limits.images) throw tooManyImages(limits.images);
  const names = listing.images.flatMap(image => image.names);
  if (names.length > limits.names) throw tooManyNames(names.length, limits.names);
  for (const name of names) if (!isReference(name)) throw badName(name);
  return listing;
}

function listedByDocker(json: Uint8Array, limits: ArchiveLimits): ListedImage[] {
  const entries = readList(json, 'manifest.json', dockerManifest, limits);
  if (entries.length === 0) throw manifestEmpty('manifest.json');
  return entries.map(entry => ({
    configPath: pathInArchive(entry.Config),
    layerPaths: (entry.Layers ?? []).map(pathInArchive),
    names: (entry.RepoTags ?? []).map(familiarName),
  }));
}

function pathInArchive(path: string): string {
  const inside = insidePath(path);
  if (inside === undefined || path.startsWith('/')) throw manifestPathOutside(path);
  return inside;
}

/** The file at a path, links followed; undefined when nothing is there. @throws RockpoolError IMAGE_LINK_BROKEN */
export function fileAt(contents: Contents, path: string): ArchivedFile | undefined {
  let item = contents.get(path);
  for (let hops = 0; item?.kind === 'link'; hops++) {
    const next = contents.get(item.target);
    if (!next || hops > 8) throw linkBroken(path, item.target);
    item = next;
  }
  return item;
}

/** Files that are named after their checksum have to have it. @throws RockpoolError IMAGE_BLOB_MISMATCH */
export function checkBlobNames(contents: Contents): void {
  for (const item of contents.values()) {
    if (item.kind !== 'file') continue;
    const digest = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(item.path)?.[1];
    if (digest && digest !== item.sha256) throw blobMismatch(item.path);
  }
}
