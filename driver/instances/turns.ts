/** Work that waits for its turn, or has it. */
export interface Turn {
  /** Somebody waits for it: it comes before all that nobody waits for. */
  hurry(): void;
}

export interface Turns {
  /**
   * Runs `work` when it is its turn. An abort takes it out of the queue; what has begun is the signal's own matter.
   * @param options.urgent somebody waits for it; the rest has fewer places, so that there is always one soon
   */
  take<T>(
    work: () => Promise<T>,
    options: { urgent: boolean; signal: AbortSignal },
  ): { done: Promise<T>; turn: Turn };
}

interface Waiting {
  urgent: boolean;
  begin(): void;
}

/** At most `most` at a time, and of those that nobody waits for at most `mostIdle`. */
export function turns(most: number, mostIdle: number): Turns {
  const waiting = new Set<Waiting>();
  let running = 0;
  let idle = 0;

  function next(): void {
    for (const one of [...waiting].sort((a, b) => Number(b.urgent) - Number(a.urgent))) {
      if (running >= most || (!one.urgent && idle >= mostIdle)) return;
      waiting.delete(one);
      one.begin();
    }
  }

  return {
    take(work, { urgent, signal }) {
      const one: Waiting = { urgent, begin: () => undefined };
      const admitted = new Promise<boolean>((resolve, reject) => {
        const leave = () => {
          if (waiting.delete(one)) reject(signal.reason);
        };
        signal.addEventListener('abort', leave, { once: true });
        one.begin = () => {
          signal.removeEventListener('abort', leave);
          running += 1;
          if (!one.urgent) idle += 1;
          resolve(!one.urgent);
        };
        waiting.add(one);
        if (signal.aborted) leave();
      });
      async function run() {
        const isIdle = await admitted;
        try {
          return await work();
        } finally {
          running -= 1;
          if (isIdle) idle -= 1;
          next();
        }
      }
      const done = run();
      next();
      const hurry = () => {
        one.urgent = true;
        next();
      };
      return { done, turn: { hurry } };
    },
  };
}
