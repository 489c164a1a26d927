import { portion } from '../portion';
import { type Action, instanceSubject, type Ruling, type View } from '../snapshot';

/** When a pool is shut down, everything that still runs or begins there ends at the time that the admin has set. */
export function endForShutdown(view: View): Ruling {
  const endsAt = view.shutdown?.endsAt;
  if (endsAt === undefined) return {};
  const living = view.instances.filter(({ state, error }) => state !== 'deleting' && !error);
  if (endsAt > view.now) {
    const reason = 'What still runs is ended: the pool is shut down.';
    return { next: living.length > 0 ? { inMs: endsAt - view.now, subject: 'pool', reason } : undefined };
  }
  const actions: Action[] = living
    .filter(({ id, state }) => {
      // A launch that is under way is marked as well; another rule stops it then.
      const isLaunch = ['launch', 'resume'].includes(view.inFlight.get(instanceSubject(id))?.type ?? '');
      return state !== 'queueing' && (isLaunch || view.isFree(instanceSubject(id)));
    })
    .map(({ id }) => ({ type: 'end', instanceId: id, reason: 'The pool is shut down.' }));
  return portion(actions);
}
