import { formatDuration } from '../../model/duration';
import { type ErrorValue, sentence } from '../../model/errors';
import { type ComingPhase, hostPhases, isComing } from '../../model/hostPhases';
import { mayBeInUse } from '../adopted';
import { machinesByHost } from '../machineLists';
import { type Action, answers, type Due, earliest, hostSubject, type Ruling, type View } from '../snapshot';
import { type Standing, standings } from '../standing';
import { neverReady } from './messages';

/** A machine that a listing doesn't show by then (ms) was never made. */
export const SETTLE_MS = hostPhases.spawning.deadlines.unlisted.ms;
/** What was begun less than this (ms) after the machine was asked for may not show it yet. */
const LAGS_MS = SETTLE_MS / 2;

/**
 * A host that does not become ready in its time, or fails more often in a row than DD_MAX_HOST_ERRORS, is given
 * up. What it failed by is waited with before another is asked for.
 */
export function giveUpHosts(view: View): Ruling {
  if (!view.grows) return {};
  const actions: Action[] = [];
  const dues: Due[] = [];
  for (const one of standings(view).unsettled) {
    const { host } = one;
    const { failures } = host;
    const failsTooOften =
      host.phase === 'active' && failures && failures.count > view.config.DD_MAX_HOST_ERRORS;
    if (!failsTooOften && !isComing(host.phase)) continue;
    const subject = hostSubject(host.id);
    if (!view.isFree(subject)) continue;
    if (failsTooOften) {
      actions.push({
        type: 'moveHost',
        hostId: host.id,
        from: 'active',
        to: 'draining',
        changes: { leaving: 'errors' },
        reason: `${failures.count} failures in a row, the last: ${sentence(failures.error)}`,
      });
    }
    if (!isComing(host.phase) || mayBeInUse(host, view)) continue;
    const { what, inMs, failure } = troubleOf(one, host.phase, view);
    if (inMs !== undefined && inMs > 0) {
      dues.push({ inMs, subject, reason: 'It is given up if it is not ready by then.' });
    }
    if (!what || (inMs !== undefined && inMs > 0)) continue;
    actions.push({
      type: 'moveHost',
      hostId: host.id,
      from: host.phase,
      to: 'removing',
      changes: { leaving: 'failed' },
      failure: failure ?? neverReady(host.name, what),
      reason: what,
    });
  }
  return { actions, next: earliest(dues) };
}

/** A cloud whose calls take their time may have been asked for the newest list before it was asked for the machine. */
function wouldShow(hostId: string, { machines, since, touched, trustFrom }: View): boolean {
  const askedAt = Math.max(
    since.get(hostId)?.phase ?? trustFrom,
    trustFrom,
    touched.get(hostId) ?? trustFrom,
  );
  return machines.last !== undefined && machines.last.begun - askedAt >= LAGS_MS;
}

/** Why a host won't become ready, and in how many ms that is certain. */
function troubleOf(
  { host, machine }: Standing,
  phase: ComingPhase,
  view: View,
): { what?: string; inMs?: number; failure?: ErrorValue | undefined } {
  const { failures, id, providerId } = host;
  const waitedMs = view.monotonic - Math.max(view.since.get(id)?.phase ?? view.monotonic, view.trustFrom);
  if (machine === 'failed') {
    const failure = machinesByHost(view.machines.last?.value).get(id)?.failure;
    const why = failure ? ` ${sentence({ ...failure, where: undefined, next: undefined })}` : '';
    return { what: `The provider says that its machine has failed.${why}`, failure };
  }
  if (machine === 'gone') return { what: 'The provider does not have its machine any more.' };
  if (failures && failures.count > view.config.DD_MAX_HOST_ERRORS) {
    return { what: `Its preparation failed ${failures.count} times: ${sentence(failures.error)}` };
  }
  if (phase === 'spawning') {
    const { unlisted, building } = hostPhases.spawning.deadlines;
    const limitMs = (providerId === undefined ? unlisted : building).ms;
    // What nobody has listed may be there.
    if (!answers(view.machines)) return {};
    if (providerId === undefined && !wouldShow(id, view)) return {};
    const what = providerId === undefined ? 'No machine of it is listed' : 'Its machine does not run';
    return { what: `${what} after ${formatDuration(limitMs)}.`, inMs: limitMs - waitedMs };
  }
  // Preparing brings the engine, ends where that is silent, and says why; an installation over a slow line takes its time.
  if (phase === 'preparing' && view.preparesMachines) return {};
  const listing = view.listings.get(id);
  // It answers, or nobody has asked it yet.
  if (listing && !listing.failure) return {};
  const limitMs = hostPhases[phase].deadlines.silent.ms;
  return {
    what: `Its engine does not answer after ${formatDuration(limitMs)}.`,
    inMs: limitMs - waitedMs,
  };
}
