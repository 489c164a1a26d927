import type { MarkedContainer } from '../engine';
import type { Host } from '../model/host';
import { type Instance, instanceStates } from '../model/instance';
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
  let sum = listing?.value.foreignSlots ?? 0;
  for (const { state, slots } of instancesOn(hostId, instances)) if (HOLDING.includes(state)) sum += slots;
  const { byId } = roster(instances);
  for (const [instance, { marks, state }] of listing ? containersOf(listing.value) : []) {
    const recorded = byId.get(instance);
    // The record counts already.
    if (recorded?.hostId === hostId && HOLDING.includes(recorded.state)) continue;
    // Its end was proven by a listing later than this one.
    const gone = ended.has(instance) && (touched.get(instance) ?? 0) > (listing?.begun ?? 0);
    if (state !== 'ended' && !gone) sum += marks.slots;
  }
  return sum;
}

/** Instances by what rules ask for. */
export interface Roster {
  byId: ReadonlyMap<string, Instance>;
  /** Those without a host are under `undefined`. */
  byHost: ReadonlyMap<string | undefined, readonly Instance[]>;
  /** In the order of the list. */
  byState: Readonly<Record<Instance['state'], readonly Instance[]>>;
  /** Those that have failed and whose containers are to go. */
  failed: readonly Instance[];
}

const rosters = new WeakMap<readonly Instance[], Roster>();

/** The list is sorted out once, however many rules ask. */
export function roster(instances: readonly Instance[]): Roster {
  const known = rosters.get(instances);
  if (known) return known;
  const byId = new Map<string, Instance>();
  const byHost = new Map<string | undefined, Instance[]>();
  const byState = Object.fromEntries(instanceStates.map(state => [state, []])) as unknown as Record<
    Instance['state'],
    Instance[]
  >;
  const failed: Instance[] = [];
  for (const instance of instances) {
    byId.set(instance.id, instance);
    byState[instance.state].push(instance);
    if (instance.error) failed.push(instance);
    const there = byHost.get(instance.hostId);
    if (there) there.push(instance);
    else byHost.set(instance.hostId, [instance]);
  }
  const made = { byId, byHost, byState, failed };
  rosters.set(instances, made);
  return made;
}

/** The instances that are recorded on a host. */
export function instancesOn(hostId: string, instances: readonly Instance[]): readonly Instance[] {
  return roster(instances).byHost.get(hostId) ?? [];
}

/** Who waits in the queue, oldest first. */
export function queued(instances: readonly Instance[]): Instance[] {
  return roster(instances).byState.queueing.filter(({ error }) => !error);
}

const listed = new WeakMap<HostListing, ReadonlyMap<string, MarkedContainer>>();

/** The containers of a listing by the instance whose mark they carry; of several with the same the last. */
export function containersOf(listing: HostListing): ReadonlyMap<string, MarkedContainer> {
  const known = listed.get(listing);
  if (known) return known;
  const made = new Map(listing.containers.map(container => [container.marks.instance, container]));
  listed.set(listing, made);
  return made;
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
  return observed?.last !== undefined && containersOf(observed.last.value).has(instanceId);
}
