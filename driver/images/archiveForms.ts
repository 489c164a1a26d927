import type { FileHandle } from 'node:fs/promises';
import { pushMark } from '../engine';
import { type Image, type ImageLayer, withTag } from '../model/image';
import { readRange } from './archive/bytes';
import { defaultLimits } from './archive/limits';
import { unpack } from './archive/unpack';
import { digestOf, type Portion, portionConfig, unpackedSize } from './portions';

/** What goes into an archive: a name, and where its bytes come from. */
export interface Part {
  name: string;
  size: number;
  bytes: (file: FileHandle) => AsyncIterable<Uint8Array>;
  /** The diff id of the layer that it is. */
  layer?: string;
}

export interface FormOptions {
  portion: Portion;
  /** Whether the engine is to know that we have brought it. */
  marked: boolean;
}

/** An image, or a portion of one, as the forms need it. */
interface Content {
  /** `sha256:…` */
  configId: string;
  config: Part;
  /** Names with tags that the engine is to give it; none for a portion. */
  names: string[];
  layers: readonly ImageLayer[];
  /** The layers that are in the archive, each once. */
  held: ImageLayer[];
}

/** How archives are written; both are read from the stored file on the way, and have unpacked layers. */
export const archiveForms = {
  /** As `docker save` writes it; every engine takes it. */
  docker(image: Image, options: FormOptions): Part[] {
    const content = contentOf(image, options);
    const name = `${hexOf(content.configId)}.json`;
    const nameOf = ({ diffId }: ImageLayer) => `${hexOf(diffId)}/layer.tar`;
    const manifest = {
      Config: name,
      RepoTags: content.names.length > 0 ? content.names : null,
      Layers: content.layers.map(nameOf),
    };
    return [
      document('manifest.json', [manifest]),
      { ...content.config, name },
      ...content.held.map(layer => layerPart(nameOf(layer), layer)),
    ];
  },
  /** An OCI layout, which engines with containerd's image store take without the blobs that they have. */
  oci(image: Image, options: FormOptions): Part[] {
    const content = contentOf(image, options);
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: { mediaType: CONFIG, digest: content.configId, size: content.config.size },
        layers: content.layers.map(layer => ({
          mediaType: LAYER,
          digest: layer.diffId,
          size: unpackedSize(layer),
        })),
      }),
    );
    const descriptor = { mediaType: MANIFEST, digest: digestOf(manifest), size: manifest.length };
    const named = content.names.map(name => ({
      ...descriptor,
      annotations: { 'io.containerd.image.name': familiar(name) },
    }));
    return [
      document('oci-layout', { imageLayoutVersion: '1.0.0' }),
      document('index.json', {
        schemaVersion: 2,
        mediaType: INDEX,
        manifests: named.length > 0 ? named : [descriptor],
      }),
      { ...content.config, name: blobName(content.configId) },
      ...content.held.map(layer => layerPart(blobName(layer.diffId), layer)),
      // Last: what it names is there by then.
      known(blobName(descriptor.digest), manifest),
    ];
  },
};

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
const INDEX = 'application/vnd.oci.image.index.v1+json';

const hexOf = (digest: string) => digest.slice('sha256:'.length);
const blobName = (digest: string) => `blobs/sha256/${hexOf(digest)}`;

/** containerd wants names in full: those without a registry are from Docker's own. */
function familiar(name: string): string {
  const tagged = withTag(name);
  const [first = '', ...rest] = tagged.split('/');
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')) return tagged;
  return rest.length > 0 ? `docker.io/${tagged}` : `docker.io/library/${tagged}`;
}

function contentOf(image: Image, { portion, marked }: FormOptions): Content {
  const layers = image.layers.slice(0, portion.depth);
  const wanted = new Set(portion.layers);
  const held = new Map(layers.filter(({ diffId }) => wanted.has(diffId)).map(layer => [layer.diffId, layer]));
  const shared = { layers, held: [...held.values()] };
  if (portion.depth === image.layers.length) {
    const { imageId, id, configRange } = image;
    const config: Part = {
      name: '',
      size: configRange.size,
      bytes: (file: FileHandle) => readRange(file, configRange),
    };
    return { ...shared, configId: imageId, config, names: marked ? [id, pushMark(image)] : [id] };
  }
  const config = portionConfig(image, portion.depth);
  return { ...shared, configId: digestOf(config), config: known('', config), names: [] };
}

const document = (name: string, content: unknown) => known(name, Buffer.from(JSON.stringify(content)));

function known(name: string, content: Buffer): Part {
  return {
    name,
    size: content.length,
    async *bytes() {
      yield content;
    },
  };
}

function layerPart(name: string, layer: ImageLayer): Part {
  return {
    name,
    size: unpackedSize(layer),
    layer: layer.diffId,
    // It was measured when it was verified, so no proportion is suspicious any more.
    bytes: file =>
      unpack(file, layer, layer.compression, { ...defaultLimits, ratio: Number.POSITIVE_INFINITY }),
  };
}
