import { randomBytes } from 'node:crypto';
import type { Clock, Random } from './model/clock';

/** The real clock. This file is the only place in `driver/` that may ask the machine for time or chance. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, { signal } = {}) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
  timer(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Asked of the operating system at a time: each question takes longer than the bytes. */
const POOL_BYTES = 4096;
let pool = Buffer.alloc(0);

/** Bytes that nobody was given before. */
function fresh(bytes: number): Buffer {
  if (bytes > POOL_BYTES) return randomBytes(bytes);
  if (pool.length < bytes) pool = randomBytes(POOL_BYTES);
  const taken = pool.subarray(0, bytes);
  pool = pool.subarray(bytes);
  return taken;
}

/** Random from the operating system. */
export const systemRandom: Random = {
  float: () => fresh(4).readUInt32BE() / 2 ** 32,
  hex: bytes => fresh(bytes).toString('hex'),
};
