import type { Clock } from '../../driver/model/clock';

/** A clock's `sleep`, made of its `timer`. */
export function sleepByTimer(timer: Clock['timer']): Clock['sleep'] {
  return (ms, { signal } = {}) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stop = () => {
        end();
        reject(signal?.reason);
      };
      const end = timer(ms, () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
      signal?.addEventListener('abort', stop, { once: true });
    });
}
