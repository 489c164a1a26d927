import { shows } from '../ledger';
import { type Action, instanceSubject, type Ruling, trusted, type View } from '../snapshot';

/**
 * A running instance whose container isn't there any more has failed. Absent counts only in two complete
 * listings in a row, both begun after we last did anything about it.
 */
export function noticeLosses(view: View): Ruling {
  const actions: Action[] = [];
  for (const { id, state, hostId, error } of view.instances) {
    if (state !== 'running' || !hostId || error || !view.isFree(instanceSubject(id))) continue;
    const listing = view.listings.get(hostId);
    const { previous } = listing ?? {};
    const since = view.touched.get(id) ?? 0;
    if (!trusted(listing, view) || !previous || previous.begun <= since) continue;
    if (shows(listing, id) || shows({ last: previous }, id)) continue;
    actions.push({
      type: 'doom',
      instanceId: id,
      reason: 'Its container is gone.',
      error: {
        kind: 'permanent',
        code: 'CONTAINER_GONE',
        what: 'Its container is not on its host any more.',
        why: 'Somebody or something other than Rockpool has removed it.',
        next: 'Launch it again; what it held is lost.',
      },
    });
  }
  return { actions };
}
