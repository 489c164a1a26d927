import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random } from './environment.ts';

/** Time and chance of this machine, for whoever hands in none. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  sleep: async (ms, options = {}) => void (await sleep(ms, undefined, options)),
};

export const systemRandom: Random = { float: () => Math.random() };
