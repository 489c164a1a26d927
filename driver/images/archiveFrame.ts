import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Image } from '../model/image';
import { archiveForms, type Part } from './archiveForms';
import { type ArchiveOptions, openStored } from './archiveStream';
import type { Portion } from './portions';
import { END_OF_TAR, entryHeader, entryPadding } from './tarEntry';

/** An archive for `docker load` without the bytes of its layers, for who gets those from elsewhere. */
export interface ArchiveFrame {
  /** Whole entries of the tar file: what describes the image. */
  before: Buffer;
  /** Of each layer its entry's header; after that come `size` bytes, and zeros up to a multiple of 512. In any order. */
  layers: { diffId: string; size: number; header: Buffer }[];
  /** More entries, and the end. */
  after: Buffer;
}

/** @throws RockpoolError IMAGE_STORED_FILE_CHANGED when it is no longer the file that was verified */
export async function archiveFrame(
  directory: string,
  image: Image,
  { portion, format = 'docker', marked = false }: ArchiveOptions & { portion: Portion },
): Promise<ArchiveFrame> {
  const parts = archiveForms[format](image, { portion, marked });
  await using file = await openStored(directory, image);
  const frame: ArchiveFrame = { before: Buffer.alloc(0), layers: [], after: END_OF_TAR };
  const others = { before: [] as Buffer[], after: [] as Buffer[] };
  for (const part of parts) {
    const { layer: diffId, size } = part;
    if (diffId !== undefined) frame.layers.push({ diffId, size, header: await entryHeader(part) });
    else others[frame.layers.length === 0 ? 'before' : 'after'].push(await entryOf(part, file));
  }
  frame.before = Buffer.concat(others.before);
  frame.after = Buffer.concat([...others.after, frame.after]);
  return frame;
}

async function entryOf(part: Part, file: FileHandle): Promise<Buffer> {
  const content = await buffer(Readable.from(part.bytes(file)));
  return Buffer.concat([await entryHeader(part), content, entryPadding(content.length)]);
}
