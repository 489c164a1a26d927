import type { Host } from '../model/host';
import { type Resource, resourceKey } from '../model/resource';
import type { Machine } from '../providers';
import { machinesWithoutHost } from './machineLists';

/** What is needed to tell what belongs to a pool's hosts. */
export interface Belonging {
  /** Those not removed. */
  hosts: readonly Pick<Host, 'id' | 'providerId'>[];
  /** Ids of hosts whose removal is recorded. */
  removed: Pick<ReadonlySet<string>, 'has'>;
  /** The controllers whose marks are ours. */
  ours: ReadonlySet<string>;
  machines: readonly Machine[];
  resources: readonly Resource[];
}

/**
 * Machines of ours that no record knows and that can serve, or will: they are taken back as hosts, one for each host.
 */
export function lostMachines({ hosts, removed, ours, machines }: Omit<Belonging, 'resources'>): Machine[] {
  const taken = new Set<string>();
  return machinesWithoutHost(machines, hosts).filter(({ hostId, controllerId, state }) => {
    if (taken.has(hostId) || removed.has(hostId) || !ours.has(controllerId) || state === 'failed')
      return false;
    taken.add(hostId);
    return true;
  });
}

/**
 * What carries our mark and belongs to nothing: machines whose host is removed, that have failed without a record, or
 * that are a second one of their host; what belongs to no host that is there; what is the pool's as a whole, where the
 * pool has no host; what no machine starts from any more. What keeps the lease goes with that.
 */
export function straysOf(belonging: Belonging): Resource[] {
  const { hosts, removed, ours, machines, resources } = belonging;
  const records = new Map(hosts.map(host => [host.id, host]));
  const known = new Set(machines.map(({ providerId }) => providerId));
  const lost = new Set(lostMachines(belonging).map(({ providerId }) => providerId));
  const alive = new Set(records.keys());
  const strays: Resource[] = [];
  for (const machine of machines) {
    const { hostId, providerId, controllerId, createdAt } = machine;
    if (!ours.has(controllerId)) continue;
    const record = records.get(hostId);
    const isSecond =
      record?.providerId !== undefined && record.providerId !== providerId && known.has(record.providerId);
    if ((record && !isSecond) || lost.has(providerId)) alive.add(hostId);
    else {
      const base = { kind: 'server' as const, id: providerId, name: hostId, controllerId, hostId };
      strays.push({ ...base, ...(createdAt === undefined ? {} : { createdAt }) });
    }
  }
  const isPoolEmpty = alive.size === 0 && machines.every(({ hostId }) => removed.has(hostId));
  for (const resource of resources) {
    if (!ours.has(resource.controllerId)) continue;
    const { hostId, holdsLease, start } = resource;
    if (holdsLease || start === 'kept') continue;
    const isLeft = hostId === undefined ? isPoolEmpty : !alive.has(hostId);
    if (isLeft || start === 'outdated') strays.push(resource);
  }
  return strays;
}

/** Remembers since when things are seen that belong to nothing. What happened before this began counts from then. */
export function createSightings(monotonic: () => number) {
  const since = new Map<string, number>();
  return {
    since: since as ReadonlyMap<string, number>,
    /** @returns what is new */
    note(strays: readonly Resource[]): Resource[] {
      const keys = new Set(strays.map(resourceKey));
      for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
      const added = strays.filter(stray => !since.has(resourceKey(stray)));
      for (const stray of added) since.set(resourceKey(stray), monotonic());
      return added;
    },
  };
}
