/** What runs when a signal is aborted. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Runs it once the signal is aborted. However many wait for one signal, it is listened to once: finding one's place among
 * its listeners takes the longer the more there are.
 * @returns takes it back
 */
export function onAbort(signal: AbortSignal, run: () => void): () => void {
  const all = waiting.get(signal) ?? listen(signal);
  all.add(run);
  return () => void all.delete(run);
}

function listen(signal: AbortSignal): Set<() => void> {
  const all = new Set<() => void>();
  waiting.set(signal, all);
  signal.addEventListener(
    'abort',
    () => {
      for (const run of all) run();
      all.clear();
    },
    { once: true },
  );
  return all;
}

/** Who is not wanted any more doesn't wait; the work goes on for others. @throws the signal's reason */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const forget = onAbort(signal, () => reject(signal.reason));
    work.then(
      value => {
        forget();
        resolve(value);
      },
      error => {
        forget();
        reject(error);
      },
    );
  });
}
