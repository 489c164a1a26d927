import { Button, Group, Select, Stack, Switch, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconServer } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { hostPhaseNames } from '../../driver/model/hostPhases';
import type { Pool } from '../../driver/model/pool';
import { show } from '../state/navigation';
import { useCollection } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { FilterInput } from '../ui/FilterInput';
import type { Sort } from '../ui/table/lines';
import { ColumnsMenu } from './ColumnsMenu';
import { columns, lookable, lookedAt, sortValueOf, usualColumns } from './columns';
import { HostTable } from './HostTable';
import { type Grouping, type HostRow, linesOf, matching, sorted } from './hostRows';
import { useLooksOf } from './looks';

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

  const removed = rows.filter(({ host }) => host.phase === 'removed').length;
  const open = useMemo(
    () =>
      matching(
        rows.filter(
          ({ host, shownState }) =>
            (withRemoved || state === 'removed' || host.phase !== 'removed') &&
            (pool === '' || host.poolId === pool) &&
            (state === '' || shownState === state || host.phase === state),
        ),
        text,
      ),
    [rows, withRemoved, pool, state, text],
  );
  const looks = useLooksOf(useLookedAt(open, sort.key));
  const shown = useMemo(() => {
    const value = sortValueOf(sort.key);
    return sorted(open, row => value(row, looks), sort.descending);
  }, [open, looks, sort]);
  const lines = useMemo(() => linesOf(shown, grouping), [shown, grouping]);
  const drawn = useMemo(() => columns.filter(({ key }) => shownColumns.includes(key)), [shownColumns]);
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
          <FilterInput label="Filter hosts" width={190} value={text} onChange={setText} />
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
      {shown.length > 0 ? (
        <HostTable
          label="Hosts"
          {...{ lines, sort, selected, onDetails }}
          columns={drawn}
          onSort={setSort}
          onSelect={setSelected}
        />
      ) : (
        <EmptyState icon={<IconServer size={32} stroke={1.4} />} title={isFiltered ? 'No match' : 'No hosts'}>
          {isFiltered ? (
            <Button size="xs" variant="default" onClick={clear}>
              Clear the filter
            </Button>
          ) : (
            <NoHosts pools={pools.filter(({ id }) => pool === '' || id === pool)} />
          )}
        </EmptyState>
      )}
    </Stack>
  );
}

/** Why there is none: a pool over SSH can have as many as it has machines. */
function NoHosts({ pools }: { pools: readonly Pool[] }) {
  const machines = useCollection('machines');
  const withMachines = new Set(Object.values(machines).map(({ poolId }) => poolId));
  const bare = pools.find(({ id, provider }) => provider === 'ssh' && !withMachines.has(id));
  if (!bare) return 'The plan above says when the next one comes, and why.';
  return (
    <Stack align="center" gap="xs">
      {bare.name} has no machines yet that it could take as hosts.
      <Button size="xs" onClick={() => show('driver-configs', { machinesOf: bare.id })}>
        Add machines…
      </Button>
    </Stack>
  );
}

const nobody: readonly string[] = [];

/** The hosts that must be looked into because the table is sorted by what only that shows; the same array as long as they are the same. */
function useLookedAt(rows: readonly HostRow[], sortKey: string): readonly string[] {
  const key = lookedAt.has(sortKey) ? rows.flatMap(({ host }) => lookable(host) ?? []).join(' ') : '';
  return useMemo(() => (key === '' ? nobody : key.split(' ')), [key]);
}
