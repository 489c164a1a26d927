import type { Host } from '../model/host';
import { type Instance, instanceStates } from '../model/instance';
import { containersOf, factsOf, type HostFacts, isHolding } from './hostFacts';
import type { Lists } from './listsByKey';
import type { HostListing, Observed, Seen, Snapshot } from './snapshot';
import { oncePer } from './whileSame';

/**
 * Slots that are taken on a host: by the marks on its containers, ours and others', and by instances that are
 * recorded there without having been seen yet. A record is written in the same synchronous step in which its
 * place is chosen, so that no slot is given away twice.
 */
export function slotsTaken(
  hostId: string,
  snapshot: Pick<Snapshot, 'instances' | 'listings' | 'ended' | 'touched'>,
): number {
  const listing = snapshot.listings.get(hostId)?.last;
  const facts = factsOf(instancesOn(hostId, snapshot.instances), listing?.value);
  return slotsTakenBy(hostId, facts, listing, snapshot);
}

/** The same of a host that has been looked at. */
export function slotsTakenBy(
  hostId: string,
  { isMatched, held }: HostFacts,
  listing: Seen<HostListing> | undefined,
  { instances, ended, touched }: Pick<Snapshot, 'instances' | 'ended' | 'touched'>,
): number {
  let sum = (listing?.value.foreignSlots ?? 0) + held;
  if (isMatched) return sum;
  const { byId } = roster(instances);
  for (const [instance, { marks, state }] of listing ? containersOf(listing.value) : []) {
    const recorded = byId.get(instance);
    // The record counts already.
    if (recorded?.hostId === hostId && isHolding(recorded.state)) continue;
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
  byHost: Lists<string | undefined, Instance>;
  /** In the order of the list. */
  byState: Readonly<Record<Instance['state'], readonly Instance[]>>;
  /** Those that have failed and whose containers are to go. */
  failed: readonly Instance[];
}

const rosters = new WeakMap<readonly Instance[], Roster>();

/** What a list is sorted out to is known already; `ofState` is asked once for each state. */
export function keepRoster(
  instances: readonly Instance[],
  { ofState, ...known }: Omit<Roster, 'byState'> & { ofState(state: Instance['state']): readonly Instance[] },
): void {
  const byState = {} as Record<Instance['state'], readonly Instance[]>;
  for (const state of instanceStates) {
    let list: readonly Instance[] | undefined;
    const get = () => (list ??= ofState(state));
    Object.defineProperty(byState, state, { enumerable: true, get });
  }
  rosters.set(instances, { ...known, byState });
}

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

/** The hosts of a list by their ids: sorted out once for each list. */
export const hostsById: (hosts: readonly Host[]) => ReadonlyMap<string, Host> = oncePer(
  hosts => new Map(hosts.map(host => [host.id, host])),
);

const NONE: readonly Instance[] = [];

/** The instances that are recorded on a host. */
export function instancesOn(hostId: string, instances: readonly Instance[]): readonly Instance[] {
  return roster(instances).byHost.get(hostId) ?? NONE;
}

/** Who waits in the queue, oldest first. */
export function queued(instances: readonly Instance[]): Instance[] {
  return roster(instances).byState.queueing.filter(({ error }) => !error);
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
