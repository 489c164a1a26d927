import { containersOf } from '../hostFacts';
import { roster } from '../ledger';
import { type Action, answers, instanceSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/** A running instance whose container has ended has failed; the engine still knows why. */
export function noticeDeaths(view: View): Ruling {
  const actions: Action[] = [];
  const { byId } = roster(view.instances);
  for (const { host, listing } of standings(view).unmatched) {
    if (!listing?.last || !answers(listing)) continue;
    for (const [id, { containerId, state }] of containersOf(listing.last.value)) {
      if (state !== 'ended') continue;
      const instance = byId.get(id);
      if (instance?.state !== 'running' || instance.hostId !== host.id || instance.error) continue;
      if (!view.isFree(instanceSubject(id))) continue;
      // One that had ended may have been started again since it was listed.
      if (listing.last.begun < (view.touched.get(id) ?? 0)) continue;
      actions.push({
        type: 'noteDeath',
        instanceId: id,
        hostId: host.id,
        containerId,
        reason: 'Its container has ended.',
      });
    }
  }
  return { actions };
}
