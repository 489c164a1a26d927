import { pipeline, type Readable, Transform } from 'node:stream';
import type { Clock } from '../model/clock';

/**
 * What all pushes together may send: a bucket of bytes that fills at the rate that is set and holds what comes in half a
 * second. Who takes more than is in it waits until that has come, in the order in which they came; so turns go round by
 * themselves among those who send.
 */
export interface Bandwidth {
  /** Resolves when so many bytes may go. */
  take(bytes: number, options: { signal?: AbortSignal | undefined }): Promise<void>;
}

/** @param bytesPerSecond asked at each taking, so that a change is heeded in the middle of a push; undefined: no limit */
export function bandwidth(clock: Clock, bytesPerSecond: () => number | undefined): Bandwidth {
  /** When (monotonic) all that has been taken will have come; each waits for its own part of it. */
  let paidAt = Number.NEGATIVE_INFINITY;
  return {
    async take(bytes, { signal }) {
      const rate = bytesPerSecond();
      if (rate === undefined) return;
      paidAt = Math.max(paidAt, clock.monotonic() - BURST_MS) + (bytes / rate) * 1000;
      const due = paidAt;
      while (due > clock.monotonic()) {
        // Another limit is no reason to wait for what the old one has cost.
        if (bytesPerSecond() !== rate) {
          paidAt = Math.min(paidAt, clock.monotonic());
          return;
        }
        const waitMs = Math.min(LONGEST_WAIT_MS, due - clock.monotonic());
        await clock.sleep(waitMs, signal ? { signal } : {});
      }
    },
  };
}

const BURST_MS = 500;
const LONGEST_WAIT_MS = 1000;
/** Larger pieces would be taken at once and waited for long. */
const PIECE_BYTES = 64 * 1024;

/** A stream, as fast as the bandwidth allows; destroying it ends the one behind it too. */
export function throttled(stream: Readable, limit: Bandwidth, signal: AbortSignal): Readable {
  const ended = new AbortController();
  const ends = AbortSignal.any([signal, ended.signal]);
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const pass = async () => {
        for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
          const piece = chunk.subarray(at, at + PIECE_BYTES);
          await limit.take(piece.length, { signal: ends });
          this.push(piece);
        }
      };
      pass().then(() => done(), done);
    },
  });
  // Who reads it is told of a failure.
  pipeline(stream, through, () => ended.abort());
  return through;
}
