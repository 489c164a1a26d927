import type { Clock, Random } from '../model/clock';
import { EVENTS_KEPT, type RockpoolEvent } from '../model/event';
import type { Store } from '../store/store';

/** What an admin may want to know later, kept in the state: one sentence each, the newest `EVENTS_KEPT`. */
export interface Activity {
  /** Call it inside the transaction or note of what it tells about. */
  note(
    level: RockpoolEvent['level'],
    text: string,
    about?: Pick<RockpoolEvent, 'poolId' | 'hostId' | 'instanceId' | 'userId'>,
  ): void;
}

/** Dropped at a time, so that the oldest aren't looked for at each event. */
const DROPPED_AT_ONCE = 100;

export function createActivity({
  store,
  clock,
  random,
}: {
  store: Store;
  clock: Clock;
  random: Random;
}): Activity {
  return {
    note(level, text, about = {}) {
      store.note(() => {
        const id = random.hex(8);
        store.events.put(id, { id, at: clock.now(), level, text, ...about });
        if (store.events.size <= EVENTS_KEPT) return;
        // They are in the order in which they came.
        const oldest = store.events.all().slice(0, store.events.size - EVENTS_KEPT + DROPPED_AT_ONCE);
        for (const event of oldest) store.events.remove(event.id);
      });
    },
  };
}
