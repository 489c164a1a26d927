import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** A stretch of an open file. */
export interface Range {
  offset: number;
  size: number;
}

const PIECE = 1 << 20;

/**
 * The bytes of a stretch, in pieces, the next one being read while the current one is used.
 * Ends early where the file does.
 */
export async function* readRange(file: FileHandle, { offset, size }: Range): AsyncGenerator<Uint8Array> {
  const end = offset + size;
  let at = offset;
  const read = (from: number) =>
    file.read(Buffer.allocUnsafeSlow(Math.min(PIECE, end - from)), 0, undefined, from);
  let next = at < end ? read(at) : undefined;
  try {
    while (next) {
      const { bytesRead, buffer } = await next;
      next = undefined;
      if (bytesRead === 0) return;
      at += bytesRead;
      if (at < end) next = read(at);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // A read in flight must not outlive the file handle.
    await next?.catch(() => undefined);
  }
}

/** The same, for readers that can't wait. Blocks the thread: for workers. */
export function* readRangeSync(file: FileHandle, { offset, size }: Range): Generator<Uint8Array> {
  for (let at = offset; at < offset + size; ) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE, offset + size - at));
    const bytesRead = readSync(file.fd, buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** All bytes of a short stretch. */
export async function readWhole(file: FileHandle, { offset, size }: Range): Promise<Uint8Array> {
  const buffer = Buffer.alloc(size);
  const { bytesRead } = await file.read(buffer, 0, size, offset);
  return buffer.subarray(0, bytesRead);
}
