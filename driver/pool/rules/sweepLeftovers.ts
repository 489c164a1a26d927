import { roster } from '../ledger';
import { type Action, type Ruling, trusted, type View } from '../snapshot';
import { standings } from '../standing';

/** A container may be this young (ms) before it counts as left over: its record may just be on the way. */
const GRACE_MS = 60_000;

/**
 * A container with our mark whose instance has ended, or that no record knows and that doesn't run, is left over
 * and goes: once it was seen twice, the second time after we last did anything about it. One that no record knows
 * must be older than the grace time, and stays where it has started meanwhile: who began to launch it may have ended with
 * its call on the way.
 */
export function sweepLeftovers(view: View): Ruling {
  const actions: Action[] = [];
  const { byId: known } = roster(view.instances);
  for (const { host, listing } of standings(view).unmatched) {
    const seen = trusted(listing, view);
    for (const { containerId, marks, state } of seen?.value.containers ?? []) {
      const ended = view.ended.has(marks.instance);
      const unknown = !ended && !known.has(marks.instance) && state !== 'running';
      if (!ended && !unknown) continue;
      const isYoung = Math.abs(view.now - marks.created) < GRACE_MS;
      const isFresh = (seen?.begun ?? 0) > (view.touched.get(marks.instance) ?? 0);
      const before = listing?.previous?.value.containers.some(one => one.containerId === containerId);
      if ((unknown && isYoung) || !before || !isFresh) continue;
      if (!view.isFree(`container ${containerId}`)) continue;
      const reason = ended ? 'Its instance has ended.' : 'It belongs to no instance and does not run.';
      actions.push({ type: 'sweep', hostId: host.id, containerId, unlessItRuns: unknown, reason });
    }
  }
  return { actions };
}
