import { formatDuration, parseLifetime } from '../../model/duration';
import { type HostMove, isComing } from '../../model/hostPhases';
import { isLive } from '../../model/instance';
import { mayBeInUse } from '../adopted';
import {
  type Action,
  type Blocked,
  type Due,
  earliest,
  hostSubject,
  instanceSubject,
  type Ruling,
  type View,
} from '../snapshot';
import { SILENT_AFTER_MS, type Standing, standings } from '../standing';
import { hostLost, manyIll } from './messages';

/**
 * A host whose machine is gone is removed at once; one that is silent after DD_HOST_LOST_AFTER. What was on it has
 * failed. The same goes for one that was taken back and isn't active yet. Nothing of the kind while many are ill at
 * once, unless the provider itself has said so for as long.
 */
export function loseHosts(view: View): Ruling {
  if (!view.grows) return {};
  const { all, frozen, ill } = standings(view);
  const lostAfterMs = parseLifetime(view.config.DD_HOST_LOST_AFTER) || Number.POSITIVE_INFINITY;
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const dues: Due[] = [];
  if (frozen) {
    const banner = manyIll(
      ill.length,
      all.filter(({ host }) => ['active', 'draining'].includes(host.phase)).length,
    );
    blocked.push({ subject: 'pool', reason: `${banner.what} ${banner.why}`, banner });
  }
  for (const one of all) {
    const { phase } = one.host;
    if (phase !== 'active' && phase !== 'draining' && !mayBeInUse(one.host, view)) continue;
    const { what, inMs } = lossOf(one, lostAfterMs, frozen, view);
    const subject = hostSubject(one.host.id);
    if (!what || !view.isFree(subject)) continue;
    if (inMs > 0) {
      if (Number.isFinite(inMs)) {
        dues.push({ inMs, subject, reason: 'It counts as lost if it has not come back by then.' });
      }
      blocked.push({ subject, reason: waitFor(what, inMs) });
      continue;
    }
    actions.push(...give(one, what, view));
  }
  for (const one of all) {
    if (one.silentMs === 0 || one.silentMs >= SILENT_AFTER_MS) continue;
    dues.push({
      inMs: SILENT_AFTER_MS - one.silentMs,
      subject: hostSubject(one.host.id),
      reason: 'If it does not answer by then, others are to have the room that it has.',
    });
  }
  return { actions, blocked, next: earliest(dues) };
}

/** For how long (ms) it has been away; one whose engine nobody could ask yet, since its phase began. */
function awayFor({ host, listing, awayMs }: Standing, { since, monotonic, trustFrom }: View): number {
  if (listing) return awayMs;
  return monotonic - Math.max(since.get(host.id)?.phase ?? monotonic, trustFrom);
}

function lossOf(
  one: Standing,
  lostAfterMs: number,
  frozen: boolean,
  view: View,
): { what?: string; inMs: number } {
  const { host, silentMs, unheardMs, machine } = one;
  // The provider's own word does not depend on whom we reach.
  const awayLeftMs = lostAfterMs - awayFor(one, view);
  if (machine === 'gone') {
    return { what: 'The provider does not have its machine any more.', inMs: frozen ? awayLeftMs : 0 };
  }
  if (machine === 'failed')
    return { what: 'The provider says that its machine has failed.', inMs: awayLeftMs };
  if (silentMs === 0 || host.phase === 'removing') return { inMs: 0 };
  const what = `It has not answered for ${formatDuration(unheardMs)}.`;
  return { what, inMs: frozen ? Number.POSITIVE_INFINITY : lostAfterMs - unheardMs };
}

function waitFor(what: string, inMs: number): string {
  return Number.isFinite(inMs)
    ? `${what} It counts as lost in ${formatDuration(inMs)}.`
    : `${what} It is not removed by itself now; remove it if you know that it is lost.`;
}

function give({ host, own }: Standing, what: string, view: View): Action[] {
  const moves: Action[] = own
    .filter(instance => isLive(instance) && instance.state !== 'deleting' && !instance.error)
    .filter(({ id }) => view.isFree(instanceSubject(id)))
    .map(({ id }) => ({
      type: 'doom',
      instanceId: id,
      reason: 'Its host is lost.',
      error: hostLost(host.name, what),
    }));
  const move: HostMove =
    host.phase === 'active'
      ? { from: 'active', to: 'draining' }
      : { from: isComing(host.phase) ? host.phase : 'draining', to: 'removing' };
  return [
    ...moves,
    { type: 'moveHost', hostId: host.id, ...move, changes: { leaving: 'lost' }, reason: what },
  ];
}
