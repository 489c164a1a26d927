import { type FileHandle, open, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { directoryUnusable, noSpace } from '../messages';
import { readWhole } from './bytes';
import { type Contents, gatherContents } from './contents';
import { type VerifiedImage, verifyImages } from './inspect';
import type { ArchiveLimits } from './limits';
import { isPacking, MAGIC_BYTES, type Packing, recognize } from './magic';
import {
  bomb,
  cutShort,
  damagedArchive,
  emptyFile,
  fileChanged,
  fileMissing,
  fileUnreadable,
  fileVanished,
  foreignFile,
  headerTooLarge,
  notAFile,
  notATar,
  packedCutShort,
  packedDamaged,
  tooLarge,
  tooShort,
} from './messages';
import { TarScanner } from './scanner';
import { BLOCK, TarError } from './tar';
import { UnpackError, unpack } from './unpack';
import { createWriter, type Writer } from './writer';

export interface TakeInOptions {
  limits: ArchiveLimits;
  /** What the engine runs, in Go's words: `amd64`. */
  architecture: string;
  /** Told often. Bytes of the input, `total` where known. */
  progress: (progress: { step: string; done: number; total?: number }) => void;
}

export interface VerifiedArchive {
  images: VerifiedImage[];
  /** Bytes of the unpacked archive. */
  fileSize: number;
  /** False when the input was verified where it lies, and no output was written. */
  written: boolean;
}

/** Room that is left on the disk for others. */
const SPARE = 32 * 1024 ** 2;

/**
 * Reads an archive once: unpacks, hashes and writes it to `output` in the same pass, then verifies what it
 * holds. With `inPlace` nothing is written unless it is packed: it is verified where it lies.
 * On failure `output` may be left behind; whoever chose its name removes it.
 * @throws RockpoolError IMAGE_…
 */
export async function takeInFile(
  input: string,
  output: string,
  options: TakeInOptions & { inPlace?: boolean },
): Promise<VerifiedArchive> {
  await using source = await openSource(input);
  const { file, size, packing } = source;
  const { limits } = options;
  try {
    const write = packing !== 'none' || !options.inPlace;
    if (write) await checkSpace(path.dirname(output), size);
    const step = packing === 'none' ? 'Reading and verifying' : 'Unpacking and verifying';
    let done = 0;
    const pieces = unpack(file, { offset: 0, size }, packing, limits, taken => {
      done = taken;
      options.progress({ step, done, total: size });
    });
    await using writer = write ? await createWriter(output) : undefined;
    const archiveSize = packing === 'none' ? size : undefined;
    const contents = await scan(pieces, writer, limits, archiveSize);
    await source.checkUnchanged();
    await writer?.finish();
    const images = await verifyImages(writer?.file ?? file, contents, {
      ...options,
      step: words => options.progress({ step: words, done, total: size }),
    });
    return { images, fileSize: writer?.bytes ?? size, written: write };
  } catch (error) {
    // A file that is still being written is bad in many ways; that it changes is the one worth telling.
    await source.checkUnchanged();
    throw explained(error, packing, limits);
  }
}

/** The same for an archive that arrives as a stream, such as an engine's. */
export async function takeInStream(
  pieces: AsyncIterable<Uint8Array>,
  output: string,
  options: TakeInOptions,
): Promise<VerifiedArchive> {
  const { limits } = options;
  let done = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      done += piece.length;
      if (done > limits.bytes) throw tooLarge(limits.bytes);
      options.progress({ step: 'Receiving and verifying', done });
      yield piece;
    }
  }
  try {
    await checkSpace(path.dirname(output), 0);
    await using writer = await createWriter(output);
    const contents = await scan(counted(), writer, limits);
    await writer.finish();
    const step = (words: string) => options.progress({ step: words, done });
    const images = await verifyImages(writer.file, contents, { ...options, step });
    return { images, fileSize: writer.bytes, written: true };
  } catch (error) {
    throw explained(error, 'none', limits);
  }
}

async function scan(
  pieces: AsyncIterable<Uint8Array>,
  writer: Writer | undefined,
  limits: ArchiveLimits,
  size?: number,
): Promise<Contents> {
  const { visitor, contents } = gatherContents(limits, size);
  const scanner = new TarScanner(visitor);
  for await (const piece of pieces) {
    // The disk works on one piece while the processor works on the same.
    await writer?.write(piece);
    scanner.write(piece);
  }
  scanner.end();
  return contents;
}

interface Source extends AsyncDisposable {
  file: FileHandle;
  size: number;
  packing: Packing;
  /** @throws RockpoolError IMAGE_FILE_VANISHED, IMAGE_FILE_CHANGED */
  checkUnchanged(): Promise<void>;
}

async function openSource(input: string): Promise<Source> {
  const before = await stat(input).catch(error => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? fileMissing() : fileUnreadable(error);
  });
  // Asked before opening: opening a pipe waits for its other end.
  if (!before.isFile()) throw notAFile();
  if (before.size === 0) throw emptyFile();
  const file = await open(input, 'r').catch(error => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? fileVanished() : fileUnreadable(error);
  });
  try {
    const head = await readWhole(file, { offset: 0, size: Math.min(before.size, MAGIC_BYTES) });
    const packing = recognize(head);
    if (!isPacking(packing)) throw foreignFile(packing);
    if (packing === 'none' && before.size < BLOCK) throw tooShort();
    return {
      file,
      size: before.size,
      packing,
      async checkUnchanged() {
        const now = await stat(input).catch(() => {
          throw fileVanished();
        });
        if (now.ino !== before.ino) throw fileVanished();
        if (now.size !== before.size || now.mtimeMs !== before.mtimeMs) throw fileChanged();
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function checkSpace(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory).catch(error => {
    throw directoryUnusable(error);
  });
  const free = bavail * bsize;
  if (free < bytes + SPARE) throw noSpace({ bytes: Math.max(bytes, SPARE), free });
}

/** Faults of formats as sentences. */
function explained(error: unknown, packing: Packing, limits: ArchiveLimits): unknown {
  if (error instanceof UnpackError) {
    switch (error.fault) {
      case 'cut-short':
        return packedCutShort(packing);
      case 'damaged':
        return packedDamaged(packing);
      case 'bomb':
        return bomb(limits.ratio);
      case 'too-large':
        return tooLarge(limits.bytes);
    }
  }
  if (error instanceof TarError) {
    switch (error.fault) {
      case 'not-a-tar':
      case 'too-short':
        return notATar();
      case 'cut-short':
        return cutShort(error.entry);
      case 'damaged':
        return damagedArchive(error.entry);
      case 'header-too-large':
        return headerTooLarge();
    }
  }
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall === 'read' || code === 'EIO' ? fileUnreadable(error) : error;
}
