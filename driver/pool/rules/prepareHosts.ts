import { type Action, answers, type Blocked, hostSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/**
 * A spawned host is prepared once its engine answers, or at once where that is what preparing brings; a preparation that
 * was interrupted is entered again, and so is that of an active host of which an admin wants it.
 */
export function prepareHosts(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  for (const { host } of standings(view).unsettled) {
    const { id, name, phase, wish } = host;
    const subject = hostSubject(id);
    const again = phase === 'active' && wish?.what === 'prepare';
    const isWanted = again || phase === 'spawned' || phase === 'preparing';
    if (!isWanted || !view.isFree(subject)) continue;
    if (!view.preparesMachines && !answers(view.listings.get(id))) {
      blocked.push({ subject, reason: `Waiting for the engine of ${name} to answer.` });
    } else if (phase === 'spawned') {
      const reason = view.preparesMachines ? 'Its machine is there.' : 'Its engine answers.';
      actions.push({ type: 'moveHost', hostId: id, from: phase, to: 'preparing', reason });
    } else {
      const reason = again ? 'An admin wants it prepared again.' : 'It is not prepared yet.';
      actions.push({ type: 'prepareHost', hostId: id, reason });
    }
  }
  return { actions, blocked };
}
