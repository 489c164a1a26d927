import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { Image } from '../model/image';
import { archiveForms, type Part } from './archiveForms';
import { type ArchiveOptions, openStored } from './archiveStream';
import type { Portion } from './portions';

/** An archive for `docker load` without the bytes of its layers, for who gets those from elsewhere. */
export interface ArchiveFrame {
  /** Whole entries of the tar file: what describes the image. */
  before: Buffer;
  /** Of each layer its entry's header; after that come `size` bytes, and zeros up to a multiple of 512. In any order. */
  layers: { diffId: string; size: number; header: Buffer }[];
  /** More entries, and the end. */
  after: Buffer;
}

const BLOCK = 512;

/** @throws RockpoolError IMAGE_STORED_FILE_CHANGED when it is no longer the file that was verified */
export async function archiveFrame(
  directory: string,
  image: Image,
  { portion, format = 'docker', marked = false }: ArchiveOptions & { portion: Portion },
): Promise<ArchiveFrame> {
  const parts = archiveForms[format](image, { portion, marked });
  await using file = await openStored(directory, image);
  const frame: ArchiveFrame = { before: Buffer.alloc(0), layers: [], after: Buffer.alloc(2 * BLOCK) };
  const others = { before: [] as Buffer[], after: [] as Buffer[] };
  for (const part of parts) {
    const { layer: diffId, size } = part;
    if (diffId !== undefined) frame.layers.push({ diffId, size, header: await headerOf(part) });
    else others[frame.layers.length === 0 ? 'before' : 'after'].push(await entryOf(part, file));
  }
  frame.before = Buffer.concat(others.before);
  frame.after = Buffer.concat([...others.after, frame.after]);
  return frame;
}

async function headerOf({ name, size }: Part): Promise<Buffer> {
  const archive = pack();
  const entry = archive.entry({ name, size, mtime: new Date(0) });
  entry.on('error', () => undefined);
  for await (const header of archive) return header as Buffer;
  throw new Error('A tar entry has no header.');
}

async function entryOf(part: Part, file: FileHandle): Promise<Buffer> {
  const content = await buffer(Readable.from(part.bytes(file)));
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return Buffer.concat([await headerOf(part), content, padding]);
}
