import { setMaxListeners } from 'node:events';
import { onAbort } from './aborted.ts';
import type { Clock } from './environment.ts';

/** Why a limited piece of work was ended. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
}

/** Pieces of work that may each take so long. */
export interface Limits {
  /**
   * Runs it with a signal that is aborted at the limit, or with `signal`. Whoever waits is answered then, also where the
   * work doesn't heed it.
   * @throws LimitReached, the signal's reason, or what it throws
   */
  run<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Pieces of work that end together, if they are not done before: begun at about the same time, for the same signal. */
interface Group {
  readonly signal: AbortSignal | undefined;
  /** Monotonic. */
  readonly due: number;
  readonly over: AbortController;
  /** Answer those who wait. */
  readonly waiting: Set<(reason: unknown) => void>;
  forget: (() => void) | undefined;
}

/** With a reason of its own none has to be made, stack and all. */
const IDLE = new Error('nothing is under way');

/** Node takes more listeners for a leak, where nobody says that as many listen as are under way. */
const WARNED_OF = 10;

/** So much of its limit a piece of work may lack, since it shares the end of one that was begun before. */
const SHARED_PART = 1 / 1000;

/**
 * All have the same limit, so the oldest is due first: one timer watches over all that are under way. What many do at once
 * for one signal has one end in common, since controllers and their signals cost more than most of the work.
 */
export function limitsOf(limitMs: number, clock: Clock): Limits {
  /** The oldest first. */
  const underWay = new Set<Group>();
  let newest: Group | undefined;
  let watching: AbortController | undefined;

  async function watch(own: AbortController): Promise<void> {
    for (;;) {
      const [oldest] = underWay;
      if (!oldest || watching !== own) return;
      await clock.sleep(Math.max(0, oldest.due - clock.monotonic()), { signal: own.signal });
      for (const group of [...underWay]) {
        // Less than a millisecond is what sums of fractions leave: it can't be slept for.
        if (group.due - clock.monotonic() >= 1) break;
        end(group, new LimitReached(`not done within ${limitMs} ms`));
      }
    }
  }

  function groupFor(signal: AbortSignal | undefined): Group {
    const now = clock.monotonic();
    if (newest && newest.signal === signal && now - (newest.due - limitMs) <= limitMs * SHARED_PART)
      return newest;
    const group: Group = {
      signal,
      due: now + limitMs,
      over: new AbortController(),
      waiting: new Set(),
      forget: undefined,
    };
    group.forget = signal && onAbort(signal, () => end(group, signal.reason));
    underWay.add(group);
    newest = group;
    if (!watching) {
      watching = new AbortController();
      watch(watching).catch(() => undefined);
    }
    return group;
  }

  function leave(group: Group): void {
    underWay.delete(group);
    if (newest === group) newest = undefined;
    group.forget?.();
    if (underWay.size > 0) return;
    watching?.abort(IDLE);
    watching = undefined;
  }

  function end(group: Group, reason: unknown): void {
    const waiting = [...group.waiting];
    group.waiting.clear();
    leave(group);
    for (const reject of waiting) reject(reason);
    group.over.abort(reason);
  }

  return {
    run(signal, work) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const group = groupFor(signal);
        group.waiting.add(reject);
        if (group.waiting.size === WARNED_OF) setMaxListeners(0, group.over.signal);
        const done = () => {
          if (group.waiting.delete(reject) && group.waiting.size === 0) leave(group);
        };
        begun(work, group.over.signal).then(
          value => {
            done();
            resolve(value);
          },
          error => {
            done();
            reject(error);
          },
        );
      });
    },
  };
}

/** Work that throws at once has failed as well. */
function begun<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return work(signal);
  } catch (error) {
    return Promise.reject(error);
  }
}
