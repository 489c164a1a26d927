import { Text } from '@mantine/core';
import { formatDuration } from '../../driver/model/duration';
import { type Instance, isLive } from '../../driver/model/instance';
import { useModel } from '../state/store';
import { ageText } from '../ui/Age';
import { StateBadge } from '../ui/StateBadge';
import { TimeLeft } from '../ui/TimeLeft';
import type { TableColumn } from '../ui/table/lines';
import { useNow } from '../ui/useNow';
import type { InstanceRow } from './instanceRows';

export const columns: readonly TableColumn<InstanceRow>[] = [
  {
    key: 'blueprint',
    title: 'Blueprint',
    minWidth: 90,
    cell: ({ blueprint }) => (
      <Text size="sm" lineClamp={2} title={blueprint}>
        {blueprint}
      </Text>
    ),
  },
  { key: 'state', title: 'State', cell: ({ shownState }) => <StateBadge state={shownState} /> },
  {
    key: 'timeLeft',
    title: 'Time left',
    minWidth: 70,
    cell: ({ instance }) => <Left instance={instance} />,
  },
  {
    key: 'host',
    title: 'Host',
    wide: true,
    cell: ({ host }) => (
      <Text size="sm" truncate maw={150} title={host}>
        {host || '–'}
      </Text>
    ),
  },
  {
    key: 'slots',
    title: 'Slots',
    wide: true,
    cell: ({ instance }) => <span className="numbers">{instance.slots}</span>,
  },
];

/** Why it is as it is, where that isn't plain: an error, a reason for the queue, the step it is at. */
export function Remark({ instance }: { instance: Instance }) {
  if (instance.error) {
    const { what, why, next } = instance.error;
    return (
      <Text size="xs" className="remark">
        <Text span inherit fw={600} c="var(--mantine-color-error)">
          {what}
        </Text>{' '}
        {[why, next].filter(Boolean).join(' ')}
      </Text>
    );
  }
  const step = instance.state === 'provisioning' ? instance.log.at(-1)?.text : undefined;
  const remark = instance.reason ?? step ?? (instance.state === 'running' ? instance.warnings[0] : undefined);
  return remark ? (
    <Text size="xs" c="dimmed" className="remark">
      {remark}
    </Text>
  ) : null;
}

function Left({ instance }: { instance: Instance }) {
  const now = useNow();
  const warnMinutes = useModel(state => state.settings.settings?.warnBeforeEndMinutes ?? 5);
  if (instance.state === 'running') {
    return <TimeLeft size="sm" until={instance.expiresAt} warnMinutes={warnMinutes} />;
  }
  const text = isLive(instance)
    ? instance.state === 'deleting'
      ? '–'
      : instance.lifetimeMs > 0
        ? `${formatDuration(instance.lifetimeMs)} once it runs`
        : 'no limit'
    : `ended ${instance.endedAt ? ageText(now - instance.endedAt) : ''}`;
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  );
}
