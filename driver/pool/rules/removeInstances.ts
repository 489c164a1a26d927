import { hostsById, roster } from '../ledger';
import { type Action, answers, type Blocked, instanceSubject, type Ruling, type View } from '../snapshot';

/**
 * What is left of an instance that is to go is removed, again and again until a fresh listing shows nothing of
 * it. That waits while its host doesn't answer.
 */
export function removeInstances(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const { byState, failed } = roster(view.instances);
  const leaving = [...byState.deleting.filter(({ error }) => !error), ...failed];
  if (leaving.length === 0) return {};
  const hosts = hostsById(view.hosts);
  for (const { id, hostId, error } of leaving) {
    const subject = instanceSubject(id);
    if (!view.isFree(subject)) continue;
    // A host that is removed has nothing left on it.
    const host = hosts.get(hostId ?? '');
    if (host && !answers(view.listings.get(host.id))) {
      blocked.push({ subject, reason: `Waiting for ${host.name} to answer; its container is removed then.` });
      continue;
    }
    const reason = error ? 'It has failed; what is left of it goes.' : 'It is to be destroyed.';
    actions.push({ type: 'remove', instanceId: id, hostId: host?.id, reason });
  }
  return { actions, blocked };
}
