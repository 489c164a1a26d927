import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Image } from '../model/image';
import { readRange } from './archive/bytes';
import { archiveForms, type Part } from './archiveForms';
import { storedFileChanged } from './messages';
import { type Portion, portionsOf } from './portions';
import { BLOCK, END_OF_TAR, entryHeader, entryPadding } from './tarEntry';

/** A stream holds so much that its reader hasn't taken yet. */
const WAITING_BYTES = 1024 * 1024;

/** What an archive holds, and how it is written; absent: the whole image, as every engine takes it. */
export interface ArchiveOptions {
  portion?: Portion | undefined;
  format?: keyof typeof archiveForms | undefined;
  /** Gives the image the mark of what Rockpool has pushed (`pushMark`) beside its name. */
  marked?: boolean | undefined;
}

/**
 * An archive for `docker load`, holding one image, or a portion of one, made on the way from the stored file, whatever else
 * that holds. The file is opened when it is first read from, and closed when the stream is, however that ends.
 */
export function archiveStream(
  directory: string,
  image: Image,
  { portion = wholeOf(image), format = 'docker', marked = false }: ArchiveOptions = {},
): { stream: Readable; size: number } {
  const parts = archiveForms[format](image, { portion, marked });
  async function* bytes(): AsyncGenerator<Uint8Array> {
    await using file = await openStored(directory, image);
    for (const part of parts) yield* entryBytes(image, part, file);
    yield END_OF_TAR;
  }
  const blocks = parts.reduce((sum, part) => sum + 1 + Math.ceil(part.size / BLOCK), 2);
  return { stream: readable(bytes()), size: blocks * BLOCK };
}

async function* entryBytes(image: Image, part: Part, file: FileHandle): AsyncGenerator<Uint8Array> {
  yield await entryHeader(part);
  let left = part.size;
  for await (const piece of part.bytes(file)) {
    left -= piece.length;
    yield piece;
  }
  // Whoever reads on would take what follows for the rest of the entry.
  if (left !== 0) throw storedFileChanged(image.file);
  const padding = entryPadding(part.size);
  if (padding.length > 0) yield padding;
}

/** What waits in it is counted in bytes: it would keep sixteen pieces of a MiB each otherwise, for every host. */
const readable = (pieces: Parameters<typeof Readable.from>[0]) =>
  Readable.from(pieces, { objectMode: false, highWaterMark: WAITING_BYTES });

const wholeOf = (image: Image) => portionsOf(image, undefined)[0] as Portion;

/** The bytes of one layer as they lie in the stored file. */
export function layerStream(directory: string, image: Image, diffId: string): Readable {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const layer = image.layers.find(one => one.diffId === diffId);
    if (!layer) throw storedFileChanged(image.file);
    await using file = await openStored(directory, image);
    yield* readRange(file, layer);
  }
  return readable(bytes());
}

/** @throws RockpoolError IMAGE_STORED_FILE_CHANGED when it is no longer the file that was verified */
export async function openStored(directory: string, image: Image): Promise<FileHandle> {
  const file = await open(path.join(directory, image.file)).catch(() => {
    throw storedFileChanged(image.file);
  });
  const { size, mtimeMs } = await file.stat();
  if (size === image.fileSize && mtimeMs === image.fileModifiedAt) return file;
  await file.close();
  throw storedFileChanged(image.file);
}
