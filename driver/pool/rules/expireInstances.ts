import { formatDuration } from '../../model/duration';
import { type Action, instanceSubject, type Ruling, trusted, type View } from '../snapshot';

/**
 * An instance whose time is over is to go. Only on a host that has answered since the clock last jumped: what
 * can't be seen is not ended.
 */
export function expireInstances(view: View): Ruling {
  const actions: Action[] = [];
  const waits: number[] = [];
  for (const { id, state, expiresAt, hostId, lifetimeMs, error } of view.instances) {
    if (state !== 'running' || expiresAt === undefined || error) continue;
    if (expiresAt > view.now) waits.push(expiresAt - view.now);
    else if (hostId && trusted(view.listings.get(hostId), view) && view.isFree(instanceSubject(id))) {
      actions.push({
        type: 'end',
        instanceId: id,
        reason: `Its time is over (life-time ${formatDuration(lifetimeMs)}).`,
      });
    }
  }
  return { actions, next: waits.length > 0 ? Math.min(...waits) : undefined };
}
