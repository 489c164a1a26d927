import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ZSTDDecoder } from 'zstddec/stream';
import { type Range, readRange, readRangeSync } from './bytes';
import type { Packing } from './magic';

export type UnpackFault = 'cut-short' | 'damaged' | 'bomb' | 'too-large';

export class UnpackError extends Error {
  override readonly name = 'UnpackError';
  readonly fault: UnpackFault;

  constructor(fault: UnpackFault) {
    super(fault);
    this.fault = fault;
  }
}

/** See `ArchiveLimits`. */
export interface UnpackLimits {
  bytes: number;
  ratio: number;
  ratioFrom: number;
}

/**
 * The unpacked bytes of a stretch of a file. `taken` is told how many packed bytes were read so far.
 * @throws UnpackError
 */
export async function* unpack(
  file: FileHandle,
  range: Range,
  packing: Packing,
  limits: UnpackLimits,
  taken: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let unpacked = 0;
  function count(piece: Uint8Array): Uint8Array {
    packed += piece.length;
    taken(packed);
    return piece;
  }
  const pieces =
    packing === 'gzip'
      ? gunzip(file, range, count)
      : packing === 'zstd'
        ? unzstd(file, range, count)
        : plain(file, range, count);
  for await (const piece of pieces) {
    unpacked += piece.length;
    if (unpacked > limits.bytes) throw new UnpackError('too-large');
    if (unpacked > limits.ratioFrom && unpacked > packed * limits.ratio) throw new UnpackError('bomb');
    yield piece;
  }
}

type Count = (piece: Uint8Array) => Uint8Array;

async function* plain(file: FileHandle, range: Range, count: Count): AsyncGenerator<Uint8Array> {
  for await (const piece of readRange(file, range)) yield count(piece);
}

async function* gunzip(file: FileHandle, range: Range, count: Count): AsyncGenerator<Uint8Array> {
  const output = createGunzip({ chunkSize: 1 << 20 });
  const input = Readable.from(plain(file, range, count));
  let readError: unknown;
  input.on('error', error => {
    readError = error;
  });
  const piped = pipeline(input, output).catch(() => undefined);
  try {
    for await (const piece of output) yield piece as Uint8Array;
  } catch (error) {
    if (readError) throw readError;
    throw new UnpackError((error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? 'cut-short' : 'damaged');
  } finally {
    output.destroy();
    await piped;
  }
}

/** The decoder reports damage by no longer moving; this many empty answers to one input mean that. */
const STANDSTILL = 64;

async function* unzstd(file: FileHandle, range: Range, count: Count): AsyncGenerator<Uint8Array> {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  let ended = false;
  let empty = 0;
  function* input(): Generator<Uint8Array> {
    for (const piece of readRangeSync(file, range)) {
      empty = 0;
      yield count(piece);
    }
    ended = true;
  }
  const pieces = decoder.decodeStreaming(input());
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = pieces.next();
    } catch (error) {
      // What reading throws has a code; the decoder's own words mean that more should have come.
      throw (error as NodeJS.ErrnoException).code || !ended ? error : new UnpackError('cut-short');
    }
    if (next.done) return;
    if (next.value.length > 0) {
      empty = 0;
      yield next.value;
    } else if (++empty > STANDSTILL) {
      throw new UnpackError('damaged');
    }
  }
}
