import { Checkbox, Table, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type Dispatch, type KeyboardEvent, memo, type SetStateAction, useCallback, useRef } from 'react';
import type { Column } from './columns';
import type { HostRow, Line } from './hostRows';

const ROW_HEIGHT = 41;
export const OVERSCAN = 8;
const NAME_WIDTH = 190;
const CHECK_WIDTH = 40;

export interface Sort {
  /** A column's key, or `name`. */
  key: string;
  descending: boolean;
}

interface HostTableProps {
  lines: readonly Line[];
  columns: readonly Column[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: ReadonlySet<string>;
  onSelect: Dispatch<SetStateAction<ReadonlySet<string>>>;
  onDetails: (id: string) => void;
}

/** The table of hosts. Only the rows in sight are in the page; arrow keys go through all of them. */
export function HostTable({ lines, columns, sort, onSort, selected, onSelect, onDetails }: HostTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getScrollElement: () => box.current,
    getItemKey: index => keyOf(lines[index], index),
  });
  const items = virtualizer.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const ids = lines.flatMap(line => ('row' in line ? [line.row.host.id] : []));
  const chosen = ids.filter(id => selected.has(id)).length;

  const select = useCallback(
    (id: string, on: boolean) =>
      onSelect(before => {
        const next = new Set(before);
        if (on) next.add(id);
        else next.delete(id);
        return next;
      }),
    [onSelect],
  );
  /** Goes to the next line with a host, which may not be in the page yet. */
  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const from = (event.target as HTMLElement).closest('tr')?.dataset.index;
    if (!step || from === undefined) return;
    let index = Number(from) + step;
    while (lines[index] && !('row' in (lines[index] as Line))) index += step;
    if (!lines[index]) return;
    event.preventDefault();
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] [data-row-name]`)?.focus(),
    );
  }

  const width = CHECK_WIDTH + NAME_WIDTH + columns.reduce((sum, column) => sum + column.width, 0);
  return (
    <section ref={box} className="hosts-box" aria-label="List of hosts">
      <Table
        layout="fixed"
        miw={width}
        highlightOnHover
        className="hosts"
        aria-label="Hosts"
        aria-rowcount={lines.length + 1}
      >
        <Table.Thead>
          <Table.Tr aria-rowindex={1}>
            <Table.Th w={CHECK_WIDTH}>
              <Checkbox
                size="xs"
                aria-label="Select all listed hosts"
                checked={chosen > 0 && chosen === ids.length}
                indeterminate={chosen > 0 && chosen < ids.length}
                onChange={event => onSelect(new Set(event.currentTarget.checked ? ids : []))}
              />
            </Table.Th>
            <SortHeader column="name" title="Name" width={NAME_WIDTH} sort={sort} onSort={onSort} />
            {columns.map(({ key, title, width }) => (
              <SortHeader key={key} column={key} title={title} width={width} sort={sort} onSort={onSort} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody onKeyDown={onKeyDown}>
          <Spacer height={above} span={columns.length + 2} />
          {items.map(item => {
            const line = lines[item.index];
            if (!line) return null;
            return 'row' in line ? (
              <Row
                key={item.key}
                row={line.row}
                index={item.index}
                columns={columns}
                selected={selected.has(line.row.host.id)}
                onSelect={select}
                onDetails={onDetails}
              />
            ) : (
              <Table.Tr key={item.key} data-index={item.index} aria-rowindex={item.index + 2}>
                <Table.Th scope="rowgroup" colSpan={columns.length + 2} className="hosts-group">
                  {line.heading} <span className="numbers">({line.count})</span>
                </Table.Th>
              </Table.Tr>
            );
          })}
          <Spacer height={below} span={columns.length + 2} />
        </Table.Tbody>
      </Table>
    </section>
  );
}

function keyOf(line: Line | undefined, index: number): string | number {
  if (!line) return index;
  return 'row' in line ? line.row.host.id : `heading ${line.heading}`;
}

interface RowProps {
  row: HostRow;
  index: number;
  columns: readonly Column[];
  selected: boolean;
  onSelect: (id: string, on: boolean) => void;
  onDetails: (id: string) => void;
}

/** Drawn anew only when something of its own has changed: there are many, and the state changes often. */
const Row = memo(({ row, index, columns, selected, onSelect, onDetails }: RowProps) => {
  const { host } = row;
  return (
    <Table.Tr
      data-index={index}
      data-host={host.id}
      aria-rowindex={index + 2}
      data-selected={selected || undefined}
    >
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={`Select ${host.name}`}
          checked={selected}
          onChange={event => onSelect(host.id, event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td>
        <UnstyledButton
          className="row-name"
          data-row-name
          title={host.name}
          aria-label={`Details of ${host.name}`}
          onClick={() => onDetails(host.id)}
        >
          {host.name}
        </UnstyledButton>
      </Table.Td>
      {columns.map(({ key, cell }) => (
        <Table.Td key={key}>{cell(row)}</Table.Td>
      ))}
    </Table.Tr>
  );
});

/** Stands for the rows that aren't drawn. */
function Spacer({ height, span }: { height: number; span: number }) {
  return height > 0 ? (
    <tr aria-hidden>
      <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
    </tr>
  ) : null;
}

interface SortHeaderProps {
  column: string;
  title: string;
  width: number;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

const SortHeader = memo(({ column, title, width, sort, onSort }: SortHeaderProps) => {
  const isSorted = sort.key === column;
  const Icon = sort.descending ? IconChevronDown : IconChevronUp;
  return (
    <Table.Th w={width} aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}>
      <UnstyledButton
        className="sort"
        onClick={() => onSort({ key: column, descending: isSorted && !sort.descending })}
      >
        {title}
        {isSorted && <Icon size={14} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  );
});
