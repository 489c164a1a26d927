import type { Host } from '../model/host';
import { isComing } from '../model/hostPhases';
import { instancesOn } from './ledger';
import { trusted, type View } from './snapshot';

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
  const listing = view.listings.get(id);
  return ![trusted(listing, view), listing?.previous].every(
    seen => seen?.value.containers.length === 0 && seen.value.foreignSlots === 0,
  );
}
