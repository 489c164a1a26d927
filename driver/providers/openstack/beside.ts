/**
 * Does two things at once and waits for both. Where what goes on beside it fails, nobody waits for the main thing any more.
 * @throws what `beside` throws, else what `main` throws
 */
export async function withBeside<T>(
  main: (signal: AbortSignal) => Promise<T>,
  beside: () => Promise<void>,
  signal: AbortSignal,
): Promise<T> {
  const stop = new AbortController();
  const done = main(AbortSignal.any([signal, stop.signal]));
  // It may fail while the other is still at it: it is heard then, too.
  const ended = done.catch(() => undefined);
  try {
    await beside();
  } catch (error) {
    stop.abort();
    await ended;
    throw error;
  }
  return done;
}
