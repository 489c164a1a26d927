import { type FileHandle, open } from 'node:fs/promises';
import { directoryUnusable, noSpace } from '../messages';

/** A new file that is written from its start to its end and is on the disk when finished. */
export interface Writer extends AsyncDisposable {
  readonly file: FileHandle;
  /** Bytes written so far. */
  readonly bytes: number;
  /** Returns when the piece before this one is written; `piece` must stay as it is until the next call. */
  write(piece: Uint8Array): Promise<void>;
  /** Returns when everything is on the disk. */
  finish(): Promise<void>;
}

/** The disk is kept busy while more is being read, instead of all at the end. */
const FLUSH_EVERY = 64 * 1024 ** 2;

/**
 * Creates a file that isn't there yet.
 * @throws RockpoolError IMAGE_NO_SPACE, IMAGE_DIRECTORY_UNUSABLE, from here and from each method
 */
export async function createWriter(path: string): Promise<Writer> {
  const file = await attempt(open(path, 'wx+'));
  let bytes = 0;
  let flushed = 0;
  let writing: Promise<unknown> = Promise.resolve();
  let flushing: Promise<unknown> | undefined;

  async function writeAll(piece: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < piece.length; ) {
      done += (await file.write(piece, done, piece.length - done, at + done)).bytesWritten;
    }
  }
  /** Failures are seen at the next call; until then they must not count as unhandled. */
  function quiet<T>(promise: Promise<T>): Promise<T> {
    promise.catch(() => undefined);
    return promise;
  }

  return {
    file,
    get bytes() {
      return bytes;
    },
    async write(piece) {
      await attempt(writing);
      writing = quiet(writeAll(piece, bytes));
      bytes += piece.length;
      if (bytes - flushed < FLUSH_EVERY) return;
      await attempt(flushing ?? Promise.resolve());
      flushed = bytes;
      flushing = quiet(file.datasync());
    },
    async finish() {
      await attempt(writing);
      await attempt(flushing ?? Promise.resolve());
      await attempt(file.sync());
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([writing, flushing]);
      await file.close();
    },
  };
}

async function attempt<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ENOSPC' || code === 'EDQUOT' ? noSpace() : directoryUnusable(error);
  }
}
