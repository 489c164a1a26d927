import { slotsFree } from '../ledger';
import { place, type Room } from '../placement';
import { type Action, answers, type Blocked, instanceSubject, type Ruling, type View } from '../snapshot';

/**
 * Who waits gets a place on an active host that answers: first come, first served. Nobody overtakes one that
 * waits for more slots than are free, or large ones would wait for ever.
 */
export function placeQueue(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const rooms: Room[] = view.hosts
    .filter(({ id, phase }) => phase === 'active' && answers(view.listings.get(id)))
    .map(host => ({ hostId: host.id, hostName: host.name, slots: host.slots, free: slotsFree(host, view) }));
  const queue = view.instances.filter(({ state, error }) => state === 'queueing' && !error);
  for (const { id, slots } of queue) {
    if (!view.isFree(instanceSubject(id))) continue;
    const ahead = blocked.length;
    const { hostId, reason } = place(slots, rooms);
    if (ahead > 0) {
      blocked.push({ subject: instanceSubject(id), reason: `${ahead} before it in the queue.` });
    } else if (!hostId) {
      blocked.push({ subject: instanceSubject(id), reason: whyNot(view, rooms, reason) });
    } else {
      actions.push({ type: 'launch', instanceId: id, hostId, reason });
      for (const room of rooms) if (room.hostId === hostId) room.free -= slots;
    }
  }
  return { actions, blocked };
}

/** Why nothing can be placed, in the words that help most. */
function whyNot({ hosts, listings }: View, rooms: readonly Room[], reason: string): string {
  if (rooms.length > 0) return reason;
  const away = hosts.find(({ id, phase }) => phase === 'active' && !answers(listings.get(id)));
  if (away) return `Waiting for ${away.name} to answer.`;
  const coming = hosts.find(({ phase }) => ['spawning', 'spawned', 'preparing'].includes(phase));
  return coming ? `Waiting until ${coming.name} is prepared.` : reason;
}
