import { Checkbox, Table, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { isLive } from '../../driver/model/instance';
import { destroy } from './actions';
import { InstanceTableRow } from './InstanceTableRow';
import type { InstanceRow, Sort, SortKey } from './instanceRows';

/** From this many rows on only those in sight are drawn. */
const VIRTUAL_FROM = 80;
const ROW_HEIGHT = 53;

/** `wide`: left out in a narrow window. */
const columns: { key: SortKey; title: string; wide?: boolean }[] = [
  { key: 'name', title: 'Name' },
  { key: 'blueprint', title: 'Blueprint' },
  { key: 'state', title: 'State' },
  { key: 'timeLeft', title: 'Time left' },
  { key: 'host', title: 'Host', wide: true },
  { key: 'slots', title: 'Slots', wide: true },
];

interface InstanceTableProps {
  rows: readonly InstanceRow[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onDetails: (id: string) => void;
  onDestroySelected: () => void;
  highlighted: string | undefined;
}

/** The table of instances; arrow keys move between rows, Enter opens one, Delete destroys. */
export function InstanceTable(props: InstanceTableProps) {
  const { rows, sort, onSort, selected, onSelect, onDetails, onDestroySelected, highlighted } = props;
  const table = useRef<HTMLTableElement>(null);
  const [top, setTop] = useState(0);
  const isVirtual = rows.length >= VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    enabled: isVirtual,
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: top,
    getItemKey: index => rows[index]?.instance.id ?? index,
    getScrollElement: () => table.current?.closest('.screen') ?? null,
  });
  // What stands above the table grows and shrinks; setting the same again does nothing.
  useLayoutEffect(() => {
    const scroller = table.current?.closest('.screen');
    if (!table.current || !scroller) return;
    const distance = table.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    setTop(distance + scroller.scrollTop);
  });

  const items = virtualizer.getVirtualItems();
  const drawn = isVirtual
    ? items.flatMap(item =>
        rows[item.index] ? [{ row: rows[item.index] as InstanceRow, index: item.index }] : [],
      )
    : rows.map((row, index) => ({ row, index }));
  const above = isVirtual ? (items[0]?.start ?? top) - top : 0;
  const below = isVirtual ? virtualizer.getTotalSize() - ((items.at(-1)?.end ?? top) - top) : 0;

  const selectable = rows.filter(({ instance }) => isLive(instance)).map(({ instance }) => instance.id);
  const chosen = selectable.filter(id => selected.has(id));

  function select(id: string, on: boolean) {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    onSelect(next);
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = (event.target as HTMLElement).closest('tr');
    if (!row) return;
    const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' } as const;
    const next = event.key === 'ArrowDown' || event.key === 'ArrowUp' ? row[step[event.key]] : undefined;
    if (next) {
      next.querySelector<HTMLElement>('[data-row-name]')?.focus();
      event.preventDefault();
    }
    if (event.key === 'Delete') {
      const own = rows.find(({ instance }) => instance.id === row.dataset.instance);
      if (chosen.length > 0) onDestroySelected();
      else if (own) void destroy([own.instance]);
      event.stopPropagation();
    }
  }

  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table
        ref={table}
        verticalSpacing={8}
        highlightOnHover
        aria-label="Instances"
        aria-rowcount={rows.length + 1}
        className="instances"
      >
        <Table.Thead>
          <Table.Tr aria-rowindex={1}>
            <Table.Th w={36}>
              <Checkbox
                size="xs"
                aria-label="Select all live instances"
                disabled={selectable.length === 0}
                checked={chosen.length > 0 && chosen.length === selectable.length}
                indeterminate={chosen.length > 0 && chosen.length < selectable.length}
                onChange={event => onSelect(new Set(event.currentTarget.checked ? selectable : []))}
              />
            </Table.Th>
            {columns.map(({ key, title, wide = false }) => (
              <SortHeader key={key} title={title} wide={wide} column={key} sort={sort} onSort={onSort} />
            ))}
            <Table.Th ta="right">Actions</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody onKeyDown={onKeyDown}>
          <Spacer height={above} />
          {drawn.map(({ row, index }) => (
            <InstanceTableRow
              key={row.instance.id}
              row={row}
              index={index}
              measure={isVirtual ? virtualizer.measureElement : undefined}
              selected={selected.has(row.instance.id)}
              onSelect={on => select(row.instance.id, on)}
              onDetails={() => onDetails(row.instance.id)}
              highlighted={row.instance.id === highlighted}
            />
          ))}
          <Spacer height={below} />
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Stands for the rows that aren't drawn. */
function Spacer({ height }: { height: number }) {
  return height > 0 ? (
    <tr aria-hidden>
      <td colSpan={columns.length + 2} style={{ height, padding: 0, border: 0 }} />
    </tr>
  ) : null;
}

interface SortHeaderProps {
  title: string;
  wide: boolean;
  column: SortKey;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

function SortHeader({ title, wide, column, sort, onSort }: SortHeaderProps) {
  const isSorted = sort.key === column;
  const Icon = sort.descending ? IconChevronDown : IconChevronUp;
  return (
    <Table.Th
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      {...(wide ? { visibleFrom: 'md' } : {})}
    >
      <UnstyledButton
        className="sort"
        onClick={() => onSort({ key: column, descending: isSorted && !sort.descending })}
      >
        {title}
        {isSorted && <Icon size={14} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  );
}
