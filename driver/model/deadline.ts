import type { Clock, Disposer } from './clock';

export interface Deadline {
  /** Aborted when the time is over or the caller's signal is. */
  readonly signal: AbortSignal;
  /** Begins the time anew: something has moved. */
  touch(): void;
  /** Begins the time anew, and lets it be so long (ms) this once. */
  allow(ms: number): void;
  /** No time limit any more: the rest is a stream that may be silent. */
  lift(): void;
}

/**
 * Runs a call that ends when `limitMs` have passed without a touch, or when `signal` is aborted, whatever the
 * call itself does then. Rejects with what `late()` makes, or with the signal's reason.
 */
export async function withDeadline<T>(
  clock: Clock,
  { limitMs, signal, late }: { limitMs: number; signal?: AbortSignal | undefined; late: () => Error },
  run: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const abort = new AbortController();
  const stop = () => abort.abort(signal?.reason);
  let end: Disposer = () => undefined;
  const allow = (ms: number) => {
    end();
    end = clock.timer(ms, () => abort.abort(late()));
  };
  allow(limitMs);
  const deadline: Deadline = {
    signal: abort.signal,
    touch: () => allow(limitMs),
    allow,
    lift: () => end(),
  };
  const aborted = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true });
  });
  signal?.addEventListener('abort', stop, { once: true });
  const running = run(deadline);
  // Whichever of the two comes second is of no interest any more.
  aborted.catch(() => undefined);
  running.catch(() => undefined);
  try {
    return await Promise.race([running, aborted]);
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    end();
    signal?.removeEventListener('abort', stop);
  }
}
