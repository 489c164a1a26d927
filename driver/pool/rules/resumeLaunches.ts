import { roster } from '../ledger';
import { type Action, answers, type Blocked, instanceSubject, type Ruling, type View } from '../snapshot';

/** A launch is given up after this many tries that failed though its host answered. */
const MOST_TRIES = 4;

/** A launch that was interrupted goes on where it was: by a restart of ours, or by trouble that may have passed. */
export function resumeLaunches(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  for (const { id, hostId, error } of roster(view.instances).byState.provisioning) {
    const subject = instanceSubject(id);
    if (error || view.inFlight.has(subject)) continue;
    const host = view.hosts.find(candidate => candidate.id === hostId);
    const trouble = view.troubles.get(subject);
    if (!host || !answers(view.listings.get(host.id))) {
      blocked.push({ subject, reason: `Waiting for ${host?.name ?? 'its host'} to answer again.` });
    } else if (trouble && trouble.failures >= MOST_TRIES) {
      actions.push({
        type: 'doom',
        instanceId: id,
        error: trouble.error,
        reason: 'It was tried often enough.',
      });
    } else if (view.isFree(subject)) {
      actions.push({
        type: 'resume',
        instanceId: id,
        hostId: host.id,
        reason: 'Its launch was interrupted.',
      });
    }
  }
  return { actions, blocked };
}
