import { setMaxListeners } from 'node:events';

/**
 * Runs what listens to a signal in many places at once, with a signal of its own: the caller's, which others listen to as
 * well, is listened to once, and let go of in the end.
 */
export async function withOwnSignal<T>(
  signal: AbortSignal,
  run: (own: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  // All of them are under way at once, and end with it: that many are no leak to warn of.
  setMaxListeners(0, own.signal);
  const stop = () => own.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await run(own.signal);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
