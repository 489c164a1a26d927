import { formatDuration } from '../../model/duration';
import { roster } from '../ledger';
import { type Action, instanceSubject, type Ruling, trusted, type View } from '../snapshot';

/**
 * An instance whose time is over is to go. Only on a host that has answered since the clock last jumped: what
 * can't be seen is not ended.
 */
export function expireInstances(view: View): Ruling {
  const actions: Action[] = [];
  let first: { id: string; expiresAt: number } | undefined;
  for (const { id, expiresAt, hostId, lifetimeMs, error } of roster(view.instances).byState.running) {
    if (expiresAt === undefined || error) continue;
    if (expiresAt > view.now) first = first && first.expiresAt <= expiresAt ? first : { id, expiresAt };
    else if (hostId && trusted(view.listings.get(hostId), view) && view.isFree(instanceSubject(id))) {
      actions.push({
        type: 'end',
        instanceId: id,
        reason: `Its time is over (life-time ${formatDuration(lifetimeMs)}).`,
      });
    }
  }
  const next = first && {
    inMs: first.expiresAt - view.now,
    subject: instanceSubject(first.id),
    reason: 'Its time is over; it is ended.',
  };
  return { actions, next };
}
