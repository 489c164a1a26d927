import type { Host } from '../../model/host';
import type { Instance } from '../../model/instance';
import { isBeingRemoved, isSeenAfterOthers } from '../adopted';
import { hostsById, roster, shows, slotsTaken } from '../ledger';
import { type Action, answers, type Blocked, instanceSubject, type Ruling, type View } from '../snapshot';
import { placeTaken } from './messages';

/** A launch is given up after this many tries that failed though its host answered. */
const MOST_TRIES = 4;

/**
 * A launch that was interrupted goes on where it was: by a restart of ours, or by trouble that may have passed. Where another
 * Rockpool had the pool since, and has filled its host, it has failed. On a host that goes with all that is on it none goes on.
 */
export function resumeLaunches(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const isCrowdedOut = crowding(view);
  for (const instance of roster(view.instances).byState.provisioning) {
    const { id, hostId, error } = instance;
    const subject = instanceSubject(id);
    if (error || view.inFlight.has(subject)) continue;
    const host = hostsById(view.hosts).get(hostId ?? '');
    // What becomes of it says who removes the host.
    if (host && (host.wish?.what === 'remove' || isBeingRemoved(host, view))) continue;
    const trouble = view.troubles.get(subject);
    if (!host || !answers(view.listings.get(host.id)) || !isSeenAfterOthers(host.id, view)) {
      blocked.push({ subject, reason: `Waiting for ${host?.name ?? 'its host'} to answer again.` });
    } else if (isCrowdedOut(instance, host)) {
      const reason = 'Another Rockpool had the pool meanwhile, and has filled its host.';
      actions.push({ type: 'doom', instanceId: id, error: placeTaken(host.name), reason });
    } else if (trouble && trouble.failures >= MOST_TRIES) {
      actions.push({
        type: 'doom',
        instanceId: id,
        error: trouble.error,
        reason: 'It was tried often enough.',
      });
    } else if (view.isFree(subject)) {
      actions.push({
        type: 'resume',
        instanceId: id,
        hostId: host.id,
        reason: 'Its launch was interrupted.',
      });
    }
  }
  return { actions, blocked };
}

/** Tells of one launch after another whether others have its place, that came before it was made: no more of them than must. */
function crowding(view: View): (instance: Instance, host: Host) => boolean {
  const freed = new Map<string, number>();
  return ({ id, slots }, host) => {
    if (view.lease?.anothersUntil === undefined || shows(view.listings.get(host.id), id)) return false;
    const before = freed.get(host.id) ?? 0;
    if (slotsTaken(host.id, view) - before <= host.slots) return false;
    freed.set(host.id, before + slots);
    return true;
  };
}
