import { isComing } from '../../model/hostPhases';
import { mayBeInUse } from '../adopted';
import { lack } from '../growth';
import { roster } from '../ledger';
import { launchesIn } from '../packing';
import { type Action, type Due, earliest, hostSubject, type Ruling, type View } from '../snapshot';
import { isIdle, rooms, type Standing, standings } from '../standing';

/** An idle host that isn't needed is kept for this long (ms): the next launches may be near. */
export const IDLE_MS = 10 * 60_000;

/**
 * More hosts than DD_MAX_HOSTS: the surplus goes, first those that aren't ready yet, then empty ones, then the
 * emptiest. An idle host that the free slots to keep don't need goes after a while.
 */
export function dropSurplus(view: View): Ruling {
  if (!view.grows || view.config.DD_SHUTDOWN_MODE) return {};
  const staying = standings(view).all.filter(({ host, coming }) => coming || host.phase === 'active');
  const surplus = staying.length - view.config.DD_MAX_HOSTS;
  if (surplus > 0) {
    const byUse = [...staying].sort(
      (a, b) => rank(a) - rank(b) || a.taken - b.taken || a.host.slots - b.host.slots,
    );
    const reason = `The pool has ${staying.length} hosts and is to have ${view.config.DD_MAX_HOSTS} (DD_MAX_HOSTS).`;
    return { actions: byUse.slice(0, surplus).flatMap(one => leave(one, reason, view)) };
  }
  return dropIdle(staying, view);
}

const rank = ({ coming }: Standing) => (coming ? 0 : 1);

function leave({ host }: Standing, reason: string, view: View): Action[] {
  if (!view.isFree(hostSubject(host.id)) || mayBeInUse(host, view)) return [];
  const shared = { type: 'moveHost', hostId: host.id, changes: { leaving: 'surplus' }, reason } as const;
  if (isComing(host.phase)) return [{ ...shared, from: host.phase, to: 'removing' }];
  return host.phase === 'active' ? [{ ...shared, from: host.phase, to: 'draining' }] : [];
}

function dropIdle(staying: readonly Standing[], view: View): Ruling {
  const missing = lack(view);
  if (missing.launches.size > 0 || roster(view.instances).byState.queueing.length > 0) return {};
  const { size } = missing;
  const target = Math.ceil(view.config.DD_FREE_SLOT_TARGET / size);
  const ready = staying.filter(({ open, lasting }) => open && lasting);
  let kept = launchesIn(rooms(ready), size);
  const actions: Action[] = [];
  const dues: Due[] = [];
  const idle = ready.filter(one => isIdle(one)).sort((a, b) => b.host.slots - a.host.slots);
  for (const one of idle) {
    const without = kept - Math.floor(one.free / size);
    if (without < target) continue;
    const since = view.since.get(one.host.id)?.idle;
    const leftMs = since === undefined ? IDLE_MS : since + IDLE_MS - view.monotonic;
    // The larger one goes first, also where a smaller one has been idle for longer.
    kept = without;
    if (leftMs > 0) {
      dues.push({
        inMs: leftMs,
        subject: hostSubject(one.host.id),
        reason: 'It goes if it is idle until then: the others have the free slots to keep.',
      });
    } else {
      actions.push(...leave(one, 'It is idle, and the others have the free slots to keep.', view));
    }
  }
  return { actions, next: earliest(dues) };
}
