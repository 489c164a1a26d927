import type { Clock, Disposer } from '../model/clock';
import { keyed } from '../model/keyed';
import { type Change, collectionNames, type Diff, gatherDiffs, type State } from '../model/state';

/** The state as a stream: one snapshot, in parts where it is large, then numbered diffs, at most ten a second. */
export interface Changes {
  snapshot(): State;
  stream(signal: AbortSignal): AsyncGenerator<Change, void>;
}

const INTERVAL_MS = 100;
/** Records of a collection in one part: a few milliseconds of either side. */
const PART = 1_000;

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
        const [state, ...rest] = inParts(read());
        yield { type: 'snapshot', sequence, state, ...(rest.length > 0 ? { more: true } : {}) };
        for (const [index, diff] of rest.entries()) {
          await pause(clock, 0, signal);
          sequence += 1;
          yield { type: 'diff', sequence, diff, ...(index < rest.length - 1 ? { more: true } : {}) };
        }
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

/** The beginning of each collection, and what is to be put to that. */
function inParts(state: State): [State, ...Diff[]] {
  const first: Record<string, unknown> = {};
  const rest: Diff[] = [];
  for (const name of collectionNames) {
    const records = Object.entries(state[name]);
    first[name] = records.length > PART ? keyed(records.slice(0, PART)) : state[name];
    for (let at = PART; at < records.length; at += PART) {
      rest.push({ [name]: { put: keyed(records.slice(at, at + PART)) } });
    }
  }
  return [first as unknown as State, ...rest];
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, { signal }).catch(() => undefined);
}
