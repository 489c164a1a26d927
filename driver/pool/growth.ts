import { queued } from './ledger';
import { machinesOfOthers, machinesWithoutHost } from './machineLists';
import { cheapestHosts, count, type FlavorCounts, hold, launchesIn, pack } from './packing';
import type { View } from './snapshot';
import { rooms, type Standing, standings } from './standing';
import { oncePer } from './whileSame';

/** What the pool lacks. */
export interface Lack {
  /** Launches in the queue and to be kept free that find no room, by size. */
  launches: Map<number, number>;
  /** How many of them wait in the queue. */
  waiting: number;
  /** How many launches of `size` are to be kept free beyond those that are. */
  toKeep: number;
  /** The size in which free slots are counted: the largest active blueprint's, as far as a host can hold it. */
  size: number;
}

/** Slots of the largest host that the pool has or can ask for. */
export function largestHost({ hosts, config, grows }: View): number {
  const largest = hosts.reduce((most, { slots }) => Math.max(most, slots), 0);
  return grows ? Math.max(largest, config.DD_HOST_FLAVOR_SLOTS_LARGE) : largest;
}

/** Who waits in the queue and could ever find room, oldest first. */
export function queueOf(view: View) {
  const largest = largestHost(view);
  return queued(view.instances).filter(({ slots }) => slots <= largest);
}

/**
 * What is missing where just these hosts are counted: the queue may go to ageing ones as well, what is to be kept
 * free must last.
 */
export function lackOf(view: View, hosts: readonly Standing[]): Lack {
  const size = Math.min(view.launchSlots, view.config.DD_HOST_FLAVOR_SLOTS_LARGE);
  const lasting = pack(
    count(queueOf(view).map(({ slots }) => slots)),
    rooms(hosts.filter(one => one.lasting)),
  );
  const ageing = hosts.filter(({ open, lasting, age }) => open && !lasting && age === 'ageing');
  const { left } = pack(lasting.left, rooms(ageing));
  const waiting = [...left.values()].reduce((sum, number) => sum + number, 0);
  const target = Math.ceil(view.config.DD_FREE_SLOT_TARGET / size);
  const toKeep = Math.max(0, target - launchesIn(lasting.free, size));
  const launches = new Map(left);
  if (toKeep > 0) launches.set(size, (launches.get(size) ?? 0) + toKeep);
  return { launches, waiting, toKeep, size };
}

/** What the pool lacks when all that comes has come. */
export const lack = oncePer((view: View): Lack => lackOf(view, standings(view).all));

/** True if the hosts that are active now, and last, have room for all that is wanted. */
export function isCovered(view: View): boolean {
  return (
    lackOf(
      view,
      standings(view).all.filter(({ open }) => open),
    ).launches.size === 0
  );
}

/**
 * True if launches miss nothing now: the hosts that take them have room for the queue and for what is to be kept free. Those
 * that are about to be replaced count as long as they serve.
 */
export function isServed(view: View): boolean {
  const size = Math.min(view.launchSlots, view.config.DD_HOST_FLAVOR_SLOTS_LARGE);
  const serving = standings(view).all.filter(({ open, age }) => open && age !== 'over');
  const { left, free } = pack(count(queueOf(view).map(({ slots }) => slots)), rooms(serving));
  return left.size === 0 && launchesIn(free, size) >= Math.ceil(view.config.DD_FREE_SLOT_TARGET / size);
}

/** True if the pool has all that it needs, now and from what will last, and no host comes. */
export function isAtRest(view: View): boolean {
  const { all, frozen } = standings(view);
  return !frozen && isServed(view) && lack(view).launches.size === 0 && !all.some(({ coming }) => coming);
}

/** How many more hosts there may be. */
export function roomForHosts(view: View): number {
  return Math.max(
    0,
    view.config.DD_MAX_HOSTS - view.hosts.length - foreignMachines(view) - leftMachines(view),
  );
}

/** Machines that others have in this pool: nobody has more hosts for them. */
export function foreignMachines({ machines, ours, grows }: View): number {
  return grows && machines.last ? machinesOfOthers(machines.last.value, ours).length : 0;
}

/** Machines of ours that are listed without a host: what is left over takes a place until it is gone. */
export function leftMachines({ machines, ours, hosts, grows }: View): number {
  if (!grows || !machines.last) return 0;
  return machinesWithoutHost(machines.last.value, hosts).filter(({ controllerId }) => ours.has(controllerId))
    .length;
}

/**
 * The hosts that are missing, by flavor. While nothing is allocated the cheapest set, as long as it leaves half of
 * the places (DD_MAX_HOSTS) for later; large ones otherwise, as the original ramps up: each host takes a place.
 */
export function missingHosts(view: View, { launches }: Lack): FlavorCounts {
  const { DD_HOST_FLAVOR_SLOTS_SMALL: small, DD_HOST_FLAVOR_SLOTS_LARGE: large } = view.config;
  const slots = { small, large };
  const room = roomForHosts(view);
  const isLoaded = standings(view).all.some(({ taken }) => taken > 0);
  if (!isLoaded) {
    const few = cheapestHosts(launches, Math.ceil(room / 2), slots, { onlyLarge: false });
    if (hold(launches, few, slots)) return few;
  }
  return cheapestHosts(launches, room, slots, { onlyLarge: true });
}

/** True if a host may be asked for now, or one is on its way: room will come. */
export function canGrow(view: View): boolean {
  if (!view.grows || view.config.DD_SHUTDOWN_MODE) return false;
  if (standings(view).all.some(({ coming }) => coming)) return true;
  return roomForHosts(view) > 0 && !view.troubles.has('pool') && !view.troubles.has('hosts');
}
