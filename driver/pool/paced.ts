import type { Clock, Disposer } from '../model/clock';

/** So many times as long as a run took is left to others before the next. */
const PAUSE = 3;

/** Work that many occasions ask for. */
export interface Paced {
  /** It is done at the end of this tick, or as soon as it may be again; who asks meanwhile is served by the same run. */
  wake(): void;
  stop: Disposer;
}

/**
 * Gathers occasions to do something, and does it so seldom that it takes a quarter of the time at the most: what is
 * small is done at once, what is large holds up nothing.
 */
export function paced(run: () => void, clock: Clock): Paced {
  let isDue = false;
  let isStopped = false;
  let notBefore = Number.NEGATIVE_INFINITY;
  let cancelTimer: Disposer = () => undefined;

  function go(): void {
    isDue = false;
    if (isStopped) return;
    const begun = clock.monotonic();
    try {
      run();
    } finally {
      const ended = clock.monotonic();
      notBefore = ended + (ended - begun) * PAUSE;
    }
  }
  return {
    wake() {
      if (isDue || isStopped) return;
      isDue = true;
      const waitMs = notBefore - clock.monotonic();
      if (waitMs > 0) cancelTimer = clock.timer(waitMs, go);
      else queueMicrotask(go);
    },
    stop() {
      isStopped = true;
      cancelTimer();
    },
  };
}
