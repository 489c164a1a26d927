import { formatDuration, parseLifetime } from '../model/duration';
import type { Host } from '../model/host';
import { lastTwo } from './adopted';
import { instancesOn } from './ledger';
import { machinesByHost } from './machineLists';
import { answers, type HostListing, type Seen, trusted, type View } from './snapshot';
import type { Standing } from './standing';

/**
 * Why a host that drains stays (in words); undefined where it is empty: no record has an instance there, and two listings
 * in a row show nothing, the second begun since it takes nothing more.
 */
export function whatIsLeft({ id }: Host, view: View): string | undefined {
  const seen = lastTwo(id, view);
  const reason = whatIsOn(id, seen, view);
  if (reason) return reason;
  if (seen.some(one => one === undefined))
    return 'Two listings in a row must show that nothing is left on it.';
  return isSince(seen[0], view.since.get(id)?.phase) ? undefined : 'Its engine is asked once more.';
}

/**
 * Why the machine of a host that is to be removed can't be ended yet (in words), and when (ms) time alone would change that:
 * what others have started there since it was seen empty must not go with it, however long ago that was decided.
 * Before each try its engine has to show that it is still empty; undefined where it has, where that doesn't matter, or where
 * nobody can say any more.
 */
export function whatKeeps(one: Standing, view: View): { reason: string; inMs?: number } | undefined {
  const { host, listing } = one;
  // Where hosts don't come and go, nothing on them ends with them.
  if (!view.grows || !listing || goesAnyhow(host) || isGone(one, view)) return undefined;
  const { id } = host;
  const from = Math.max(view.since.get(id)?.phase ?? 0, view.touched.get(id) ?? 0);
  if (answers(listing)) {
    const seen = trusted(listing, view);
    const reason = whatIsOn(id, [seen], view);
    if (reason) return { reason };
    return isSince(seen, from) ? undefined : { reason: 'Its engine is asked once more.' };
  }
  if (!listing.failure) return { reason: 'Its engine is asked once more.' };
  // It never took anything; or its end is under way, and its engine has gone with it.
  const wasUsed = listing.last !== undefined || host.history.some(({ phase }) => phase === 'active');
  if (!wasUsed || from !== view.since.get(id)?.phase) return undefined;
  const inMs = (parseLifetime(view.config.DD_HOST_LOST_AFTER) || Number.POSITIVE_INFINITY) - one.unheardMs;
  if (inMs <= 0) return undefined;
  const silent = `Its engine does not answer, so nobody can say whether it is still empty; it is silent for ${formatDuration(one.unheardMs)}.`;
  return Number.isFinite(inMs) ? { reason: silent, inMs } : { reason: silent };
}

/** An admin wants it to go with all that is on it, or that is lost. */
function goesAnyhow({ leaving, wish }: Host): boolean {
  return leaving === 'lost' || leaving === 'failed' || wish?.what === 'remove';
}

/** True where the provider says that nothing runs there any more. */
function isGone({ host, machine }: Standing, view: View): boolean {
  if (machine === 'gone' || machine === 'failed') return true;
  const listed = trusted(view.machines, view);
  return listed !== undefined && !machinesByHost(listed.value).has(host.id);
}

function whatIsOn(
  id: string,
  seen: readonly (Seen<HostListing> | undefined)[],
  view: View,
): string | undefined {
  const count = instancesOn(id, view.instances).length;
  if (count > 0) return `${count} instance${count === 1 ? '' : 's'} on it; it goes when they have ended.`;
  if (seen.some(one => (one?.value.foreignSlots ?? 0) > 0))
    return 'Containers of another Rockpool are on it; it goes when they have ended, or when you remove it.';
  const isEmpty = seen.every(one => !one?.value.containers.length);
  return isEmpty ? undefined : 'Containers are left on it; they are removed first.';
}

function isSince(seen: Seen<unknown> | undefined, from = 0): boolean {
  return seen !== undefined && seen.begun >= from;
}
