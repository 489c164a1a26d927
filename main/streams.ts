import { setTimeout as sleep } from 'node:timers/promises';

/** Values for whoever listens; the last few are kept for the first listener while there is none. */
export interface Broadcast<T> {
  push(value: T): void;
  stream(signal: AbortSignal): AsyncGenerator<T, void>;
  readonly listeners: number;
}

interface Queue<T> {
  values: T[];
  wake: () => void;
}

const KEPT = 20;

export function createBroadcast<T>(): Broadcast<T> {
  const queues = new Set<Queue<T>>();
  let kept: T[] = [];
  return {
    get listeners() {
      return queues.size;
    },
    push(value) {
      if (queues.size === 0) kept = [...kept, value].slice(-KEPT);
      for (const queue of queues) {
        queue.values.push(value);
        queue.wake();
      }
    },
    async *stream(signal) {
      const queue: Queue<T> = { values: kept, wake: () => undefined };
      kept = [];
      queues.add(queue);
      const stop = () => queue.wake();
      signal.addEventListener('abort', stop);
      try {
        while (!signal.aborted) {
          const [value] = queue.values.splice(0, 1);
          if (value !== undefined) yield value;
          else {
            await new Promise<void>(resolve => {
              queue.wake = resolve;
            });
          }
        }
      } finally {
        queues.delete(queue);
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

/** A value that changes: its present state, then each later one, at most ten a second. */
export interface Latest<T> {
  /** To be called after each change. */
  changed(): void;
  stream(signal: AbortSignal): AsyncGenerator<T, void>;
}

const INTERVAL_MS = 100;

export function createLatest<T>(read: () => T): Latest<T> {
  let version = 0;
  const wakers = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of wakers) wake();
  };
  return {
    changed() {
      version += 1;
      wakeAll();
    },
    async *stream(signal) {
      let seen = -1;
      signal.addEventListener('abort', wakeAll);
      try {
        while (!signal.aborted) {
          if (seen !== version) {
            seen = version;
            yield read();
            await sleep(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
          } else {
            let wake: () => void = () => undefined;
            await new Promise<void>(resolve => {
              wake = resolve;
              wakers.add(wake);
            });
            wakers.delete(wake);
          }
        }
      } finally {
        signal.removeEventListener('abort', wakeAll);
      }
    },
  };
}
