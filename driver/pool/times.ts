import type { Clock } from '../model/clock';
import type { Host } from '../model/host';
import type { HostTimes } from './snapshot';

/**
 * Remembers since when hosts are in their phase and idle. What happened while nobody watched is not known; what earlier
 * processes had watched stands in the host's record.
 * @param onMoved called once that is noted of a host that has gone on to another phase
 */
export function createTimes(clock: Clock, onMoved: (host: Host) => void = () => undefined) {
  const times = new Map<string, HostTimes & { name: Host['phase'] }>();

  function first({ phase, watched, unreachable }: Host, now: number) {
    if (watched?.phase !== phase) return { phase: now };
    return { phase: now - watched.phaseMs, ...(unreachable ? { silentBefore: watched.silentMs } : {}) };
  }

  function noteOne(host: Host, isUsed: (id: string) => boolean, now: number): void {
    const { id, phase: name, unreachable } = host;
    const before = times.get(id);
    const { phase, silentBefore } = before ?? first(host, now);
    const silent = unreachable ? silentBefore : undefined;
    const idle = name !== 'active' || isUsed(id) ? undefined : (before?.idle ?? now);
    // Most have gone on as they were.
    if (before?.name === name && before.idle === idle && before.silentBefore === silent) return;
    times.set(id, {
      name,
      phase: before && before.name !== name ? now : phase,
      idle,
      silentBefore: silent,
    });
    if (before && before.name !== name) onMoved(host);
  }

  return {
    since: times as ReadonlyMap<string, HostTimes>,
    /** @param isUsed true of hosts (by id) that have something on them */
    note(hosts: readonly Host[], isUsed: (id: string) => boolean): void {
      const now = clock.monotonic();
      for (const host of hosts) noteOne(host, isUsed, now);
      if (times.size === hosts.length) return;
      const there = new Set(hosts.map(({ id }) => id));
      for (const id of times.keys()) if (!there.has(id)) times.delete(id);
    },
  };
}
