/**
 * What a call tells while it is under way, and its result as the last. A reader that is slower than it gets the newest
 * only. Ends, or throws, as the call does.
 */
export async function* newest<T>(run: (tell: (value: T) => void) => Promise<T>): AsyncGenerator<T> {
  let told: { value: T } | undefined;
  let ended = false;
  let wake: () => void = () => undefined;
  const running = run(value => {
    told = { value };
    wake();
  }).finally(() => {
    ended = true;
    wake();
  });
  // It is waited for below; until then its failure is nobody's.
  running.catch(() => undefined);
  while (!ended) {
    if (told) {
      const { value } = told;
      told = undefined;
      yield value;
    } else {
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    }
  }
  yield await running;
}
