import type { Host } from '../model/host';
import type { Machine } from '../providers';
import { oncePer, whileSame } from './whileSame';

/** A provider's list of machines, sorted out by what rules ask for: once for each list, however many rounds look at it. */

type Machines = readonly Machine[];
type Hosts = readonly Pick<Host, 'id'>[];

const byHost = oncePer((machines: Machines) => new Map(machines.map(machine => [machine.hostId, machine])));
const NONE: ReadonlyMap<string, Machine> = new Map();

/** Machines by the host whose mark they carry; of several with the same the last. */
export function machinesByHost(machines: Machines | undefined): ReadonlyMap<string, Machine> {
  return machines ? byHost(machines) : NONE;
}

/** For each of these hosts, in their order, what is said of its machine; undefined where none is listed. */
export const listedStates = whileSame(
  (machines: Machines, hosts: Hosts): ('there' | 'failed' | undefined)[] => {
    const of = machinesByHost(machines);
    return hosts.map(({ id }) => {
      const machine = of.get(id);
      return machine && (machine.state === 'failed' ? 'failed' : 'there');
    });
  },
);

/** Machines, ours or not, of hosts that are not among these. */
export const machinesWithoutHost = whileSame((machines: Machines, hosts: Hosts): Machines => {
  const known = new Set(hosts.map(({ id }) => id));
  return machines.filter(({ hostId }) => !known.has(hostId));
});

/** Machines that carry the mark of another controller. */
export const machinesOfOthers = whileSame(
  (machines: Machines, ours: ReadonlySet<string>): Machines =>
    machines.filter(({ controllerId }) => !ours.has(controllerId)),
);
