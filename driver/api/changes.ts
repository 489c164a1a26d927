import type { Clock, Disposer } from '../model/clock';
import { type Change, type Diff, gatherDiffs, type State } from '../model/state';

/** The state as a stream: one snapshot, then numbered diffs, at most ten a second. */
export interface Changes {
  snapshot(): State;
  stream(signal: AbortSignal): AsyncGenerator<Change, void>;
}

const INTERVAL_MS = 100;

export interface ChangesSource {
  read(): State;
  /** Called with each change of what `read` returns. */
  subscribe(listener: (diff: Diff) => void): Disposer;
  clock: Clock;
}

export function createChanges({ read, subscribe, clock }: ChangesSource): Changes {
  return {
    snapshot: read,
    async *stream(signal) {
      const pending = gatherDiffs();
      let wake: (() => void) | undefined;
      const unsubscribe = subscribe(diff => {
        pending.add(diff);
        wake?.();
      });
      const stop = () => wake?.();
      signal.addEventListener('abort', stop);
      try {
        let sequence = 0;
        // Nothing is awaited between reading and subscribing, so that no change falls between the two.
        yield { type: 'snapshot', sequence, state: read() };
        while (!signal.aborted) {
          const diff = pending.take();
          if (diff) {
            sequence += 1;
            yield { type: 'diff', sequence, diff };
            await pause(clock, INTERVAL_MS, signal);
          } else {
            await new Promise<void>(resolve => {
              wake = resolve;
            });
            wake = undefined;
          }
        }
      } finally {
        unsubscribe();
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, { signal }).catch(() => undefined);
}
