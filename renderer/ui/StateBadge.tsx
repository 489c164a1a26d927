import { Badge } from '@mantine/core';
import type { HostPhase } from '../../driver/model/hostPhases';
import type { InstanceState } from '../../driver/model/instance';
import type { Task } from '../../driver/model/task';

type Shown = InstanceState | HostPhase | Task['state'] | 'unknown';

const colors: Record<Shown, string> = {
  queueing: 'gray',
  provisioning: 'blue',
  running: 'green',
  deleting: 'amber',
  deleted: 'gray',
  failed: 'red',
  unknown: 'amber',
  spawning: 'blue',
  spawned: 'blue',
  preparing: 'blue',
  active: 'green',
  draining: 'amber',
  removing: 'amber',
  removed: 'gray',
  done: 'green',
  cancelled: 'gray',
};

/** The state of an instance, a host or a task, in its own word and a colour. */
export function StateBadge({ state, label = state }: { state: Shown; label?: string }) {
  return (
    <Badge color={colors[state]} miw="max-content">
      {label}
    </Badge>
  );
}
