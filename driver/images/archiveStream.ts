import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { Image } from '../model/image';
import { readRange } from './archive/bytes';
import { defaultLimits } from './archive/limits';
import { unpack } from './archive/unpack';
import { storedFileChanged } from './messages';

/** What goes into an archive: a name, and where its bytes come from. */
interface Part {
  name: string;
  size: number;
  bytes: (file: FileHandle) => AsyncIterable<Uint8Array>;
}

/**
 * An archive that every `docker load` takes (unpacked layers and manifest.json), holding one image under one
 * name, made on the way from the stored file, whatever else that holds. With `layers` (diff ids) it holds only those;
 * an engine that has the others finds them by the image's config.
 */
export function archiveStream(
  directory: string,
  image: Image,
  { layers }: { layers?: readonly string[] | undefined } = {},
): { stream: Readable; size: number } {
  const parts = partsOf(image, layers && new Set(layers));
  const archive = pack();
  async function write(): Promise<void> {
    await using file = await openStored(directory, image);
    for (const { name, size, bytes } of parts) {
      const entry = archive.entry({ name, size, mtime: new Date(0) });
      await pipeline(Readable.from(bytes(file)), entry);
    }
    archive.finalize();
  }
  write().catch(error => archive.destroy(error as Error));
  const blocks = parts.reduce((sum, part) => sum + 1 + Math.ceil(part.size / 512), 2);
  return { stream: Readable.from(archive), size: blocks * 512 };
}

function partsOf(image: Image, wanted: ReadonlySet<string> | undefined): Part[] {
  const hex = (digest: string) => digest.slice('sha256:'.length);
  const configName = `${hex(image.imageId)}.json`;
  const layerName = (diffId: string) => `${hex(diffId)}/layer.tar`;
  const manifest = Buffer.from(
    JSON.stringify([
      {
        Config: configName,
        RepoTags: [image.id],
        Layers: image.layers.map(layer => layerName(layer.diffId)),
      },
    ]),
  );
  // A layer may appear twice in an image; once in the archive is enough.
  const held = image.layers.filter(({ diffId }) => !wanted || wanted.has(diffId));
  const layers = new Map(held.map(layer => [layer.diffId, layer]));
  return [
    {
      name: 'manifest.json',
      size: manifest.length,
      async *bytes() {
        yield manifest;
      },
    },
    { name: configName, size: image.configRange.size, bytes: file => readRange(file, image.configRange) },
    ...[...layers.values()].map(layer => ({
      name: layerName(layer.diffId),
      size: layer.unpackedSize ?? layer.size,
      // It was measured when it was verified, so no proportion is suspicious any more.
      bytes: (file: FileHandle) =>
        unpack(file, layer, layer.compression, { ...defaultLimits, ratio: Number.POSITIVE_INFINITY }),
    })),
  ];
}

/** The bytes of one layer as they lie in the stored file. */
export function layerStream(directory: string, image: Image, diffId: string): Readable {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const layer = image.layers.find(one => one.diffId === diffId);
    if (!layer) throw storedFileChanged(image.file);
    await using file = await openStored(directory, image);
    yield* readRange(file, layer);
  }
  return Readable.from(bytes(), { objectMode: false });
}

/** @throws RockpoolError IMAGE_STORED_FILE_CHANGED when it is no longer the file that was verified */
async function openStored(directory: string, image: Image): Promise<FileHandle> {
  const file = await open(path.join(directory, image.file)).catch(() => {
    throw storedFileChanged(image.file);
  });
  const { size, mtimeMs } = await file.stat();
  if (size === image.fileSize && mtimeMs === image.fileModifiedAt) return file;
  await file.close();
  throw storedFileChanged(image.file);
}
