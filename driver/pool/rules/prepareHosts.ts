import { type Action, answers, type Blocked, hostSubject, type Ruling, type View } from '../snapshot';

/** A spawned host is prepared once its engine answers; a preparation that was interrupted is entered again. */
export function prepareHosts(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  for (const { id, name, phase } of view.hosts) {
    const subject = hostSubject(id);
    if ((phase !== 'spawned' && phase !== 'preparing') || !view.isFree(subject)) continue;
    if (!answers(view.listings.get(id))) {
      blocked.push({ subject, reason: `Waiting for the engine of ${name} to answer.` });
    } else if (phase === 'spawned') {
      actions.push({
        type: 'moveHost',
        hostId: id,
        from: phase,
        to: 'preparing',
        reason: 'Its engine answers.',
      });
    } else {
      actions.push({ type: 'prepareHost', hostId: id, reason: 'It is not prepared yet.' });
    }
  }
  return { actions, blocked };
}
