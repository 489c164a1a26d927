import { type Action, type Blocked, hostSubject, type Ruling, trusted, type View } from '../snapshot';

/**
 * A draining host goes when nothing is left on it: no instance in the records, and no container of ours in two
 * complete listings in a row.
 */
export function removeHosts(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  for (const { id, phase } of view.hosts) {
    const subject = hostSubject(id);
    if (!view.isFree(subject)) continue;
    if (phase === 'removing') {
      actions.push({ type: 'destroyHost', hostId: id, reason: 'It is given up.' });
    }
    if (phase !== 'draining') continue;
    const count = view.instances.filter(({ hostId }) => hostId === id).length;
    const listing = view.listings.get(id);
    const previous = listing?.previous;
    const last = trusted(listing, view);
    if (count > 0) {
      blocked.push({
        subject,
        reason: `${count} instance${count === 1 ? '' : 's'} on it; it goes when they have ended.`,
      });
    } else if (last?.value.containers.length === 0 && previous?.value.containers.length === 0) {
      actions.push({ type: 'moveHost', hostId: id, to: 'removing', reason: 'It is empty.' });
    } else {
      blocked.push({ subject, reason: 'Two listings in a row must show that nothing is left on it.' });
    }
  }
  return { actions, blocked };
}
