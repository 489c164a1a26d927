import { setMaxListeners } from 'node:events';
import type { Clock } from './environment.ts';

/** Why a limited piece of work was ended. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
}

const DONE = new Error('done in time');

/**
 * Runs it with a signal that is aborted after `limitMs`, or with `signal`. Whoever waits is answered then, also where the
 * work doesn't heed it.
 * @throws LimitReached, the signal's reason, or what it throws
 */
export async function withLimit<T>(
  limitMs: number,
  { clock, signal }: { clock: Clock; signal?: AbortSignal | undefined },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  // Many calls may end with one signal; each listens to it, which is no leak.
  if (signal) setMaxListeners(0, signal);
  const over = new AbortController();
  const done = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    over.signal.addEventListener('abort', () => reject(over.signal.reason), { once: true });
  });
  ended.catch(() => undefined);
  const onAbort = () => over.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  clock.sleep(limitMs, { signal: done.signal }).then(
    () => over.abort(new LimitReached(`not done within ${limitMs} ms`)),
    () => undefined,
  );
  try {
    return await Promise.race([run(over.signal), ended]);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // With a reason of its own none has to be made, stack and all.
    done.abort(DONE);
  }
}
