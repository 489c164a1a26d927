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

/** Random from the operating system. */
export const systemRandom: Random = {
  float: () => randomBytes(4).readUInt32BE() / 2 ** 32,
  hex: bytes => randomBytes(bytes).toString('hex'),
};
