import { describe, expect, it } from 'vitest';
import { withBeside } from './beside';

const { signal } = new AbortController();
/** Ends when it is told to, or is broken off. */
function work<T>(within: AbortSignal) {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    within.addEventListener('abort', () => failed(new Error('broken off')));
  });
  return { promise, resolve };
}

describe('two things at once', () => {
  it('are both begun and waited for', async () => {
    const [main, other] = [work<string>(signal), work<void>(signal)];
    let isOver = false;
    const both = withBeside(
      () => main.promise,
      () => other.promise,
      signal,
    ).finally(() => (isOver = true));
    main.resolve('prepared');
    await main.promise;
    expect(isOver).toBe(false);
    other.resolve();
    expect(await both).toBe('prepared');
  });

  it('where the main one fails first, the other comes to its end, and then that is said', async () => {
    const other = work<void>(signal);
    const both = withBeside(
      () => Promise.reject(new Error('a step')),
      () => other.promise,
      signal,
    );
    let isOver = false;
    const over = both.catch(error => error.message).finally(() => (isOver = true));
    await Promise.resolve();
    expect(isOver).toBe(false);
    other.resolve();
    expect(await over).toBe('a step');
  });

  it('where the other fails, the main one is broken off, and has ended when that is said', async () => {
    let hasEnded = false;
    const both = withBeside(
      within => work<void>(within).promise.finally(() => (hasEnded = true)),
      () => Promise.reject(new Error('the key')),
      signal,
    );
    await expect(both).rejects.toThrow('the key');
    expect(hasEnded).toBe(true);
  });

  it('called off, both are', async () => {
    const stop = new AbortController();
    const both = withBeside(
      within => work<void>(within).promise,
      async () => undefined,
      stop.signal,
    );
    stop.abort();
    await expect(both).rejects.toThrow('broken off');
  });
});
