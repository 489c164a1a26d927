import type { HostOrder } from '../../model/host';
import { type HostMove, isComing } from '../../model/hostPhases';
import { mayBeInUse } from '../adopted';
import { instancesOn } from '../ledger';
import {
  type Action,
  answers,
  type Due,
  earliest,
  hostSubject,
  instanceSubject,
  type Ruling,
  type View,
} from '../snapshot';
import { standings } from '../standing';
import { removedByAdmin } from './messages';

const ends: ReadonlySet<HostOrder> = new Set(['drain', 'remove']);

/** What is on a host that an admin has removed has so long (ms) to end by itself. */
export const ENDS_IN_MS = 2 * 60_000;

/**
 * What an admin orders about a host: to take no more instances, or to go with all that is on it. What on it does not end
 * goes with its machine.
 */
export function obeyOrders(view: View): Ruling {
  const actions: Action[] = [];
  const dues: Due[] = [];
  for (const { host } of standings(view).unsettled) {
    const { id, name, phase, wish } = host;
    if (!wish || !ends.has(wish.what) || phase === 'removing' || !view.isFree(hostSubject(id))) continue;
    const reason = wish.what === 'drain' ? 'An admin wants it empty.' : 'An admin has removed it.';
    const goes = (move: HostMove) =>
      actions.push({ type: 'moveHost', hostId: id, ...move, changes: { leaving: 'admin' }, reason });
    const isUsed = mayBeInUse(host, view) && (wish.what === 'drain' || answers(view.listings.get(id)));
    if (isComing(phase) && !isUsed) goes({ from: phase, to: 'removing' });
    else if (phase === 'active') goes({ from: phase, to: 'draining' });
    if (wish.what === 'drain') continue;
    for (const { id: instanceId, state, error } of instancesOn(id, view.instances)) {
      if (state === 'deleting' || error || !view.isFree(instanceSubject(instanceId))) continue;
      actions.push({ type: 'doom', instanceId, reason, error: removedByAdmin(name) });
    }
    if (phase !== 'draining') continue;
    const inMs = wish.at + ENDS_IN_MS - view.now;
    // Nothing can be proven of a host that doesn't answer; the admin's word will do.
    if (inMs <= 0 || !answers(view.listings.get(id))) goes({ from: phase, to: 'removing' });
    else dues.push({ inMs, subject: hostSubject(id), reason: 'What has not ended on it goes with it.' });
  }
  return { actions, next: earliest(dues) };
}
