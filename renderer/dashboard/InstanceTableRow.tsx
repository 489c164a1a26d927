import { Checkbox, Table, Text, UnstyledButton } from '@mantine/core';
import { formatDuration } from '../../driver/model/duration';
import { type Instance, isLive } from '../../driver/model/instance';
import { useModel } from '../state/store';
import { ageText } from '../ui/Age';
import { StateBadge } from '../ui/StateBadge';
import { TimeLeft } from '../ui/TimeLeft';
import { useNow } from '../ui/useNow';
import { InstanceActions } from './InstanceActions';
import type { InstanceRow } from './instanceRows';

interface InstanceTableRowProps {
  row: InstanceRow;
  /** Its place among all rows, from 0. */
  index: number;
  measure: ((element: HTMLElement | null) => void) | undefined;
  selected: boolean;
  onSelect: (on: boolean) => void;
  onDetails: () => void;
  highlighted: boolean;
}

export function InstanceTableRow(props: InstanceTableRowProps) {
  const { row, index, measure, selected, onSelect, onDetails, highlighted } = props;
  const { instance, blueprint, host, shownState } = row;
  return (
    <Table.Tr
      ref={measure}
      data-index={index}
      data-instance={instance.id}
      data-highlighted={highlighted || undefined}
      aria-rowindex={index + 2}
    >
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={`Select ${instance.name}`}
          disabled={!isLive(instance)}
          checked={selected && isLive(instance)}
          onChange={event => onSelect(event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td miw={{ base: 160, md: 230 }}>
        <UnstyledButton
          className="row-name"
          data-row-name
          aria-label={`Details of ${instance.name}`}
          onClick={onDetails}
        >
          {instance.name}
        </UnstyledButton>
        <Remark instance={instance} />
      </Table.Td>
      <Table.Td miw={{ base: 90, md: 130 }}>
        <Text size="sm" lineClamp={2} title={blueprint}>
          {blueprint}
        </Text>
      </Table.Td>
      <Table.Td>
        <StateBadge state={shownState} />
      </Table.Td>
      <Table.Td miw={70}>
        <Left instance={instance} />
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="sm" truncate maw={150} title={host}>
          {host || '–'}
        </Text>
      </Table.Td>
      <Table.Td className="numbers" visibleFrom="md">
        {instance.slots}
      </Table.Td>
      <Table.Td>
        <InstanceActions instance={instance} onDetails={onDetails} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Why it is as it is, where that isn't plain: an error, a reason for the queue, the step it is at. */
function Remark({ instance }: { instance: Instance }) {
  if (instance.error) {
    const { what, why, next } = instance.error;
    return (
      <Text size="xs">
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
    <Text size="xs" c="dimmed">
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
