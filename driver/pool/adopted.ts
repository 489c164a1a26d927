import type { Host } from '../model/host';
import { isComing } from '../model/hostPhases';
import { instancesOn } from './ledger';
import { type HostListing, type Seen, type Snapshot, trusted, type View } from './snapshot';

/**
 * True of a host that was to be removed before the pool was another's: that one may have taken it back and used it. An
 * admin's order to remove it stands.
 */
export function isRemovalOutdated({ id, phase, wish }: Host, { lease, since }: View): boolean {
  if (phase !== 'removing' || wish?.what === 'remove' || lease?.anothersUntil === undefined) return false;
  return (since.get(id)?.phase ?? 0) < lease.anothersUntil;
}

/** True of a host whose machine is being ended: nothing is begun there any more. */
export function isBeingRemoved(host: Host, view: View): boolean {
  return host.phase === 'removing' && !isRemovalOutdated(host, view);
}

/** False until a listing of a host shows what others have left there who had the pool since our records. */
export function isSeenAfterOthers(id: string, { lease, listings }: Snapshot): boolean {
  if (lease?.anothersUntil === undefined) return true;
  return (listings.get(id)?.last?.begun ?? Number.NEGATIVE_INFINITY) >= lease.anothersUntil;
}

/**
 * The two newest listings of a host, as far as they show all that was made under an earlier lease; undefined where there
 * is none of the kind.
 */
export function lastTwo(id: string, view: View): (Seen<HostListing> | undefined)[] {
  const listing = view.listings.get(id);
  const from = view.lease?.settledFrom ?? 0;
  return [trusted(listing, view), listing?.previous].map(seen =>
    seen && seen.begun >= from ? seen : undefined,
  );
}

/**
 * True of a host that was taken back, is not active yet, and may have instances on it all the same: until two listings in
 * a row show nothing there, of ours or of others. Unlike others on their way, it is neither dropped nor given up before it is empty.
 */
export function mayBeInUse(host: Host, view: View): boolean {
  const { id, adoptedAt, phase, providerId } = host;
  if (adoptedAt === undefined || !isComing(phase)) return false;
  if (instancesOn(id, view.instances).length > 0) return true;
  const machines = trusted(view.machines, view);
  // No listing has ever shown a machine of it, also since all that was asked for before must have come.
  if (providerId === undefined && machines && machines.begun >= (view.lease?.settledFrom ?? 0)) return false;
  const machine = view.machines.last?.value.find(one => one.providerId === providerId);
  if (machine?.state === 'building') return false;
  return !lastTwo(id, view).every(
    seen => seen?.value.containers.length === 0 && seen.value.foreignSlots === 0,
  );
}
