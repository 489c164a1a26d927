import type { Clock, Disposer } from '../model/clock';

/** So many times as long as runs take is left to others. */
const PAUSE = 3;
/** So much of that (ms) may be owed: after a quiet time several runs follow each other at once, then they are spread out. */
const MOST_OWED_MS = 1_000;

/** Work that many occasions ask for. */
export interface Paced {
  /** It is done at the end of this tick, or as soon as it may be again; who asks meanwhile is served by the same run. */
  wake(): void;
  stop: Disposer;
}

/**
 * Gathers occasions to do something, and does it so seldom that in the long run it takes a quarter of the time at the most:
 * what is small, or comes seldom, is done at once, what is large and comes often holds up nothing.
 */
export function paced(run: () => void, clock: Clock): Paced {
  let isDue = false;
  let isStopped = false;
  /** Time that is owed to others, as of `lastEnded`. */
  let owedMs = 0;
  let lastEnded = Number.NEGATIVE_INFINITY;
  let cancelTimer: Disposer = () => undefined;

  function go(): void {
    isDue = false;
    if (isStopped) return;
    const begun = clock.monotonic();
    const left = owedAt(begun);
    try {
      run();
    } finally {
      lastEnded = clock.monotonic();
      owedMs = left + (lastEnded - begun) * PAUSE;
    }
  }
  const owedAt = (now: number) => Math.max(0, owedMs - (now - lastEnded));
  return {
    wake() {
      if (isDue || isStopped) return;
      isDue = true;
      const owed = owedAt(clock.monotonic());
      // What others have waiting comes before a second run.
      if (owed > 0) cancelTimer = clock.timer(Math.max(0, owed - MOST_OWED_MS), go);
      else queueMicrotask(go);
    },
    stop() {
      isStopped = true;
      cancelTimer();
    },
  };
}
