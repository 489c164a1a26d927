import type { Store } from '../store/store';

/**
 * The wall clock was set back by `ms`. Lifetimes are instants of that clock, so they move with it: nothing runs
 * longer or shorter than it was to.
 */
export function shiftRuns(ms: number, store: Store): void {
  store.transaction(() => {
    for (const instance of store.instances.all()) {
      if (instance.state !== 'running' || instance.runningAt === undefined) continue;
      const { expiresAt, runningAt } = instance;
      store.instances.put(instance.id, {
        ...instance,
        runningAt: runningAt - ms,
        ...(expiresAt === undefined ? {} : { expiresAt: expiresAt - ms }),
      });
    }
  });
}

/** By how much the clock must have been set back while nobody watched it: a run can't have begun in the future. */
export function setBackBy(store: Store, now: number): number {
  const begun = store.instances
    .all()
    .flatMap(({ state, runningAt }) => (state === 'running' && runningAt !== undefined ? [runningAt] : []));
  return Math.max(0, ...begun.map(at => at - now));
}
