import type { Clock } from '../model/clock';
import type { Host } from '../model/host';
import type { HostTimes } from './snapshot';

/** Remembers since when hosts are in their phase and idle. What happened before this began is not known: it counts from now. */
export function createTimes(clock: Clock) {
  const times = new Map<string, HostTimes & { name: Host['phase'] }>();
  return {
    since: times as ReadonlyMap<string, HostTimes>,
    /** @param used ids of the hosts that have something on them */
    note(hosts: readonly Host[], used: ReadonlySet<string>): void {
      const now = clock.monotonic();
      const there = new Set(hosts.map(({ id }) => id));
      for (const id of times.keys()) if (!there.has(id)) times.delete(id);
      for (const { id, phase } of hosts) {
        const before = times.get(id);
        const since = before?.name === phase ? before.phase : now;
        const idle = used.has(id) || phase !== 'active' ? undefined : (before?.idle ?? now);
        times.set(id, { name: phase, phase: since, idle });
      }
    },
  };
}
