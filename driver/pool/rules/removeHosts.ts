import { isRemovalOutdated } from '../adopted';
import { whatIsLeft, whatKeeps } from '../emptiness';
import {
  type Action,
  type Blocked,
  type Due,
  earliest,
  hostSubject,
  type Ruling,
  type View,
} from '../snapshot';
import { type Standing, standings } from '../standing';
import { SETTLE_MS } from './giveUpHosts';

/** Whether a machine has gone is asked again after this long (ms), as in the original. */
const ASK_AGAIN_MS = 5_000;

/**
 * A draining host goes when nothing is left on it: no instance in the records, and no container in two complete listings in
 * a row. Then its machine is ended, once one more shows the same, again and again until the provider says that it is gone.
 */
export function removeHosts(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const dues: Due[] = [];
  const { unsettled, frozen } = standings(view);
  for (const one of unsettled) {
    const { host } = one;
    const { id, phase, wish } = host;
    if (phase !== 'removing' && phase !== 'draining') continue;
    const subject = hostSubject(id);
    if (!view.isFree(subject) || isRemovalOutdated(host, view)) continue;
    if (frozen && wish?.what !== 'remove') {
      blocked.push({ subject, reason: 'Nothing is removed while many hosts are ill at once.' });
    } else if (phase === 'removing') {
      const { inMs, reason } = whenToDestroy(one, view);
      if (inMs <= 0) actions.push({ type: 'destroyHost', hostId: id, reason: 'It is given up.' });
      else {
        if (Number.isFinite(inMs))
          dues.push({ inMs, subject, reason: 'Whether its machine has gone is asked again.' });
        blocked.push({ subject, reason });
      }
    } else {
      const reason = whatIsLeft(host, view);
      if (reason) blocked.push({ subject, reason });
      else
        actions.push({ type: 'moveHost', hostId: id, from: phase, to: 'removing', reason: 'It is empty.' });
    }
  }
  return { actions, blocked, next: earliest(dues) };
}

/** A machine that was asked for and never listed may still come: its end is believed only after a while. */
function whenToDestroy(one: Standing, view: View): { inMs: number; reason: string } {
  const { id, providerId } = one.host;
  const touched = view.touched.get(id);
  const since = touched ?? view.since.get(id)?.phase ?? view.monotonic;
  if (view.grows && providerId === undefined) {
    const inMs = since + SETTLE_MS - view.monotonic;
    return { inMs, reason: 'It was asked for just now; its machine may still come.' };
  }
  const inMs = touched === undefined ? 0 : touched + ASK_AGAIN_MS - view.monotonic;
  if (inMs > 0) return { inMs, reason: 'The provider was asked to end its machine.' };
  const { reason, inMs: keptMs = Number.POSITIVE_INFINITY } = whatKeeps(one, view) ?? { inMs: 0, reason: '' };
  return { inMs: keptMs, reason };
}
