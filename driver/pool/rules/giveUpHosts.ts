import { formatDuration } from '../../model/duration';
import { sentence } from '../../model/errors';
import { type Action, answers, hostSubject, type Ruling, type View } from '../snapshot';
import { type Standing, standings } from '../standing';
import { neverReady } from './messages';

/** A machine that isn't there by then (ms) won't come; so long a create whose answer was lost may take effect. */
export const SPAWN_LIMIT_MS = 10 * 60_000;
/** An engine that doesn't answer by then (ms) won't. */
export const BOOT_LIMIT_MS = 10 * 60_000;
/** A machine that a listing doesn't show by then (ms) was never made: listings may lag behind. */
export const SETTLE_MS = 60_000;

/**
 * A host that does not become ready in its time, or fails more often in a row than DD_MAX_HOST_ERRORS, is given
 * up. What it failed by is waited with before another is asked for.
 */
export function giveUpHosts(view: View): Ruling {
  if (!view.grows) return {};
  const actions: Action[] = [];
  const waits: number[] = [];
  for (const one of standings(view).all) {
    const { host, coming } = one;
    if (!view.isFree(hostSubject(host.id))) continue;
    const { failures } = host;
    if (host.phase === 'active' && failures && failures.count > view.config.DD_MAX_HOST_ERRORS) {
      actions.push({
        type: 'moveHost',
        hostId: host.id,
        to: 'draining',
        changes: { leaving: 'errors' },
        reason: `${failures.count} failures in a row, the last: ${sentence(failures.error)}`,
      });
    }
    if (!coming) continue;
    const { what, inMs } = troubleOf(one, view);
    if (inMs !== undefined && inMs > 0) waits.push(inMs);
    if (!what || (inMs !== undefined && inMs > 0)) continue;
    actions.push({
      type: 'moveHost',
      hostId: host.id,
      to: 'removing',
      changes: { leaving: 'failed' },
      failure: neverReady(host.name, what),
      reason: what,
    });
  }
  return { actions, next: waits.length > 0 ? Math.min(...waits) : undefined };
}

/** Why a host won't become ready, and in how many ms that is certain. */
function troubleOf({ host, machine }: Standing, view: View): { what?: string; inMs?: number } {
  const { failures, phase, id, providerId } = host;
  const waitedMs = view.monotonic - Math.max(view.since.get(id)?.phase ?? view.monotonic, view.trustFrom);
  if (machine === 'failed') return { what: 'The provider says that its machine has failed.' };
  if (machine === 'gone') return { what: 'The provider does not have its machine any more.' };
  if (failures && failures.count > view.config.DD_MAX_HOST_ERRORS) {
    return { what: `Its preparation failed ${failures.count} times: ${sentence(failures.error)}` };
  }
  if (phase === 'spawning') {
    const limitMs = providerId === undefined ? SETTLE_MS : SPAWN_LIMIT_MS;
    // What nobody has listed may be there.
    if (!answers(view.machines)) return {};
    const what = providerId === undefined ? 'No machine of it is listed' : 'Its machine does not run';
    return { what: `${what} after ${formatDuration(limitMs)}.`, inMs: limitMs - waitedMs };
  }
  if (answers(view.listings.get(id))) return {};
  return {
    what: `Its engine does not answer after ${formatDuration(BOOT_LIMIT_MS)}.`,
    inMs: BOOT_LIMIT_MS - waitedMs,
  };
}
