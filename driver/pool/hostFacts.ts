import type { MarkedContainer } from '../engine';
import type { Instance } from '../model/instance';
import type { HostListing } from './snapshot';

/** True of states in which an instance with a host holds slots there, whether or not its container is seen yet. */
export const isHolding = (state: Instance['state']) =>
  state === 'running' || state === 'provisioning' || state === 'deleting';

/** What rules ask of a host's instances and its newest listing, in each round of all hosts. */
export interface HostFacts {
  /** Whatever is listed runs and is recorded there, and what is recorded as running is listed: nothing is lost or left over. */
  isMatched: boolean;
  /** Slots that the records hold. */
  held: number;
  /** The running one whose time is over first. */
  firstEnd: { id: string; expiresAt: number } | undefined;
  /** The end of one was brought forward. */
  hasBroughtForward: boolean;
}

/** Of a host without instances, of which a listing shows nothing; and of one of which none does. */
const UNKNOWN: HostFacts = { isMatched: false, held: 0, firstEnd: undefined, hasBroughtForward: false };
const EMPTY: HostFacts = { ...UNKNOWN, isMatched: true };

const known = new WeakMap<readonly Instance[], { listing: HostListing | undefined; facts: HostFacts }>();

/**
 * Worked out once for as long as the host has the same instances and the same listing.
 * @param own the instances that are recorded there
 */
export function factsOf(own: readonly Instance[], listing: HostListing | undefined): HostFacts {
  if (own.length === 0) return listing?.containers.length === 0 ? EMPTY : UNKNOWN;
  const before = known.get(own);
  if (before && before.listing === listing) return before.facts;
  const facts = { isMatched: isMatched(own, listing), ...ofRecords(own) };
  known.set(own, { listing, facts });
  return facts;
}

function ofRecords(own: readonly Instance[]): Omit<HostFacts, 'isMatched'> {
  let held = 0;
  let firstEnd: HostFacts['firstEnd'];
  let hasBroughtForward = false;
  for (const { id, state, slots, expiresAt, error, broughtForward } of own) {
    if (isHolding(state)) held += slots;
    if (broughtForward) hasBroughtForward = true;
    if (state !== 'running' || error || expiresAt === undefined) continue;
    if (!firstEnd || expiresAt < firstEnd.expiresAt) firstEnd = { id, expiresAt };
  }
  return { held, firstEnd, hasBroughtForward };
}

function isMatched(own: readonly Instance[], listing: HostListing | undefined): boolean {
  if (!listing) return false;
  const containers = containersOf(listing);
  if (containers.size !== listing.containers.length || containers.size > own.length) return false;
  let listed = 0;
  for (const { id, state } of own) {
    const container = containers.get(id);
    if (container) listed += 1;
    if (container ? container.state !== 'running' || !isHolding(state) : state === 'running') return false;
  }
  return listed === containers.size;
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
