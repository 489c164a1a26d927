import type { LabMachine } from '../../driver/model/labMachine';
import { placeOf } from '../../driver/model/labMachine';
import { api } from '../state/api';
import { confirm } from '../ui/confirm';
import { attempt, notifyDone } from '../ui/notify';

/** Takes machines off their list, after a question; those that are hosts stay, and it is said why. */
export async function removeMachines(machines: readonly LabMachine[]): Promise<void> {
  const [first] = machines;
  if (!first) return;
  const one = machines.length === 1;
  const yes = await confirm({
    title: one ? `Take ${placeOf(first)} off the list?` : `Take ${machines.length} machines off the list?`,
    body: `Nothing changes on ${one ? 'the machine itself' : 'the machines themselves'}; the pool takes ${one ? 'it' : 'them'} as a host no more, and the confirmed key is forgotten.`,
    action: 'Take off the list',
    destructive: true,
  });
  if (!yes) return;
  const gone: LabMachine[] = [];
  for (const machine of machines) {
    if (await attempt(api.machines.remove.mutate({ id: machine.id }))) gone.push(machine);
  }
  if (gone.length === 1) notifyDone(`${placeOf(gone[0] as LabMachine)} is off the list.`);
  else if (gone.length > 1) notifyDone(`${gone.length} machines are off the list.`);
}
