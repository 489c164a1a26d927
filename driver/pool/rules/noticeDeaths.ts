import { type Action, answers, instanceSubject, type Ruling, type View } from '../snapshot';

/** A running instance whose container has ended has failed; the engine still knows why. */
export function noticeDeaths(view: View): Ruling {
  const actions: Action[] = [];
  for (const { id, state, hostId, error } of view.instances) {
    if (state !== 'running' || !hostId || error || !view.isFree(instanceSubject(id))) continue;
    const listing = view.listings.get(hostId);
    const container = listing?.last?.value.containers.find(({ marks }) => marks.instance === id);
    if (!answers(listing) || container?.state !== 'ended') continue;
    const { containerId } = container;
    actions.push({
      type: 'noteDeath',
      instanceId: id,
      hostId,
      containerId,
      reason: 'Its container has ended.',
    });
  }
  return { actions };
}
