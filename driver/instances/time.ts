import { endUnder } from '../model/broughtForward';
import type { Store } from '../store/store';
import type { InstanceRows } from './rows';

/**
 * The wall clock was set back by `ms`. Lifetimes are instants of that clock, so they move with it: nothing runs
 * longer or shorter than it was to.
 */
export function shiftRuns(ms: number, store: Store): void {
  store.transaction(() => {
    for (const instance of store.instances.all()) {
      if (instance.state !== 'running' || instance.runningAt === undefined) continue;
      const { expiresAt, runningAt, broughtForward } = instance;
      const from = broughtForward?.from;
      store.instances.put(instance.id, {
        ...instance,
        runningAt: runningAt - ms,
        ...(expiresAt === undefined ? {} : { expiresAt: expiresAt - ms }),
        ...(from == null ? {} : { broughtForward: { from: from - ms } }),
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

const WARNING = 'Its pool is shut down, so it ends earlier than it was to.';

/** Its pool ends everything at `endsAt` (ms since the epoch), or, undefined, not any more. Whoever watches it is warned. */
export function setEnd(id: string, endsAt: number | undefined, reason: string, rows: InstanceRows): void {
  const instance = rows.get(id);
  const { expiresAt, broughtForward } = endUnder(instance, endsAt);
  const others = instance.warnings.filter(text => text !== WARNING);
  const warnings = broughtForward ? [...others, WARNING] : others;
  rows.note(
    id,
    { expiresAt, broughtForward, warnings },
    broughtForward ? `${reason} It ends earlier than it was to.` : `${reason} It ends as it was to.`,
  );
}
