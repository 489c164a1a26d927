import type { Accounts } from '../account/account';
import type { Activity } from '../activity/activity';
import type { Clock, Random } from '../model/clock';
import { type ErrorValue, RockpoolError, sentence } from '../model/errors';
import type { Host } from '../model/host';
import { type HostMove, type HostPhase, mayMove } from '../model/hostPhases';
import { isSame } from '../model/isSame';
import { hasManyHosts, type Pool, slotsOfFlavor } from '../model/pool';
import { slotsOfEngine } from '../model/slots';
import type { Machine } from '../providers';
import type { Store } from '../store/store';
import type { Observed } from './snapshot';

/** The only writer of hosts. */
export interface HostRows {
  /**
   * Notes the intent to have a host, or one that is given back as soon as nobody holds it (`isThrowaway`); who asks for its
   * machine waits until that is durable.
   */
  add(
    pool: Pool,
    host: {
      id: string;
      name: string;
      flavor?: string | undefined;
      slots?: number | undefined;
      isThrowaway?: boolean;
    },
    reason: string,
  ): Host;
  /** Takes a machine of ours that no record knows back into the state. */
  adopt(pool: Pool, machine: Machine, name: string, reason: string): void;
  /** Notes what else is known of it. */
  note(id: string, changes: Partial<Omit<Host, 'phase' | 'history'>>): void;
  /** Counts a failure, unless it began before the last one was counted: those are one. A success ends the count. */
  noteFailure(id: string, begunAt: number, error: ErrorValue): void;
  noteSuccess(id: string): void;
  /** What an admin wanted of an active host is done: it was prepared again. */
  noteSecondPreparation(id: string, found: string): void;
  /** Forgets a host whose machine was never made. */
  forget(id: string): void;
  /**
   * Moves a host on: its phase, with time and reason in its history, and the event, in one note: who acts on it waits until
   * that is durable.
   * @throws RockpoolError BAD_TRANSITION (a bug) where it isn't in that phase any more, or the table lacks the move
   */
  transition(
    id: string,
    move: HostMove,
    reason: string,
    changes?: Partial<Omit<Host, 'phase' | 'history'>>,
  ): void;
  /** Notes what asking a host's engine has shown. */
  noteAnswer(id: string, observed: Observed<unknown>): void;
  /** Notes what a provider says of its machines. */
  noteMachines(pool: Pool, machines: readonly Machine[]): void;
}

/** Removed hosts that are kept for the history. */
const KEPT_REMOVED = 50;
/** For so long (ms) all are: a listing that lags must not have a machine taken back that has just gone. */
const KEPT_FOR_MS = 10 * 60_000;
const KEPT_HISTORY = 100;
const MARK_BYTES = 16;

const nameOf = ({ name }: Host) => name;
const poolOfRemoved = ({ phase, poolId }: Host) => (phase === 'removed' ? poolId : undefined);

/** As the original names its hosts. */
export function newHostId(random: Random): string {
  return `pb_dd_${random.hex(MARK_BYTES)}`;
}

const told: Record<HostPhase, string> = {
  spawning: 'was asked for',
  spawned: 'has its machine',
  preparing: 'is being prepared',
  active: 'is ready for instances',
  draining: 'takes no more instances',
  removing: 'is given back',
  removed: 'was removed from the pool',
};

export function createHostRows({
  store,
  clock,
  activity,
  accounts,
}: {
  store: Store;
  clock: Clock;
  activity: Activity;
  accounts: Accounts;
}): HostRows {
  const { hosts } = store;

  function about({ id, poolId }: Host) {
    return { hostId: id, poolId };
  }
  /** The name, or one like it: by a name that two hosts had nobody could say which is meant. */
  function freeName(name: string): string {
    const isTaken = (wanted: string) =>
      [...hosts.by(nameOf, wanted).values()].some(({ phase }) => phase !== 'removed');
    let free = name;
    for (let number = 2; isTaken(free); number += 1) free = `${name} (${number})`;
    return free;
  }
  /** The one engine of this machine was not made for its pool, and a machine that never was isn't given back. */
  function noteGivenBack({ poolId, name, providerId, createdAt }: Host): void {
    const pool = store.pools.get(poolId);
    if (!pool || !hasManyHosts(pool.provider) || providerId === undefined) return;
    accounts.gaveBack({ poolId, kind: 'server', thingId: providerId, name, createdAt });
  }
  function dropOldest(poolId: string): void {
    const removed = hosts.by(poolOfRemoved, poolId);
    if (removed.size <= KEPT_REMOVED) return;
    const oldestFirst = [...removed.values()].sort((a, b) => a.createdAt - b.createdAt);
    const surplus = oldestFirst.slice(0, removed.size - KEPT_REMOVED);
    for (const { id, history } of surplus) {
      if ((history.at(-1)?.at ?? 0) < clock.now() - KEPT_FOR_MS) hosts.remove(id);
    }
  }

  return {
    add(pool, { id, name: wanted, flavor, slots, isThrowaway = false }, reason) {
      const now = clock.now();
      const name = freeName(wanted);
      const phase = isThrowaway ? 'removing' : 'spawning';
      const history: Host['history'] = [{ phase, at: now, reason }];
      const host: Host = {
        id,
        poolId: pool.id,
        name,
        phase,
        history,
        slots: slots ?? pool.config.localSlots ?? 0,
        createdAt: now,
        ...(isThrowaway ? { leaving: 'admin', wish: { what: 'remove', at: now } } : {}),
        ...(flavor === undefined ? {} : { flavor }),
      };
      store.note(() => {
        hosts.put(id, host);
        const what = isThrowaway ? 'is asked for, and ended again at once' : told.spawning;
        activity.note('info', `The host "${name}" ${what}. ${reason}`, about(host));
      });
      return host;
    },
    adopt(pool, machine, wanted, reason) {
      const { hostId: id, providerId, flavor, facts, createdAt } = machine;
      const now = clock.now();
      const name = freeName(wanted);
      const host: Host = {
        ...{ id, poolId: pool.id, name, phase: 'spawning', providerId },
        history: [{ phase: 'spawning', at: now, reason }],
        slots:
          machine.slots ?? slotsOfFlavor(flavor, pool.config) ?? (facts ? slotsOfEngine(facts.memoryMiB) : 0),
        createdAt: createdAt ?? now,
        adoptedAt: now,
        ...(flavor === undefined ? {} : { flavor }),
      };
      store.note(() => {
        hosts.put(id, host);
        activity.note('warning', `The host "${name}" was taken back. ${reason}`, about(host));
      });
    },
    note(id, changes) {
      const host = hosts.get(id);
      if (host) store.note(() => hosts.put(id, { ...host, ...changes }));
    },
    noteFailure(id, begunAt, error) {
      const host = hosts.get(id);
      if (!host || (host.failures && begunAt < host.failures.at)) return;
      const failures = { count: (host.failures?.count ?? 0) + 1, at: clock.now(), error };
      store.note(() => hosts.put(id, { ...host, failures }));
    },
    noteSuccess(id) {
      const { failures, ...rest } = hosts.get(id) ?? {};
      if (failures) store.note(() => hosts.put(id, rest as Host));
    },
    noteSecondPreparation: (id, found) =>
      store.transaction(() => {
        const { wish, ...host } = hosts.get(id) ?? {};
        // Taken back, or replaced by another order meanwhile.
        if (wish?.what !== 'prepare') return;
        hosts.put(id, host as Host);
        activity.note(
          'info',
          `The host "${(host as Host).name}" was prepared again. ${found}`,
          about(host as Host),
        );
      }),
    forget: id => store.note(() => hosts.remove(id)),
    transition: (id, { from, to }, reason, changes = {}) =>
      store.note(() => {
        const host = hosts.get(id);
        if (host?.phase !== from || !mayMove(from, to)) {
          throw new RockpoolError({
            kind: 'bug',
            code: 'BAD_TRANSITION',
            what: `A host that is ${host?.phase ?? 'gone'} can't go from ${from} to ${to}.`,
            where: id,
          });
        }
        const history = [...host.history, { phase: to, at: clock.now(), reason }].slice(-KEPT_HISTORY);
        const { leaving, ...staying } = host;
        const before = to === 'active' || to === 'spawning' ? staying : host;
        hosts.put(id, { ...before, ...changes, phase: to, history });
        const what = to === 'spawning' ? 'is looked at as a new one' : told[to];
        activity.note('info', `The host "${host.name}" ${what}. ${reason}`, about(host));
        if (to !== 'removed') return;
        noteGivenBack(host);
        dropOldest(host.poolId);
      }),
    noteAnswer(id, { failure }) {
      const host = hosts.get(id);
      if (!host) return;
      const { unreachable: known, ...rest } = host;
      // What it is silent by may turn out to be another thing: a connection that broke off, then a changed key.
      if (known?.error.code === failure?.error.code) return;
      // That a machine which is being ended has no engine any more is no news.
      if (failure && host.phase === 'removing') return;
      store.note(() => {
        if (failure) {
          const { error } = failure;
          hosts.put(id, { ...host, unreachable: { since: known?.since ?? clock.now(), error } });
          // One kind of silence after another is no news, unless somebody has to do something about it.
          if (known && error.kind === 'transient') return;
          activity.note(
            'warning',
            `The host "${host.name}" does not answer. ${sentence(error)}`,
            about(host),
          );
        } else {
          hosts.put(id, rest);
          activity.note('info', `The host "${host.name}" answers again.`, about(host));
        }
      });
    },
    noteMachines: (pool, machines) =>
      store.note(() => {
        for (const { hostId, providerId, facts, slots, name } of machines) {
          const host = hosts.get(hostId);
          if (!host || !facts || (host.providerId ?? providerId) !== providerId) continue;
          const after: Host = {
            ...host,
            ...(name === undefined ? {} : { name }),
            slots: capacityOf(host, pool, facts.memoryMiB, slots),
            facts: {
              engineVersion: facts.version,
              operatingSystem: facts.operatingSystem,
              architecture: facts.architecture,
              memoryMiB: facts.memoryMiB,
              cpus: facts.cpus,
            },
          };
          if (!isSame(after, host)) hosts.put(hostId, after);
        }
      }),
  };
}

/** An admin's word counts first, then the machine's, the flavor that was asked for, the pool's, and the memory. */
function capacityOf(
  { settings, flavor, slots }: Host,
  { config }: Pool,
  memoryMiB: number,
  ofMachine: number | undefined,
): number {
  if (settings?.slots) return settings.slots;
  if (ofMachine !== undefined) return ofMachine;
  // The flavor of a host that was taken back may be none of the settings'.
  return flavor === undefined || slots === 0 ? (config.localSlots ?? slotsOfEngine(memoryMiB)) : slots;
}
