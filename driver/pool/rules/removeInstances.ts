import { type Action, answers, type Blocked, instanceSubject, type Ruling, type View } from '../snapshot';

/**
 * What is left of an instance that is to go is removed, again and again until a fresh listing shows nothing of
 * it. That waits while its host doesn't answer.
 */
export function removeInstances(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  for (const { id, state, hostId, error } of view.instances) {
    const subject = instanceSubject(id);
    if ((state !== 'deleting' && !error) || !view.isFree(subject)) continue;
    // A host that is removed has nothing left on it.
    const host = view.hosts.find(candidate => candidate.id === hostId);
    if (host && !answers(view.listings.get(host.id))) {
      blocked.push({ subject, reason: `Waiting for ${host.name} to answer; its container is removed then.` });
      continue;
    }
    const reason = error ? 'It has failed; what is left of it goes.' : 'It is to be destroyed.';
    actions.push({ type: 'remove', instanceId: id, hostId: host?.id, reason });
  }
  return { actions, blocked };
}
