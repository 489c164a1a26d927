import type { Clock } from '../core/environment.ts';

const STEPS = 50;

/** Time that is moved by hand; says how many sleep. */
export function handClock() {
  let now = 0;
  const sleeping = new Set<{ due: number; wake: () => void }>();
  const clock: Clock = {
    monotonic: () => now,
    sleep: (ms, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const one = { due: now + ms, wake: resolve };
        sleeping.add(one);
        signal?.addEventListener('abort', () => {
          sleeping.delete(one);
          reject(signal.reason);
        });
      }),
  };
  async function pass(ms: number) {
    now += ms;
    for (const one of [...sleeping].filter(({ due }) => due <= now)) {
      sleeping.delete(one);
      one.wake();
    }
    // What follows from it, step by step.
    for (let step = 0; step < STEPS; step += 1) await undefined;
  }
  return { clock, pass, sleeping };
}
