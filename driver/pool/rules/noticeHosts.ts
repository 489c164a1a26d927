import { machinesByHost } from '../machineLists';
import { type Action, answers, hostSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/** A host that was asked for is *spawned* once a listing of the provider shows where it is. */
export function noticeHosts(view: View): Ruling {
  const actions: Action[] = [];
  if (!answers(view.machines)) return {};
  const machines = machinesByHost(view.machines.last?.value);
  for (const { host } of standings(view).unsettled) {
    const { id, phase, providerId: known } = host;
    if (phase !== 'spawning') continue;
    const machine = machines.get(id);
    if (!machine || !view.isFree(hostSubject(id))) continue;
    const { providerId, engineUrl, state } = machine;
    if (state === 'running' && engineUrl) {
      const changes = { providerId, engineUrl };
      actions.push({
        type: 'moveHost',
        hostId: id,
        from: phase,
        to: 'spawned',
        changes,
        reason: 'The provider says that it runs.',
      });
    } else if (known === undefined) {
      actions.push({ type: 'noteHost', hostId: id, changes: { providerId }, reason: 'The provider has it.' });
    }
  }
  return { actions };
}
