import type { Clock, Disposer } from '../model/clock';
import { isCancelled, toErrorValue } from '../model/errors';
import type { Observed } from './snapshot';

/** Asks one source again and again, and remembers what it said. */
export interface Observer<T> {
  readonly observed: Observed<T>;
  /** Asks now, or once more after the answer that is under way. */
  ask(): void;
  stop: Disposer;
}

/** Without another reason a source is asked this often; sooner while it doesn't answer. */
export const ASK_EVERY_MS = 15_000;
const ASK_AGAIN_MS = 3_000;

/**
 * @param question throws where there is no complete answer
 * @param onAnswer called after each attempt, with what is known now
 * @param options.everyMs how long after an answer it is asked again without another reason
 */
export function observe<T>(
  question: (options: { signal: AbortSignal }) => Promise<T>,
  onAnswer: (observed: Observed<T>) => void,
  { clock, everyMs = () => ASK_EVERY_MS }: { clock: Clock; everyMs?: () => number },
): Observer<T> {
  const abort = new AbortController();
  let observed: Observed<T> = {};
  let asking = false;
  let again = false;
  let cancelTimer: Disposer = () => undefined;

  async function attempt(): Promise<Observed<T>> {
    const begun = clock.monotonic();
    try {
      const value = await question({ signal: abort.signal });
      const last = { begun, ended: clock.monotonic(), value };
      return { last, ...(observed.last ? { previous: observed.last } : {}) };
    } catch (error) {
      if (isCancelled(error)) throw error;
      const since = observed.failure?.begun ?? begun;
      return { ...observed, failure: { begun: since, ended: clock.monotonic(), error: toErrorValue(error) } };
    }
  }
  async function run(): Promise<void> {
    asking = true;
    cancelTimer();
    do {
      again = false;
      observed = await attempt();
      if (abort.signal.aborted) return;
      onAnswer(observed);
    } while (again);
    asking = false;
    cancelTimer = clock.timer(observed.failure ? ASK_AGAIN_MS : everyMs(), ask);
  }
  function ask(): void {
    if (abort.signal.aborted) return;
    if (asking) again = true;
    else run().catch(() => undefined);
  }
  ask();
  return {
    get observed() {
      return observed;
    },
    ask,
    stop() {
      cancelTimer();
      abort.abort();
    },
  };
}
