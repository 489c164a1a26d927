import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';

/**
 * A queue for requests of which so many may be under way at once, and all of which end with one signal. Each of them listens
 * to it twice, for itself and for its answer, and the call that they are part of does so as well: that many are no leak, and
 * Node is not to warn of one.
 */
export function atOnce(most: number, signal: AbortSignal): PQueue {
  setMaxListeners(2 * most + 1, signal);
  return new PQueue({ concurrency: most });
}
