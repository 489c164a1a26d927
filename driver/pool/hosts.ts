import type { Activity } from '../activity/activity';
import type { Clock, Random } from '../model/clock';
import { RockpoolError, sentence } from '../model/errors';
import type { Host } from '../model/host';
import { type HostPhase, mayMove } from '../model/hostPhases';
import type { Pool } from '../model/pool';
import { slotsOfEngine } from '../model/slots';
import type { Machine } from '../providers';
import type { Store } from '../store/store';
import type { Observed } from './snapshot';

/** The only writer of hosts. */
export interface HostRows {
  /** Stores the intent to have a host. */
  add(pool: Pool, id: string, name: string, reason: string): Host;
  /** @throws RockpoolError BAD_TRANSITION (a bug) where the table doesn't have the move */
  transition(id: string, to: HostPhase, reason: string, changes?: Partial<Host>): void;
  /** Notes what asking a host's engine has shown. */
  noteAnswer(id: string, observed: Observed<unknown>): void;
  /** Notes what a provider says of its machines. */
  noteMachines(pool: Pool, machines: readonly Machine[]): void;
}

/** Removed hosts that are kept for the history. */
const KEPT_REMOVED = 50;
const KEPT_HISTORY = 100;
const MARK_BYTES = 16;

/** As the original names its hosts. */
export function newHostId(random: Random): string {
  return `pb_dd_${random.hex(MARK_BYTES)}`;
}

const told: Partial<Record<HostPhase, string>> = {
  active: 'is ready for instances',
  draining: 'takes no more instances',
  removed: 'was removed from the pool',
};

export function createHostRows({
  store,
  clock,
  activity,
}: {
  store: Store;
  clock: Clock;
  activity: Activity;
}): HostRows {
  const { hosts } = store;

  function about({ id, poolId }: Host) {
    return { hostId: id, poolId };
  }
  function dropOldest(poolId: string): void {
    const removed = hosts.all().filter(host => host.poolId === poolId && host.phase === 'removed');
    const oldestFirst = removed.sort((a, b) => a.createdAt - b.createdAt);
    for (const { id } of oldestFirst.slice(0, Math.max(0, removed.length - KEPT_REMOVED))) hosts.remove(id);
  }

  return {
    add(pool, id, name, reason) {
      const now = clock.now();
      const history: Host['history'] = [{ phase: 'spawning', at: now, reason }];
      const host: Host = {
        id,
        poolId: pool.id,
        name,
        phase: 'spawning',
        history,
        slots: pool.config.localSlots ?? 0,
        createdAt: now,
      };
      hosts.put(id, host);
      return host;
    },
    transition: (id, to, reason, changes = {}) =>
      store.transaction(() => {
        const host = hosts.get(id);
        if (!host || !mayMove(host.phase, to)) {
          throw new RockpoolError({
            kind: 'bug',
            code: 'BAD_TRANSITION',
            what: `A host can't go from ${host?.phase ?? 'nowhere'} to ${to}.`,
            where: id,
          });
        }
        const history = [...host.history, { phase: to, at: clock.now(), reason }].slice(-KEPT_HISTORY);
        hosts.put(id, { ...host, ...changes, phase: to, history });
        const text = told[to];
        if (text) activity.note('info', `The host "${host.name}" ${text}. ${reason}`, about(host));
        if (to === 'removed') dropOldest(host.poolId);
      }),
    noteAnswer(id, { failure }) {
      const host = hosts.get(id);
      if (!host || (failure !== undefined) === (host.unreachable !== undefined)) return;
      store.transaction(() => {
        const { unreachable: _, ...rest } = host;
        if (failure) {
          hosts.put(id, { ...host, unreachable: { since: clock.now(), error: failure.error } });
          activity.note(
            'warning',
            `The host "${host.name}" does not answer. ${sentence(failure.error)}`,
            about(host),
          );
        } else {
          hosts.put(id, rest);
          activity.note('info', `The host "${host.name}" answers again.`, about(host));
        }
      });
    },
    noteMachines: (pool, machines) =>
      store.transaction(() => {
        for (const { hostId, facts } of machines) {
          const host = hosts.get(hostId);
          if (!host || !facts) continue;
          const after: Host = {
            ...host,
            slots: pool.config.localSlots ?? slotsOfEngine(facts.memoryMiB),
            facts: {
              engineVersion: facts.version,
              operatingSystem: facts.operatingSystem,
              architecture: facts.architecture,
              memoryMiB: facts.memoryMiB,
              cpus: facts.cpus,
            },
          };
          if (JSON.stringify(after) !== JSON.stringify(host)) hosts.put(hostId, after);
        }
      }),
  };
}
