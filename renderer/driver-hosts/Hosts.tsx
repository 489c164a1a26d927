import {
  Button,
  CloseButton,
  Group,
  Menu,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useHotkeys, useLocalStorage } from '@mantine/hooks';
import { IconColumns, IconSearch, IconServer } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { hostPhaseNames } from '../../driver/model/hostPhases';
import type { Pool } from '../../driver/model/pool';
import { useIsCovered } from '../ui/cover';
import { EmptyState } from '../ui/EmptyState';
import { columns, sortValueOf, usualColumns } from './columns';
import { HostButtons } from './HostButtons';
import { HostTable, type Sort } from './HostTable';
import { type Grouping, type HostRow, linesOf, matching, sorted } from './hostRows';

interface HostsProps {
  rows: readonly HostRow[];
  pools: readonly Pool[];
  /** The pool to begin with; absent: all. */
  poolId: string | undefined;
  onDetails: (id: string) => void;
}

const groupings: { value: Grouping; label: string }[] = [
  { value: 'none', label: 'Not grouped' },
  { value: 'pool', label: 'By pool' },
  { value: 'state', label: 'By state' },
];

/** The hosts: filtered, sorted, grouped, selected. */
export function Hosts({ rows, pools, poolId, onDetails }: HostsProps) {
  const [text, setText] = useState('');
  const [state, setState] = useState('');
  const [pool, setPool] = useState(poolId ?? '');
  const [withRemoved, setWithRemoved] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [sort, setSort] = useLocalStorage<Sort>({
    key: 'driver-hosts.sort',
    defaultValue: { key: 'name', descending: false },
  });
  const [grouping, setGrouping] = useLocalStorage<Grouping>({
    key: 'driver-hosts.grouping',
    defaultValue: 'none',
  });
  const [chosenColumns, setChosenColumns] = useLocalStorage<string[] | null>({
    key: 'driver-hosts.columns',
    defaultValue: null,
  });
  const usual = usualColumns(pools);
  const shownColumns = chosenColumns ?? usual;
  const filter = useRef<HTMLInputElement>(null);
  const covered = useIsCovered();
  useHotkeys([['/', () => !covered && filter.current?.focus()]]);

  const removed = rows.filter(({ host }) => host.phase === 'removed').length;
  const shown = useMemo(() => {
    const open = rows.filter(
      ({ host, shownState }) =>
        (withRemoved || state === 'removed' || host.phase !== 'removed') &&
        (pool === '' || host.poolId === pool) &&
        (state === '' || shownState === state || host.phase === state),
    );
    return sorted(matching(open, text), sortValueOf(sort.key), sort.descending);
  }, [rows, withRemoved, pool, state, text, sort]);
  const lines = useMemo(() => linesOf(shown, grouping), [shown, grouping]);
  const drawn = useMemo(() => columns.filter(({ key }) => shownColumns.includes(key)), [shownColumns]);
  const chosen = shown.filter(({ host }) => selected.has(host.id)).map(({ host }) => host);
  const isFiltered = text !== '' || state !== '' || pool !== '';

  function clear() {
    setText('');
    setState('');
    setPool('');
  }

  return (
    <Stack gap="sm" component="section" aria-labelledby="hosts-heading">
      <Group justify="space-between" gap="sm">
        <Title order={2} id="hosts-heading">
          Hosts <span className="numbers">({shown.length})</span>
        </Title>
        <Group gap="xs">
          <TextInput
            ref={filter}
            size="xs"
            w={190}
            aria-label="Filter hosts"
            placeholder="Filter (press /)"
            leftSection={<IconSearch size={14} aria-hidden />}
            rightSection={
              text && <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setText('')} />
            }
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            onKeyDown={event => event.key === 'Escape' && setText('')}
          />
          {pools.length > 1 && (
            <Select
              size="xs"
              w={150}
              aria-label="Pool"
              allowDeselect={false}
              data={[
                { value: '', label: 'All pools' },
                ...pools.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={pool}
              onChange={value => setPool(value ?? '')}
            />
          )}
          <Select
            size="xs"
            w={140}
            aria-label="State"
            allowDeselect={false}
            data={[
              { value: '', label: 'Any state' },
              { value: 'unknown', label: 'not answering' },
              ...hostPhaseNames.map(name => ({ value: name as string, label: name as string })),
            ]}
            value={state}
            onChange={value => setState(value ?? '')}
          />
          <Select
            size="xs"
            w={126}
            aria-label="Grouping"
            allowDeselect={false}
            data={groupings}
            value={grouping}
            onChange={value => setGrouping((value ?? 'none') as Grouping)}
          />
          <ColumnsMenu chosen={shownColumns} onChoose={setChosenColumns} />
          {removed > 0 && (
            <Switch
              size="xs"
              label={`Removed (${removed})`}
              checked={withRemoved}
              onChange={event => setWithRemoved(event.currentTarget.checked)}
            />
          )}
        </Group>
      </Group>
      {chosen.length > 0 && (
        <Group className="selection-bar" gap="sm">
          <Text size="sm" fw={600}>
            {chosen.length} selected
          </Text>
          <HostButtons hosts={chosen} onDone={() => setSelected(new Set())} />
          <Button size="xs" variant="subtle" onClick={() => setSelected(new Set())}>
            Clear selection
          </Button>
        </Group>
      )}
      {shown.length > 0 ? (
        <HostTable
          lines={lines}
          columns={drawn}
          sort={sort}
          onSort={setSort}
          selected={selected}
          onSelect={setSelected}
          onDetails={onDetails}
        />
      ) : (
        <EmptyState icon={<IconServer size={32} stroke={1.4} />} title={isFiltered ? 'No match' : 'No hosts'}>
          {isFiltered ? (
            <Button size="xs" variant="default" onClick={clear}>
              Clear the filter
            </Button>
          ) : (
            'The plan above says when the next one comes, and why.'
          )}
        </EmptyState>
      )}
    </Stack>
  );
}

interface ColumnsMenuProps {
  chosen: readonly string[];
  /** Null: the usual ones. */
  onChoose: (keys: string[] | null) => void;
}

function ColumnsMenu({ chosen, onChoose }: ColumnsMenuProps) {
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns size={14} aria-hidden />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ key, title }) => {
          const on = chosen.includes(key);
          return (
            <Menu.CheckboxItem
              key={key}
              checked={on}
              onChange={() => onChoose(on ? chosen.filter(one => one !== key) : [...chosen, key])}
            >
              {title}
            </Menu.CheckboxItem>
          );
        })}
        <Menu.Divider />
        <Menu.Item onClick={() => onChoose(null)}>Back to the usual ones</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
