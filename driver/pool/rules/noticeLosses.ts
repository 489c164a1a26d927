import type { Instance } from '../../model/instance';
import { shows } from '../ledger';
import {
  type Action,
  type HostListing,
  instanceSubject,
  type Observed,
  type Ruling,
  trusted,
  type View,
} from '../snapshot';
import { standings } from '../standing';

/**
 * A running instance whose container isn't there any more has failed. Absent counts only in two complete
 * listings in a row, both begun after we last did anything about it.
 */
export function noticeLosses(view: View): Ruling {
  const { unmatched } = standings(view);
  return {
    actions: unmatched.flatMap(({ own, listing }) => (listing?.last ? lossesAmong(own, listing, view) : [])),
  };
}

function lossesAmong(own: readonly Instance[], listing: Observed<HostListing>, view: View): Action[] {
  const actions: Action[] = [];
  const { previous } = listing;
  for (const { id, state, error } of own) {
    if (state !== 'running' || error || !previous || shows(listing, id) || shows({ last: previous }, id))
      continue;
    if (!trusted(listing, view) || previous.begun <= (view.touched.get(id) ?? 0)) continue;
    if (!view.isFree(instanceSubject(id))) continue;
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
  return actions;
}
