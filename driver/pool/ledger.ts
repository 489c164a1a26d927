import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import type { HostListing, Observed, Snapshot } from './snapshot';

/** States in which an instance with a host holds slots there, whether or not its container is seen yet. */
const HOLDING: readonly Instance['state'][] = ['provisioning', 'running', 'deleting'];

/**
 * Slots that are taken on a host: by the marks on its containers, ours and others', and by instances that are
 * recorded there without having been seen yet. A record is written in the same synchronous step in which its
 * place is chosen, so that no slot is given away twice.
 */
export function slotsTaken(
  hostId: string,
  { instances, listings, ended, touched }: Pick<Snapshot, 'instances' | 'listings' | 'ended' | 'touched'>,
): number {
  const listing = listings.get(hostId)?.last;
  const seen = new Map<string, number>();
  for (const { marks, state } of listing?.value.containers ?? []) {
    // Its end was proven by a listing later than this one.
    const gone = ended.has(marks.instance) && (touched.get(marks.instance) ?? 0) > (listing?.begun ?? 0);
    if (state !== 'ended' && !gone) seen.set(marks.instance, marks.slots);
  }
  for (const { id, state, slots } of instancesOn(hostId, instances)) {
    if (HOLDING.includes(state)) seen.set(id, slots);
  }
  let sum = listing?.value.foreignSlots ?? 0;
  for (const slots of seen.values()) sum += slots;
  return sum;
}

const indexes = new WeakMap<readonly Instance[], Map<string | undefined, Instance[]>>();

/** The instances that are recorded on a host. The list is sorted out once, whichever host is asked for. */
export function instancesOn(hostId: string, instances: readonly Instance[]): readonly Instance[] {
  let index = indexes.get(instances);
  if (!index) {
    index = new Map();
    for (const instance of instances) {
      const there = index.get(instance.hostId);
      if (there) there.push(instance);
      else index.set(instance.hostId, [instance]);
    }
    indexes.set(instances, index);
  }
  return index.get(hostId) ?? [];
}

/** Slots that are free on a host; never below 0, though others may have taken more than there are. */
export function slotsFree(
  host: Host,
  snapshot: Pick<Snapshot, 'instances' | 'listings' | 'ended' | 'touched'>,
): number {
  return Math.max(0, host.slots - slotsTaken(host.id, snapshot));
}

/** True if the listing shows a container of this instance, running or not. */
export function shows(observed: Observed<HostListing> | undefined, instanceId: string): boolean {
  return observed?.last?.value.containers.some(({ marks }) => marks.instance === instanceId) ?? false;
}
