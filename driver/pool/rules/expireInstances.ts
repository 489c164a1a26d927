import { formatDuration } from '../../model/duration';
import { type Action, instanceSubject, type Ruling, trusted, type View } from '../snapshot';
import { standings } from '../standing';

/**
 * An instance whose time is over is to go. Only on a host that has answered since the clock last jumped: what
 * can't be seen is not ended.
 */
export function expireInstances(view: View): Ruling {
  const actions: Action[] = [];
  let first: { id: string; expiresAt: number } | undefined;
  const note = (id: string, expiresAt: number) => {
    if (!first || expiresAt < first.expiresAt) first = { id, expiresAt };
  };
  for (const { own, listing, facts } of standings(view).all) {
    const { firstEnd } = facts;
    if (!firstEnd) continue;
    if (firstEnd.expiresAt > view.now) {
      note(firstEnd.id, firstEnd.expiresAt);
      continue;
    }
    for (const { id, state, expiresAt, lifetimeMs, error } of own) {
      if (state !== 'running' || expiresAt === undefined || error) continue;
      if (expiresAt > view.now) note(id, expiresAt);
      else if (trusted(listing, view) && view.isFree(instanceSubject(id))) {
        actions.push({
          type: 'end',
          instanceId: id,
          reason: `Its time is over (life-time ${formatDuration(lifetimeMs)}).`,
        });
      }
    }
  }
  const next = first && {
    inMs: first.expiresAt - view.now,
    subject: instanceSubject(first.id),
    reason: 'Its time is over; it is ended.',
  };
  return { actions, next };
}
