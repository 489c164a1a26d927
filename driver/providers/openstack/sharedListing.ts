import { orAborted } from 'openstack-ts';
import type { Clock } from '../../model/clock';

/** One listing that serves all who want to know at the same time. */
export interface SharedListing<T> {
  /** What a listing shows that begins after this was called; all who call until then share it. */
  fresh(signal: AbortSignal): Promise<readonly T[]>;
  /** The same, or what is under way, or one that began so long (ms) ago at the most. */
  recent(maxAgeMs: number, signal: AbortSignal): Promise<readonly T[]>;
  /** What is remembered may be wrong. */
  forget(): void;
}

interface Asked<T> {
  begun: number;
  answer: Promise<readonly T[]>;
}

/** @param ask lists everything or throws, within a limit of its own */
export function shareListing<T>(
  ask: (signal: AbortSignal) => Promise<readonly T[]>,
  clock: Clock,
): SharedListing<T> {
  let newest: Asked<T> | undefined;
  let next: Promise<Asked<T>> | undefined;
  /** Nobody's own: others wait for it, too. */
  const { signal: never } = new AbortController();

  function begin(): Asked<T> {
    const asked = { begun: clock.monotonic(), answer: ask(never) };
    newest = asked;
    asked.answer.catch(() => {
      if (newest === asked) newest = undefined;
    });
    return asked;
  }

  async function afterThis(): Promise<Asked<T>> {
    await newest?.answer.catch(() => undefined);
    next = undefined;
    return begin();
  }

  async function fresh(signal: AbortSignal): Promise<readonly T[]> {
    signal.throwIfAborted();
    next ??= afterThis();
    const { answer } = await orAborted(next, signal);
    return orAborted(answer, signal);
  }

  return {
    fresh,
    recent(maxAgeMs, signal) {
      const isRecent = newest !== undefined && clock.monotonic() - newest.begun <= maxAgeMs;
      return isRecent && newest ? orAborted(newest.answer, signal) : fresh(signal);
    },
    forget() {
      newest = undefined;
    },
  };
}
