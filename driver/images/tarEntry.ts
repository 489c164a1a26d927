import { pack } from 'tar-stream';

/** A tar file is made of these, in bytes. */
export const BLOCK = 512;

/** What a tar file ends with. */
export const END_OF_TAR = Buffer.alloc(2 * BLOCK);

/** The header of an entry with a name of at most a hundred characters, and no time: the same image makes the same archive. */
export async function entryHeader({ name, size }: { name: string; size: number }): Promise<Buffer> {
  const archive = pack();
  const entry = archive.entry({ name, size, mtime: new Date(0) });
  entry.on('error', () => undefined);
  for await (const header of archive) return header as Buffer;
  throw new Error('A tar entry has no header.');
}

/** The zeros that follow an entry's `size` bytes, up to the next block. */
export const entryPadding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
