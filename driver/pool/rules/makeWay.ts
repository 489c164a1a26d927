import { queueOf, roomForHosts } from '../growth';
import { hostSubject, type Ruling, type View } from '../snapshot';
import { isIdle, standings } from '../standing';
import { noRoomForHosts } from './messages';

/**
 * At DD_MAX_HOSTS, with idle hosts that are too small for the head of the queue, one of them gives way to a larger
 * one; the pool would be wedged else.
 */
export function makeWay(view: View): Ruling {
  const head = queueOf(view)[0];
  if (!view.grows || view.config.DD_SHUTDOWN_MODE || !head || roomForHosts(view) > 0) return {};
  if (head.slots > view.config.DD_HOST_FLAVOR_SLOTS_LARGE) return {};
  const { all } = standings(view);
  const someoneGoes = all.some(({ host }) => host.phase === 'draining' || host.phase === 'removing');
  const willFit = all.some(
    ({ host, open, coming, free }) => (open || coming) && free >= head.slots && host.slots > 0,
  );
  const tooSmall = all
    .filter(
      one => one.open && one.host.slots < head.slots && isIdle(one) && view.isFree(hostSubject(one.host.id)),
    )
    .sort((a, b) => a.host.slots - b.host.slots)[0];
  // A larger host that is in use now will be free in the end; an idle one is nearer.
  if (someoneGoes || willFit || !tooSmall) return {};
  return {
    actions: [
      {
        type: 'moveHost',
        hostId: tooSmall.host.id,
        from: 'active',
        to: 'draining',
        changes: { leaving: 'too small' },
        reason: `The next launch in the queue needs ${head.slots} slots, and it has ${tooSmall.host.slots}. ${noRoomForHosts(view)}`,
      },
    ],
  };
}
