import { containersOf } from '../hostFacts';
import { isAllRecorded, roster } from '../ledger';
import { type Action, answers, instanceSubject, type Ruling, type View } from '../snapshot';

/** A running instance whose container has ended has failed; the engine still knows why. */
export function noticeDeaths(view: View): Ruling {
  const actions: Action[] = [];
  const { byId } = roster(view.instances);
  for (const [hostId, listing] of view.listings) {
    if (!listing.last || !answers(listing) || isAllRecorded(hostId, view)) continue;
    for (const [id, { containerId, state }] of containersOf(listing.last.value)) {
      if (state !== 'ended') continue;
      const instance = byId.get(id);
      if (instance?.state !== 'running' || instance.hostId !== hostId || instance.error) continue;
      if (!view.isFree(instanceSubject(id))) continue;
      // One that had ended may have been started again since it was listed.
      if (listing.last.begun < (view.touched.get(id) ?? 0)) continue;
      actions.push({
        type: 'noteDeath',
        instanceId: id,
        hostId,
        containerId,
        reason: 'Its container has ended.',
      });
    }
  }
  return { actions };
}
