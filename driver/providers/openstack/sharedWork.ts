import { orAborted } from 'openstack-ts';

/** Work that all who want the same at the same time share. */
export interface SharedWork<T> {
  /** True while some is done, also where nobody waits for it any more. */
  readonly isUnderWay: boolean;
  /**
   * What comes of the work of this key: what is under way, or else `work`, which is given up when all who waited have gone.
   * @throws what it throws, or the signal's reason
   */
  get(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Work<T> {
  waiting: number;
  isDone: boolean;
  giveUp: AbortController;
  result: Promise<T>;
}

export function shareWork<T>(): SharedWork<T> {
  /** What others may join, by its key; what was given up may still be under way. */
  const open = new Map<string, Work<T>>();
  let underWay = 0;

  function begin(key: string, work: (signal: AbortSignal) => Promise<T>): Work<T> {
    const giveUp = new AbortController();
    underWay += 1;
    const result = work(giveUp.signal).finally(() => {
      underWay -= 1;
      one.isDone = true;
      if (open.get(key) === one) open.delete(key);
    });
    result.catch(() => undefined);
    const one: Work<T> = { waiting: 0, isDone: false, giveUp, result };
    open.set(key, one);
    return one;
  }

  return {
    get isUnderWay() {
      return underWay > 0;
    },
    async get(key, signal, work) {
      const known = open.get(key);
      const one = known && !known.giveUp.signal.aborted ? known : begin(key, work);
      one.waiting += 1;
      try {
        return await orAborted(one.result, signal);
      } finally {
        one.waiting -= 1;
        if (one.waiting === 0 && !one.isDone) one.giveUp.abort(signal.reason);
      }
    },
  };
}
