import { Text } from '@mantine/core';
import { type HostPhase, hostPhaseNames } from '../../../driver/model/hostPhases';
import type { State } from '../../../driver/model/state';
import { useModel } from '../../state/store';

/** How many hosts of a pool are in which phase, and how many of them don't answer. */
export type HostCounts = Partial<Record<HostPhase | 'silent', number>>;

export function countHosts(hosts: State['hosts'], poolId: string): HostCounts {
  const counts: HostCounts = {};
  for (const { poolId: own, phase, unreachable } of Object.values(hosts)) {
    if (own !== poolId || phase === 'removed') continue;
    const state = unreachable && phase === 'active' ? 'silent' : phase;
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

const order = [
  'active',
  'silent',
  ...hostPhaseNames.filter(phase => !['active', 'removed'].includes(phase)),
] as const;

/** Hosts by state: a bar whose parts say their number, and the same in words. */
export function HostStates({ poolId }: { poolId: string }) {
  const counts = useModel(state => countHosts(state.hosts, poolId));
  const parts = order.flatMap(state => {
    const count = counts[state as HostPhase | 'silent'];
    return count ? [{ state, count }] : [];
  });
  if (parts.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No hosts
      </Text>
    );
  }
  return (
    <div className="host-states">
      <div className="host-states-bar" aria-hidden>
        {parts.map(({ state, count }) => (
          <span key={state} data-state={state} style={{ flexGrow: count }} title={wordOf(state, count)} />
        ))}
      </div>
      <ul>
        {parts.map(({ state, count }) => (
          <li key={state}>
            <span className="host-states-key" data-state={state} aria-hidden />
            {wordOf(state, count)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function wordOf(state: string, count: number): string {
  return `${count} ${state === 'silent' ? 'not answering' : state}`;
}
