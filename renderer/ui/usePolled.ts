import { useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { errorOf, wasCancelled } from '../state/api';

/** What was answered last, and why the newest try brought nothing. */
export interface Polled<T> {
  answer?: T;
  error?: ErrorValue;
}

/** Asks again and again while it is looked at, `everyMs` after each answer. @param key what is asked about; another one begins anew */
export function usePolled<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  everyMs: number,
): Polled<T> {
  const [polled, setPolled] = useState<Polled<T>>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when another thing is asked
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    setPolled({});
    async function round() {
      try {
        const answer = await ask(abort.signal);
        if (!abort.signal.aborted) setPolled({ answer });
      } catch (thrown) {
        if (wasCancelled(thrown) || abort.signal.aborted) return;
        setPolled(last => ({ ...last, error: errorOf(thrown) }));
      }
      if (!abort.signal.aborted) timer = setTimeout(() => void round(), everyMs);
    }
    void round();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [key, everyMs]);
  return polled;
}
