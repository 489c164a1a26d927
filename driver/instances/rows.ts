import { enterEnd } from '../account/account';
import type { Activity } from '../activity/activity';
import type { Clock } from '../model/clock';
import { type ErrorValue, RockpoolError, sentence } from '../model/errors';
import type { RockpoolEvent } from '../model/event';
import { type Instance, type InstanceMove, type LogLine, mayBecome } from '../model/instance';
import type { Store } from '../store/store';

/** What a change of state is told by: in the provisioning log, and as an event for all unless it is for that log alone. */
interface Told {
  level: RockpoolEvent['level'];
  text: string;
  inLogOnly?: boolean;
}

/** The only writer of instances: each change of state goes through `transition`, with its event. */
export interface InstanceRows {
  /** @throws RockpoolError NOT_FOUND */
  get(id: string): Instance;
  /** @param event absent: the caller tells of it */
  add(instance: Instance, event?: string): void;
  /** Changes all but the state. An instance that is gone is left alone. */
  change(id: string, changes: Partial<Omit<Instance, 'id' | 'state'>>): void;
  /**
   * Moves an instance to another state, with its event, in one note: who acts on it waits until that is durable.
   * @throws RockpoolError BAD_TRANSITION (a bug) where it isn't in that state any more, or the table lacks the move
   */
  transition(
    id: string,
    move: InstanceMove,
    changes: Partial<Omit<Instance, 'id' | 'state'>>,
    told?: Told,
  ): Instance;
  /** Adds a line to the provisioning log. */
  log(id: string, level: LogLine['level'], text: string): void;
  /** Changes and a line of the log in one. */
  note(id: string, changes: Partial<Omit<Instance, 'id' | 'state'>>, line: string): void;
  /** Notes why an instance can't live on; what is left of it is then removed, and only then it is *failed*. */
  doom(id: string, error: ErrorValue): void;
}

/** Lines kept of one instance's provisioning log. */
const KEPT_LINES = 200;
/** Ended instances kept for the history. */
const KEPT_ENDED = 1000;
const DROPPED_AT_ONCE = 50;

export function createInstanceRows({
  store,
  clock,
  activity,
}: {
  store: Store;
  clock: Clock;
  activity: Activity;
}): InstanceRows {
  const { instances } = store;

  function get(id: string): Instance {
    const found = instances.get(id);
    if (found) return found;
    throw new RockpoolError({
      kind: 'input',
      code: 'NOT_FOUND',
      what: 'This instance does not exist any more.',
      next: 'Look at the list again.',
    });
  }
  function about(instance: Instance) {
    return {
      poolId: instance.poolId,
      instanceId: instance.id,
      userId: instance.userId,
      ...(instance.hostId ? { hostId: instance.hostId } : {}),
    };
  }
  function change(id: string, changes: Partial<Instance>): void {
    const before = instances.get(id);
    if (before) store.note(() => instances.put(id, { ...before, ...changes }));
  }
  function log(id: string, level: LogLine['level'], text: string): void {
    const before = instances.get(id);
    if (!before) return;
    change(id, { log: logOf(before, level, text) });
  }
  function logOf({ log }: Instance, level: LogLine['level'], text: string): LogLine[] {
    return [...log, { at: clock.now(), level, text }].slice(-KEPT_LINES);
  }
  function dropOldest(): void {
    if (instances.size <= KEPT_ENDED) return;
    const ended = instances.all().filter(({ endedAt }) => endedAt !== undefined);
    if (ended.length <= KEPT_ENDED) return;
    const oldestFirst = ended.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
    for (const { id } of oldestFirst.slice(0, ended.length - KEPT_ENDED + DROPPED_AT_ONCE)) {
      instances.remove(id);
    }
  }

  return {
    get,
    add: (instance, event) =>
      store.note(() => {
        instances.put(instance.id, instance);
        if (event !== undefined) activity.note('info', event, about(instance));
      }),
    change,
    transition: (id, { from, to }, changes, told) =>
      store.note(() => {
        const before = get(id);
        if (before.state !== from || !mayBecome(from, to)) {
          throw new RockpoolError({
            kind: 'bug',
            code: 'BAD_TRANSITION',
            what: `An instance that is ${before.state} can't go from ${from} to ${to}.`,
            where: before.name,
          });
        }
        const over = to === 'deleted' || to === 'failed';
        const after: Instance = {
          ...before,
          ...(over ? { endedAt: clock.now(), unknown: false } : {}),
          ...changes,
          state: to,
          ...(told ? { log: logOf(before, told.level, told.text) } : {}),
        };
        instances.put(id, after);
        if (told && !told.inLogOnly) activity.note(told.level, told.text, about(after));
        if (over) {
          enterEnd(after, { store, clock });
          dropOldest();
        }
        return after;
      }),
    log,
    note: (id, changes, line) =>
      store.note(() => {
        change(id, changes);
        log(id, 'info', line);
      }),
    doom: (id, error) =>
      store.note(() => {
        change(id, { error, reason: sentence(error) });
        log(id, 'error', sentence(error));
      }),
  };
}
