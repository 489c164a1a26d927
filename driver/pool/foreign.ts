import type { Foreign } from '../model/leftover';
import { machinesOfOthers } from './machineLists';
import type { Snapshot } from './snapshot';

/** What others have in the pool, by controller: machines, what else there is in the cloud, containers on our hosts. */
export function foreignOf({ machines, resources, listings, ours, lease }: Snapshot): Foreign[] {
  const all = new Map<string, Foreign>();
  const holder = lease?.seen?.lease;
  function of(controllerId: string): Foreign {
    const known = all.get(controllerId) ?? {
      controllerId,
      ...(holder?.holder === controllerId ? { name: holder.holderName } : {}),
      ...{ hosts: 0, resources: 0, containers: 0, slots: 0 },
    };
    all.set(controllerId, known);
    return known;
  }
  for (const { controllerId, controllerName } of machines.last
    ? machinesOfOthers(machines.last.value, ours)
    : []) {
    const other = of(controllerId);
    other.hosts += 1;
    if (controllerName !== undefined) other.name ??= controllerName;
  }
  for (const { controllerId } of resources.last?.value ?? []) {
    if (!ours.has(controllerId)) of(controllerId).resources += 1;
  }
  for (const { last } of listings.values()) {
    for (const { controllerId, containers, slots } of last?.value.foreign ?? []) {
      of(controllerId).containers += containers;
      of(controllerId).slots += slots;
    }
  }
  return [...all.values()].sort((a, b) => (a.controllerId < b.controllerId ? -1 : 1));
}
