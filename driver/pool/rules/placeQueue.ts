import { isComing } from '../../model/hostPhases';
import { canGrow, largestHost } from '../growth';
import { queued } from '../ledger';
import { place, type Room } from '../placement';
import { type Action, answers, type Blocked, instanceSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

const AGES = { fresh: 0, ageing: 1, over: 2 } as const;

/**
 * Who waits gets a place on an active host that answers: first come, first served. Nobody overtakes one that
 * waits for more slots than are free, or large ones would wait for ever; but one that no host can ever hold keeps
 * nobody waiting. Hosts past their life-time take launches only when the pool can't grow.
 */
export function placeQueue(view: View): Ruling {
  const actions: Action[] = [];
  const blocked: Blocked[] = [];
  const queue = queued(view.instances);
  if (queue.length === 0) return {};
  const { all } = standings(view);
  const isOpenToAll = !canGrow(view);
  const rooms: Room[] = all
    .filter(({ open, age }) => open && (age !== 'over' || isOpenToAll))
    .map(({ host, free, age }) => ({
      hostId: host.id,
      hostName: host.name,
      slots: host.slots,
      free,
      age: AGES[age],
    }));
  const byId = new Map(rooms.map(room => [room.hostId, room]));
  const largest = view.grows ? largestHost(view) : Number.POSITIVE_INFINITY;
  let ahead = 0;
  for (const { id, slots } of queue) {
    const subject = instanceSubject(id);
    if (!view.isFree(subject)) continue;
    if (slots > largest) {
      blocked.push({
        subject,
        reason: `It needs ${slots} slots; the largest host of this pool has ${largest}.`,
      });
      continue;
    }
    if (ahead > 0) {
      blocked.push({ subject, reason: `${ahead} before it in the queue.` });
      ahead += 1;
      continue;
    }
    const { hostId, reason } = place(slots, rooms);
    const room = hostId === undefined ? undefined : byId.get(hostId);
    if (!hostId || !room) {
      blocked.push({ subject, reason: whyNot(view, rooms, reason) });
      ahead += 1;
    } else {
      actions.push({ type: 'launch', instanceId: id, hostId, reason });
      room.free -= slots;
    }
  }
  return { actions, blocked };
}

/** Why nothing can be placed, in the words that help most. */
function whyNot({ hosts, listings }: View, rooms: readonly Room[], reason: string): string {
  const coming = hosts.find(({ phase }) => isComing(phase));
  if (rooms.length > 0) return coming ? `${reason} ${coming.name} is on its way.` : reason;
  const away = hosts.find(({ id, phase }) => phase === 'active' && !answers(listings.get(id)));
  if (away) return `Waiting for ${away.name} to answer.`;
  return coming ? `Waiting until ${coming.name} is prepared.` : reason;
}
