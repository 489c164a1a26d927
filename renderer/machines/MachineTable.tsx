import { ActionIcon, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useCover } from '../ui/cover';
import { FilterInput } from '../ui/FilterInput';
import { focusOpener } from '../ui/focusOpener';
import { SelectionBar } from '../ui/SelectionBar';
import { DataTable } from '../ui/table/DataTable';
import type { Sort, TableColumn } from '../ui/table/lines';
import { KeyButton } from './KeyButton';
import { identity, type MachineRow, matching, slotsText, sortValue } from './machineRows';
import { StandingText, TestText } from './Standings';
import { testMachines } from './testing';

interface MachineTableProps {
  rows: readonly MachineRow[];
  onOpen: (id: string) => void;
  onEdit: (row: MachineRow) => void;
  onRemove: (rows: readonly MachineRow[]) => void;
}

const ROW_HEIGHT = 56;
/** Fewer are found by looking. */
const FILTER_FROM = 8;

const columns: TableColumn<MachineRow>[] = [
  { key: 'standing', title: 'Now', cell: row => <StandingText standing={row.standing} /> },
  {
    key: 'slots',
    title: 'Slots',
    wide: true,
    cell: row => (
      <Text size="sm" className="numbers">
        {slotsText(row)}
      </Text>
    ),
  },
  { key: 'test', title: 'Last test', cell: row => <TestText row={row} /> },
];

/** The machines of a pool: filtered, sorted, selected. */
export function MachineTable({ rows, onOpen, onEdit, onRemove }: MachineTableProps) {
  const [text, setText] = useState('');
  const [sort, setSort] = useState<Sort>({ key: 'name', descending: false });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => sorted(matching(rows, text), sort), [rows, text, sort]);
  const lines = useMemo(() => shown.map(row => ({ row })), [shown]);
  const chosen = shown.filter(({ machine }) => selected.has(machine.id));
  return (
    <Stack gap="sm">
      {(rows.length >= FILTER_FROM || text !== '') && (
        <FilterInput label="Filter machines" width={260} value={text} onChange={setText} />
      )}
      <SelectionBar count={chosen.length} onClear={() => setSelected(new Set())}>
        <Button
          size="xs"
          variant="default"
          onClick={() => void testMachines(chosen.map(({ machine }) => machine))}
        >
          Test selected
        </Button>
        <Button size="xs" variant="default" onClick={() => onRemove(chosen)}>
          Remove selected…
        </Button>
      </SelectionBar>
      <div className="machine-table">
        <DataTable
          label="Machines"
          kind="machine"
          all="listed machines"
          lines={lines}
          identity={identity}
          columns={columns}
          nameWidth={150}
          remark={remark}
          actions={row => <Actions row={row} onEdit={onEdit} onRemove={onRemove} />}
          rowHeight={ROW_HEIGHT}
          scroll="screen"
          sort={sort}
          onSort={setSort}
          selected={selected}
          onSelect={setSelected}
          onOpen={onOpen}
          onDelete={id => onRemove(rows.filter(({ machine }) => machine.id === id))}
        />
      </div>
      {shown.length === 0 && <Text size="sm">No machine has these words.</Text>}
    </Stack>
  );
}

const remark = ({ machine }: MachineRow) =>
  machine.label && (
    <Text size="xs" c="dimmed" className="remark">
      {machine.label}
    </Text>
  );

const byText = new Intl.Collator(undefined, { numeric: true });

function sorted(rows: readonly MachineRow[], { key, descending }: Sort): MachineRow[] {
  const direction = descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [sortValue(key, one), sortValue(key, other)];
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : byText.compare(`${a}`, `${b}`);
    return order * direction || byText.compare(one.place, other.place);
  });
}

interface ActionsProps extends Pick<MachineTableProps, 'onEdit' | 'onRemove'> {
  row: MachineRow;
}

function Actions({ row, onEdit, onRemove }: ActionsProps) {
  const [opened, setOpened] = useState(false);
  useCover(opened);
  const { machine, place, test } = row;
  const isBusy = test?.state !== undefined;
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      <KeyButton row={row} />
      <Button
        size="xs"
        variant="default"
        visibleFrom="md"
        disabled={isBusy}
        aria-label={`Test connection to ${place}`}
        onClick={() => void testMachines([machine])}
      >
        Test
      </Button>
      <Menu opened={opened} onChange={setOpened} position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={`More for ${place}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown onClickCapture={focusOpener}>
          <Menu.Item hiddenFrom="md" disabled={isBusy} onClick={() => void testMachines([machine])}>
            Test connection
          </Menu.Item>
          <Menu.Item onClick={() => onEdit(row)}>Edit…</Menu.Item>
          <Menu.Item c="var(--mantine-color-error)" onClick={() => onRemove([row])}>
            Remove…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
