import type { Clock } from '../model/clock';
import type { Host } from '../model/host';
import type { HostTimes } from './snapshot';

/**
 * Remembers since when hosts are in their phase and idle. What happened while nobody watched is not known; what earlier
 * processes had watched stands in the host's record.
 */
export function createTimes(clock: Clock) {
  const times = new Map<string, HostTimes & { name: Host['phase'] }>();

  function first({ phase, watched, unreachable }: Host, now: number) {
    if (watched?.phase !== phase) return { phase: now };
    return { phase: now - watched.phaseMs, ...(unreachable ? { silentBefore: watched.silentMs } : {}) };
  }

  return {
    since: times as ReadonlyMap<string, HostTimes>,
    /** @param used ids of the hosts that have something on them */
    note(hosts: readonly Host[], used: ReadonlySet<string>): void {
      const now = clock.monotonic();
      const there = new Set(hosts.map(({ id }) => id));
      for (const id of times.keys()) if (!there.has(id)) times.delete(id);
      for (const host of hosts) {
        const { id, phase: name, unreachable } = host;
        const before = times.get(id);
        const { phase, silentBefore } = before ?? first(host, now);
        times.set(id, {
          name,
          phase: before && before.name !== name ? now : phase,
          idle: used.has(id) || name !== 'active' ? undefined : (before?.idle ?? now),
          silentBefore: unreachable ? silentBefore : undefined,
        });
      }
    },
  };
}
