import { type Action, answers, hostSubject, type Ruling, type View } from '../snapshot';

/** A host that was asked for is *spawned* once a listing of the provider shows where it is. */
export function noticeHosts(view: View): Ruling {
  const actions: Action[] = [];
  if (!answers(view.machines)) return {};
  for (const { id, phase } of view.hosts) {
    const machine = view.machines.last?.value.find(({ hostId }) => hostId === id);
    if (phase !== 'spawning' || machine?.state !== 'running' || !machine.engineUrl) continue;
    if (!view.isFree(hostSubject(id))) continue;
    const { providerId, engineUrl } = machine;
    actions.push({
      type: 'moveHost',
      hostId: id,
      to: 'spawned',
      changes: { providerId, engineUrl },
      reason: 'The provider says that it runs.',
    });
  }
  return { actions };
}
