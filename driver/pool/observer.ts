import { type Waits, waitAfter } from '../model/backoff';
import type { Clock, Disposer, Random } from '../model/clock';
import { isCancelled, toErrorValue } from '../model/errors';
import type { Observed } from './snapshot';

/** Asks one source again and again, and remembers what it said. */
export interface Observer<T> {
  readonly observed: Observed<T>;
  /** Asks now, or once more after the answer that is under way. */
  ask(): void;
  stop: Disposer;
}

/** Observers of one source: once one of them is answered again, those that still fail are asked at once. */
export type OneSource = Set<{ readonly isFailing: boolean; ask(): void }>;

export interface ObserverOptions {
  clock: Clock;
  random: Random;
  everyMs?: () => number;
  failing?: Waits;
  source?: OneSource | undefined;
}

/** Without another reason a source is asked this often; sooner where it has just failed. */
export const ASK_EVERY_MS = 15_000;
/** What keeps failing is asked ever more seldom. */
const FAILING: Waits = [3_000, 60_000];

/**
 * @param question throws where there is no complete answer
 * @param onAnswer called after each attempt, with what is known now
 * @param options.everyMs how long after an answer it is asked again without another reason
 * @param options.failing how long after failures in a row
 * @param options.source who else asks there
 */
export function observe<T>(
  question: (options: { signal: AbortSignal }) => Promise<T>,
  onAnswer: (observed: Observed<T>) => void,
  { clock, random, everyMs = () => ASK_EVERY_MS, failing = FAILING, source }: ObserverOptions,
): Observer<T> {
  const abort = new AbortController();
  let observed: Observed<T> = {};
  let asking = false;
  let again = false;
  /** In a row, however it came to the attempt. */
  let failures = 0;
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
      const isBack = failures > 0 && !observed.failure;
      failures = observed.failure ? failures + 1 : 0;
      onAnswer(observed);
      if (isBack) for (const one of source ?? []) if (one.isFailing) one.ask();
    } while (again);
    asking = false;
    cancelTimer = clock.timer(failures > 0 ? waitAfter(failing, failures, random) : everyMs(), ask);
  }
  function ask(): void {
    if (abort.signal.aborted) return;
    if (asking) again = true;
    else run().catch(() => undefined);
  }
  const self = {
    get isFailing() {
      return failures > 0;
    },
    ask,
  };
  source?.add(self);
  ask();
  return {
    get observed() {
      return observed;
    },
    ask,
    stop() {
      source?.delete(self);
      cancelTimer();
      abort.abort();
    },
  };
}
