import type { Host } from '../../model/host';
import { isRemovalOutdated, lastTwo } from '../adopted';
import { instancesOn } from '../ledger';
import {
  type Action,
  type Blocked,
  type Due,
  earliest,
  hostSubject,
  type Ruling,
  type View,
} from '../snapshot';
import { standings } from '../standing';
import { SETTLE_MS } from './giveUpHosts';

/** Whether a machine has gone is asked again after this long (ms), as in the original. */
const ASK_AGAIN_MS = 5_000;

/**
 * A draining host goes when nothing is left on it: no instance in the records, and no container of ours in two
 * complete listings in a row. Then its machine is ended, again and again until the provider says that it is gone.
 */
export function removeHosts(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const dues: Due[] = [];
  const { frozen } = standings(view);
  for (const host of view.hosts) {
    const { id, phase, wish } = host;
    if (phase !== 'removing' && phase !== 'draining') continue;
    const subject = hostSubject(id);
    if (!view.isFree(subject) || isRemovalOutdated(host, view)) continue;
    if (frozen && wish?.what !== 'remove') {
      blocked.push({ subject, reason: 'Nothing is removed while many hosts are ill at once.' });
    } else if (phase === 'removing') {
      const { inMs, reason } = whenToDestroy(host, view);
      if (inMs <= 0) actions.push({ type: 'destroyHost', hostId: id, reason: 'It is given up.' });
      else {
        dues.push({ inMs, subject, reason: 'Whether its machine has gone is asked again.' });
        blocked.push({ subject, reason });
      }
    } else {
      const reason = whatIsLeft(id, view);
      if (reason) blocked.push({ subject, reason });
      else
        actions.push({ type: 'moveHost', hostId: id, from: phase, to: 'removing', reason: 'It is empty.' });
    }
  }
  return { actions, blocked, next: earliest(dues) };
}

function whatIsLeft(id: string, view: View): string | undefined {
  const count = instancesOn(id, view.instances).length;
  if (count > 0) return `${count} instance${count === 1 ? '' : 's'} on it; it goes when they have ended.`;
  const seen = lastTwo(id, view);
  if (seen.some(one => (one?.value.foreignSlots ?? 0) > 0))
    return 'Containers of another Rockpool are on it; it goes when they have ended, or when you remove it.';
  const isEmpty = seen.every(one => one?.value.containers.length === 0);
  return isEmpty ? undefined : 'Two listings in a row must show that nothing is left on it.';
}

/** A machine that was asked for and never listed may still come: its end is believed only after a while. */
function whenToDestroy({ id, providerId }: Host, view: View): { inMs: number; reason: string } {
  const touched = view.touched.get(id);
  const since = touched ?? view.since.get(id)?.phase ?? view.monotonic;
  if (view.grows && providerId === undefined) {
    const inMs = since + SETTLE_MS - view.monotonic;
    return { inMs, reason: 'It was asked for just now; its machine may still come.' };
  }
  const inMs = touched === undefined ? 0 : touched + ASK_AGAIN_MS - view.monotonic;
  return { inMs, reason: 'The provider was asked to end its machine.' };
}
