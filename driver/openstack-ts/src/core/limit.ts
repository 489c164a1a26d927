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

interface Limited {
  /** Monotonic. */
  due: number;
  end(reason: unknown): void;
}

/** With a reason of its own none has to be made, stack and all. */
const IDLE = new Error('nothing is under way');

/** All have the same limit, so the oldest is due first: one timer watches over all that are under way. */
export function limitsOf(limitMs: number, clock: Clock): Limits {
  const underWay = new Set<Limited>();
  let watching: AbortController | undefined;

  async function watch(own: AbortController): Promise<void> {
    for (;;) {
      const [oldest] = underWay;
      if (!oldest || watching !== own) return;
      await clock.sleep(Math.max(0, oldest.due - clock.monotonic()), { signal: own.signal });
      for (const one of [...underWay]) {
        if (one.due > clock.monotonic()) break;
        one.end(new LimitReached(`not done within ${limitMs} ms`));
      }
    }
  }
  function begin(one: Limited): void {
    underWay.add(one);
    if (watching) return;
    watching = new AbortController();
    watch(watching).catch(() => undefined);
  }
  function leave(one: Limited): void {
    underWay.delete(one);
    if (underWay.size > 0) return;
    watching?.abort(IDLE);
    watching = undefined;
  }

  return {
    run(signal, work) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const over = new AbortController();
        const forget = signal && onAbort(signal, () => one.end(signal.reason));
        const done = () => {
          leave(one);
          forget?.();
        };
        const one: Limited = {
          due: clock.monotonic() + limitMs,
          end(reason) {
            done();
            reject(reason);
            over.abort(reason);
          },
        };
        begin(one);
        work(over.signal).then(
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
