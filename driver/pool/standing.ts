import type { Host } from '../model/host';
import { hostLifetimeMs } from '../model/hostLifetime';
import { isComing } from '../model/hostPhases';
import type { Instance } from '../model/instance';
import type { PoolConfig } from '../model/pool';
import type { Machine } from '../providers';
import { isSeenAfterOthers } from './adopted';
import { factsOf, type HostFacts } from './hostFacts';
import { hostsById, instancesOn, roster, slotsTakenBy } from './ledger';
import { listedStates, machinesByHost } from './machineLists';
import { add } from './packing';
import { answers, type HostListing, type Observed, type Snapshot, type View } from './snapshot';

/** A host is replaced this long (ms) before its life-time ends: so much the original leaves for it. */
export const REPLACE_BEFORE_MS = 5 * 60_000;
/** A host that is silent for this long (ms) no longer counts for what the pool keeps free. */
export const SILENT_AFTER_MS = 2 * 60_000;
/** A listing may show how things were so long (ms) ago: a younger machine can be missing in it. */
const LAG_MS = 60_000;

/** A host, what is recorded there, and what was seen there. */
interface Sight {
  host: Host;
  /** The instances that are recorded there. */
  own: readonly Instance[];
  listing: Observed<HostListing> | undefined;
  facts: HostFacts;
  /** Slots, as `slotsTaken` counts them. */
  taken: number;
}

/** How a host stands: everything that more than one rule wants to know of it. */
export interface Standing extends Sight {
  free: number;
  /** On its way to become active. */
  coming: boolean;
  /** Launches can be placed there now. */
  open: boolean;
  /** Its room will still be there when it is wanted: it neither ages nor is to go, nor is silent. */
  lasting: boolean;
  age: 'fresh' | 'ageing' | 'over';
  /** Ms of its life-time that are left; absent where it doesn't age. */
  leftMs: number | undefined;
  /** It is the only one that stays, nothing is allocated, and it isn't what would be asked for instead. */
  needlesslyLarge: boolean;
  /** For how long (ms, watched) it hasn't answered; what was in a time in which many were ill doesn't count. */
  silentMs: number;
  /** For how long (ms) nothing at all has come back from its engine: what it was asked besides counts here. */
  unheardMs: number;
  /** The same, with that time. */
  awayMs: number;
  /** The provider lists no machine for it (twice, after our last call), or one that has failed. */
  machine: 'there' | 'gone' | 'failed' | 'unknown';
}

export interface Standings {
  all: Standing[];
  /** Those of which the newest listing doesn't show just what is recorded: something is lost there, left over, or on its way. */
  unmatched: Standing[];
  /** Those that aren't just active: on their way, leaving, with an order, or with failures. Most rules look at no other. */
  unsettled: Standing[];
  /** Instances that are recorded on hosts which aren't there any more. */
  elsewhere: readonly Instance[];
  /** Many hosts are ill at once: that is us, or the network. Nothing is removed. */
  frozen: boolean;
  /** Ids of the ill ones. */
  ill: string[];
}

const NO_MACHINES: readonly Machine[] = [];
const known = new WeakMap<View, Standings>();

export function standings(view: View): Standings {
  const before = known.get(view);
  if (before) return before;
  const sights = view.hosts.map(host => sight(host, view));
  const all: Standing[] = [];
  const unmatched: Standing[] = [];
  const unsettled: Standing[] = [];
  const ill: Standing[] = [];
  let watched = 0;
  const shared: Shared = {
    machines: listedStates(view.machines.last?.value ?? NO_MACHINES, view.hosts),
    earlier: machinesByHost(view.machines.previous?.value),
    lifetimeMs: hostLifetimeMs(undefined, view.config),
    lone: loneHost(sights),
  };
  for (let index = 0; index < sights.length; index += 1) {
    const one = standing(sights[index] as Sight, index, shared, view);
    all.push(one);
    if (!one.facts.isMatched) unmatched.push(one);
    if (one.host.phase !== 'active' || one.host.wish || one.host.failures) unsettled.push(one);
    if (!isWatched(one.host)) continue;
    watched += 1;
    if (one.silentMs > 0 || one.machine === 'gone' || one.machine === 'failed') ill.push(one);
  }
  const frozen = ill.length > 1 && ill.length > watched / 5;
  // While many are silent that is no reason to ask for others in their place.
  if (frozen) for (const one of ill) one.lasting = isLasting(one.host, one.age, view.config);
  const found = {
    all,
    unmatched,
    unsettled,
    elsewhere: elsewhere(sights, view),
    frozen,
    ill: ill.map(({ host }) => host.id),
  };
  known.set(view, found);
  return found;
}

function sight(host: Host, view: View): Sight {
  const own = instancesOn(host.id, view.instances);
  const listing = view.listings.get(host.id);
  const facts = factsOf(own, listing?.last?.value);
  return { host, own, listing, facts, taken: slotsTakenBy(host.id, facts, listing?.last, view) };
}

function elsewhere(sights: readonly Sight[], { hosts, instances }: View): readonly Instance[] {
  const { byHost } = roster(instances);
  let used = byHost.has(undefined) ? 1 : 0;
  for (const { own } of sights) if (own.length > 0) used += 1;
  if (used === byHost.size) return [];
  const there = hostsById(hosts);
  return [...byHost].flatMap(([id, own]) => (id === undefined || there.has(id) ? [] : own));
}

/** The only one that stays, where nothing is allocated. */
function loneHost(sights: readonly Sight[]): Host | undefined {
  let lone: Host | undefined;
  for (const { host } of sights) {
    if (host.phase === 'draining' || host.phase === 'removing') continue;
    if (lone) return undefined;
    lone = host;
  }
  return sights.some(({ taken }) => taken > 0) ? undefined : lone;
}

/** What is the same for all hosts of a round. */
interface Shared {
  /** What the provider says of their machines, in the order of the hosts. */
  machines: readonly ('there' | 'failed' | undefined)[];
  /** As the listing before has it. */
  earlier: ReadonlyMap<string, Machine>;
  /** Of hosts without a word of an admin's. */
  lifetimeMs: number;
  lone: Host | undefined;
}

function standing(seen: Sight, index: number, shared: Shared, view: View): Standing {
  const { host, own, listing, facts, taken } = seen;
  const free = Math.max(0, host.slots - taken);
  const coming = isComing(host.phase);
  const awayMs = listing?.failure ? silence(host, view, 0) : 0;
  const silentMs = listing?.failure ? silence(host, view, view.frozenAt) : 0;
  const isAlone = host === shared.lone;
  const isKept = isAlone && isWhatWouldCome(host, view);
  const leftMs = lifetimeLeft(host, shared.lifetimeMs, view);
  const age =
    leftMs === undefined || leftMs > REPLACE_BEFORE_MS || isKept ? 'fresh' : leftMs > 0 ? 'ageing' : 'over';
  const isActive = host.phase === 'active';
  const machine = machineOf(host, shared.machines[index], shared.earlier, view);
  const unheardMs = listing?.failure ? unheard(host, view, view.frozenAt) : 0;
  const isIll = silentMs >= SILENT_AFTER_MS || machine === 'gone' || machine === 'failed';
  return {
    host,
    own,
    listing,
    facts,
    taken,
    free,
    coming,
    open: isActive && silentMs === 0 && !host.cordoned && !host.wish && shows(host.id, listing, view),
    lasting: (coming || isActive) && !isIll && isLasting(host, age, view.config),
    age,
    leftMs,
    needlesslyLarge: isAlone && !isKept,
    silentMs,
    unheardMs,
    awayMs,
    machine,
  };
}

function shows(id: string, listing: Observed<HostListing> | undefined, view: View): boolean {
  return answers(listing) && isSeenAfterOthers(id, view);
}

function isLasting({ cordoned, wish, failures }: Host, age: string, config: PoolConfig): boolean {
  // What is being prepared again will take launches again.
  const stays = !cordoned && (!wish || wish.what === 'prepare');
  return age === 'fresh' && stays && (failures?.count ?? 0) <= config.DD_MAX_HOST_ERRORS;
}

/** A lone idle host is not replaced by one that is just like it. */
function isWhatWouldCome({ flavor, slots }: Host, { config, launchSlots }: View): boolean {
  const { DD_HOST_FLAVOR_SLOTS_SMALL: small, DD_FREE_SLOT_TARGET: target } = config;
  const kept = Math.ceil(target / launchSlots) * launchSlots;
  return flavor === config.DD_HOST_FLAVOR_NAME_SMALL || slots <= small || kept > small;
}

/** True of hosts that had an engine: of those on their way, the ones that were taken back. */
function isWatched({ phase, adoptedAt }: Host): boolean {
  if (phase === 'active' || phase === 'draining') return true;
  return adoptedAt !== undefined && isComing(phase);
}

/**
 * For how long a host has not answered that once had an engine: before it was asked nobody can say. What an earlier process
 * had counted counts on once this one has heard nothing for a while, either: at the start it may be us.
 */
export function silence(host: Host, snapshot: Snapshot, notBefore: number): number {
  const { listings, since, trustFrom, monotonic } = snapshot;
  const { failure } = listings.get(host.id) ?? {};
  if (!failure || (isComing(host.phase) && !isWatched(host))) return 0;
  const from = Math.max(failure.begun, trustFrom, notBefore);
  const silentMs = Math.max(1, monotonic - from);
  const goesOn = from === failure.begun && silentMs >= SILENT_AFTER_MS;
  return silentMs + (goesOn ? (since.get(host.id)?.silentBefore ?? 0) : 0);
}

/**
 * The same, where whatever else was asked of its engine counts as an answer too: what can't be listed may be used by people,
 * and isn't given up while anything comes back from it.
 */
export function unheard(host: Host, snapshot: Snapshot, notBefore: number): number {
  const silentMs = silence(host, snapshot, notBefore);
  const heardAt = snapshot.heard?.get(host.id) ?? Number.NEGATIVE_INFINITY;
  return Math.min(silentMs, Math.max(1, snapshot.monotonic - heardAt));
}

function lifetimeLeft({ firstUsedAt, settings }: Host, ofPool: number, view: View): number | undefined {
  const { grows, config, now } = view;
  if (!grows || firstUsedAt === undefined) return undefined;
  const lifetimeMs = settings?.lifetime === undefined ? ofPool : hostLifetimeMs(settings, config);
  if (lifetimeMs === 0) return undefined;
  return firstUsedAt + lifetimeMs - now;
}

function machineOf(
  { id, providerId }: Host,
  listed: 'there' | 'failed' | undefined,
  earlier: Shared['earlier'],
  view: View,
): Standing['machine'] {
  const { last, previous, failure } = view.machines;
  if (!view.grows || !last || failure || last.begun < view.trustFrom) return 'unknown';
  if (listed) return listed;
  // Absent counts in two listings in a row that were begun after our last call, and after it was there once.
  const isProven = previous && previous.begun >= (view.touched.get(id) ?? view.since.get(id)?.phase ?? 0);
  // By the time that we watched: the wall clock may have been set back since it was made.
  const isYoung = view.monotonic - (view.since.get(id)?.phase ?? 0) < LAG_MS;
  return providerId !== undefined && !isYoung && isProven && !earlier.has(id) ? 'gone' : 'unknown';
}

/** Hosts by the slots that are free on them. */
export function rooms(all: readonly Standing[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { free } of all) add(counts, free, 1);
  return counts;
}

/** True if no live instance is recorded there and nothing was seen. */
export function isIdle({ own, taken }: Standing): boolean {
  return taken === 0 && own.length === 0;
}
