import { statfs } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Dockerode from 'dockerode';
import { type ErrorValue, isRockpoolError, RockpoolError } from '../model/errors';
import type { Call } from './call';
import { statusOf, wordsOf } from './failures';
import { jsonLines } from './jsonLines';
import { loadRefused, noSpace } from './messages';

/** Without a byte taken and without a word for this long, the engine hangs. */
const IDLE_LIMIT_MS = 180_000;
/** For one that says nothing while it unpacks: a layer of ten gigabytes keeps a slow disk busy for so long. */
const UNPACK_LIMIT_MS = 30 * 60_000;

interface LoadDependencies {
  docker: Dockerode;
  call: Call;
  url: string;
  full: DiskCheck;
  /** It doesn't tell how far it is with unpacking, whether or not it is asked to. */
  isSilent: boolean;
}

/** `docker load`: sends the archive as fast as the engine takes it, and reads what it says of it. */
export async function loadArchive(
  { docker, call, url, full, isSilent }: LoadDependencies,
  archive: Readable,
  { onProgress, signal }: { onProgress?: (bytes: number) => void; signal?: AbortSignal },
): Promise<void> {
  let sent = 0;
  let touch = () => {};
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      touch();
      onProgress?.(sent);
      done(null, chunk);
    },
  });
  try {
    await call({ doing: 'load the image', limitMs: IDLE_LIMIT_MS, signal }, async deadline => {
      touch = deadline.touch;
      const sending = pipeline(archive, body, { signal: deadline.signal });
      // Unless it is told otherwise Docker says nothing until it has unpacked all.
      const answering = docker.loadImage(body, { quiet: false, abortSignal: deadline.signal });
      const isSent = sending.then(() => isSilent && deadline.allow(UNPACK_LIMIT_MS));
      // A source that fails is the reason, not the connection that was cut for it.
      isSent.catch(() => undefined);
      answering.catch(() => undefined);
      const answer = (await Promise.race([answering, isSent.then(() => answering)])) as Readable;
      for await (const message of jsonLines(answer)) {
        if (!isSilent) deadline.touch();
        const said = errorIn(message);
        if (said !== undefined) throw new RockpoolError((await full(said, sent)) ?? loadRefused(url, said));
      }
      await sending;
    });
  } catch (error) {
    const cause = (error as { cause?: unknown }).cause;
    const status = isRockpoolError(error) ? statusOf(cause) : undefined;
    const value = (status ?? 0) >= 500 ? await full(wordsOf(cause), sent) : undefined;
    throw value ? new RockpoolError(value, { cause }) : error;
  } finally {
    archive.destroy();
    body.destroy();
  }
}

function errorIn(message: Record<string, unknown>): string | undefined {
  const detail = message.errorDetail as { message?: unknown } | undefined;
  const said = detail?.message ?? message.error;
  return said === undefined ? undefined : String(said);
}

/** The error for a full disk if that is what stopped the engine from taking `bytes`; `said` are its words. */
export type DiskCheck = (said: string, bytes: number) => Promise<ErrorValue | undefined>;

/** Free bytes on the disk that a folder is on; undefined where that can't be told. */
export type FreeBytes = (
  folder: string,
  options: { signal?: AbortSignal | undefined },
) => Promise<number | undefined>;

/** The engine needs a little for itself. */
const LEAST_FREE = 64 * 1024 * 1024;

/**
 * Docker has no status for a full disk, so where it can be asked the disk itself is asked. What was half written may be
 * gone again by then, so "full" is less than what was being sent.
 */
export function diskCheckOf(rootDir: () => string | undefined, freeBytes: FreeBytes): DiskCheck {
  return async (said, bytes) => {
    const folder = rootDir();
    const free = folder ? await freeBytes(folder, {}).catch(() => undefined) : undefined;
    const isFull = free !== undefined && free < Math.max(LEAST_FREE, bytes);
    return folder && isFull ? noSpace(folder, free, said) : undefined;
  };
}

/** Of a folder on this machine. */
export const freeBytesHere: FreeBytes = async folder => {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
};
