import { z } from 'zod';
import { runsOn } from '../../model/architecture';
import { familiarName, isReference } from '../reference';
import {
  configMissing,
  manifestEmpty,
  manifestWrongShape,
  noManifest,
  otherArchitecture,
} from './imageMessages';
import type { ArchiveLimits } from './limits';
import { type ListedImage, type ReadFile, readList } from './listing';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const descriptor = z.object({
  mediaType: z.string().nullish(),
  digest,
  annotations: z.record(z.string(), z.string()).nullish(),
  platform: z.object({ architecture: z.string(), os: z.string() }).nullish(),
});
type Descriptor = z.infer<typeof descriptor>;
const index = z.object({ manifests: z.array(descriptor) });
const manifest = z.object({
  config: z.object({ digest }),
  layers: z.array(z.object({ digest })),
});
/** An index may list images, or further indexes (one image for several platforms). */
const indexOrManifest = z.union([index, manifest]);

/** Deeper nesting of indexes than anybody writes. */
const DEEPEST = 3;

/**
 * The images of an OCI layout. Of an image for several platforms the one for `architecture` is taken;
 * attestations and other platforms are passed over.
 * @throws RockpoolError IMAGE_NO_MANIFEST, IMAGE_MANIFEST_…, IMAGE_OTHER_ARCHITECTURE
 */
export async function readOciIndex(
  readFile: ReadFile,
  limits: ArchiveLimits,
  architecture: string,
): Promise<ListedImage[]> {
  const json = await readFile('index.json');
  if (!json) throw noManifest();
  const { manifests } = readList(json, 'index.json', index, limits);
  if (manifests.length === 0) throw manifestEmpty('index.json');

  const images = new Map<string, ListedImage>();
  let missing: string | undefined;
  for (const entry of manifests.slice(0, limits.names + 1)) {
    const found = await imageOf(entry, 0);
    if (!found) continue;
    const name = nameOf(entry);
    const image = images.get(found.configPath) ?? found;
    images.set(found.configPath, name ? { ...image, names: [...image.names, name] } : image);
  }
  if (images.size === 0) {
    if (missing) throw configMissing(missing);
    const others = manifests.map(entry => entry.platform?.architecture).filter(Boolean);
    throw otherArchitecture(others.join(', ') || 'other platforms', architecture);
  }
  return [...images.values()];

  async function imageOf(entry: Descriptor, depth: number): Promise<ListedImage | undefined> {
    if (entry.platform && !isForUs(entry.platform)) return undefined;
    const path = blobPath(entry.digest);
    const blob = await readFile(path);
    // A layout may name platforms whose blobs were left out.
    if (!blob) {
      missing ??= path;
      return undefined;
    }
    const value = readList(blob, path, indexOrManifest, limits);
    if ('config' in value) {
      return {
        configPath: blobPath(value.config.digest),
        layerPaths: value.layers.map(layer => blobPath(layer.digest)),
        names: [],
      };
    }
    if (depth >= DEEPEST) throw manifestWrongShape(path, 'manifests');
    for (const inner of value.manifests.slice(0, limits.names)) {
      const found = await imageOf(inner, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  function isForUs(platform: { architecture: string; os: string }): boolean {
    return platform.os !== 'unknown' && runsOn(platform.architecture, architecture);
  }
}

const blobPath = (digest: string) => digest.replace(':', '/').replace(/^/, 'blobs/');

/** containerd and Docker write the whole name; skopeo and others a tag, or a name, in `ref.name`. */
function nameOf({ annotations }: Descriptor): string | undefined {
  const whole = annotations?.['io.containerd.image.name'];
  if (whole) return familiarName(whole);
  const reference = annotations?.['org.opencontainers.image.ref.name'];
  return reference && /[:/]/.test(reference) && isReference(familiarName(reference))
    ? familiarName(reference)
    : undefined;
}
