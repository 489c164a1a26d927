import { Button, Group, SegmentedControl, Stack, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconBox, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { isLive } from '../../driver/model/instance';
import { counts } from '../state/instances';
import { useModel } from '../state/store';
import { useIsCovered } from '../ui/cover';
import { EmptyState } from '../ui/EmptyState';
import { FilterInput } from '../ui/FilterInput';
import { SelectionBar } from '../ui/SelectionBar';
import { useNow } from '../ui/useNow';
import { destroy } from './actions';
import { InstanceTable } from './InstanceTable';
import type { Scope, Sort } from './instanceRows';
import { useInstanceRows } from './useInstanceRows';

interface InstancesProps {
  /** The instance that was launched last; the list shows it. */
  launched: string | undefined;
  onDetails: (id: string) => void;
}

/** The instances: filtered, sorted, selected. */
export function Instances({ launched, onDetails }: InstancesProps) {
  const [text, setText] = useState('');
  const [scope, setScope] = useState<Scope>('live');
  const [sort, setSort] = useState<Sort>({ key: 'created', descending: true });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const covered = useIsCovered();
  // Scopes depend on the time in minutes only.
  const minute = Math.floor(useNow() / 60_000);

  const rows = useInstanceRows({ scope, text, sort }, minute);
  // A fresh failure is listed among the live ones, but doesn't count as one.
  const { all, live } = useModel(state => counts(state.instances));
  const counted = { all, live, ended: all - live };
  const chosen =
    selected.size === 0 ? [] : rows.filter(({ instance }) => selected.has(instance.id) && isLive(instance));

  useEffect(() => {
    if (!launched) return;
    setScope('live');
    setText('');
  }, [launched]);

  async function destroySelected() {
    if (await destroy(chosen.map(({ instance }) => instance))) setSelected(new Set());
  }
  useHotkeys([['Delete', () => !covered && void destroySelected()]]);

  return (
    <Stack gap="sm" component="section" aria-labelledby="instances-heading">
      <Group justify="space-between" gap="sm">
        <Title order={2} id="instances-heading">
          Instances
        </Title>
        <Group gap="sm">
          <FilterInput label="Filter instances" value={text} onChange={setText} />
          <SegmentedControl
            size="xs"
            aria-label="Which instances"
            value={scope}
            onChange={value => setScope(value as Scope)}
            data={(['live', 'ended', 'all'] as const).map(value => ({
              value,
              label: `${value[0]?.toUpperCase()}${value.slice(1)} ${counted[value]}`,
            }))}
          />
        </Group>
      </Group>
      <SelectionBar count={chosen.length} onClear={() => setSelected(new Set())}>
        <Button
          size="xs"
          color="red"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => void destroySelected()}
        >
          Destroy selected
        </Button>
      </SelectionBar>
      {rows.length > 0 ? (
        <InstanceTable
          rows={rows}
          sort={sort}
          onSort={setSort}
          selected={selected}
          onSelect={setSelected}
          onDetails={onDetails}
          onDestroySelected={() => void destroySelected()}
          highlighted={launched}
        />
      ) : (
        <EmptyState icon={<IconBox size={32} stroke={1.4} />} title={text ? 'No match' : emptyTitles[scope]}>
          {text ? (
            <Button size="xs" variant="default" onClick={() => setText('')}>
              Clear the filter
            </Button>
          ) : (
            scope !== 'ended' && 'Launch a blueprint; its instance is listed here with its state and log.'
          )}
        </EmptyState>
      )}
    </Stack>
  );
}

const emptyTitles: Record<Scope, string> = {
  live: 'Nothing runs',
  ended: 'Nothing has ended yet',
  all: 'No instances yet',
};
