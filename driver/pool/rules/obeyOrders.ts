import type { HostOrder } from '../../model/host';
import { type HostMove, isComing } from '../../model/hostPhases';
import { mayBeInUse } from '../adopted';
import { instancesOn } from '../ledger';
import { type Action, answers, hostSubject, instanceSubject, type Ruling, type View } from '../snapshot';
import { removedByAdmin } from './messages';

const ends: ReadonlySet<HostOrder> = new Set(['drain', 'remove']);

/** What an admin orders about a host: to take no more instances, or to go with all that is on it. */
export function obeyOrders(view: View): Ruling {
  const actions: Action[] = [];
  for (const host of view.hosts) {
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
    // Nothing can be proven of a host that doesn't answer; the admin's word will do.
    if (phase === 'draining' && !answers(view.listings.get(id))) goes({ from: phase, to: 'removing' });
  }
  return { actions };
}
