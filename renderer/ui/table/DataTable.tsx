import { Checkbox, Table } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useCallback, useMemo } from 'react';
import { type Identity, type Line, nextRow, type Sort, type TableColumn } from './lines';
import { SortHeader } from './SortHeader';
import './table.css';
import { TableRow } from './TableRow';
import { type Select, useSelection } from './useSelection';
import { useVirtualRows } from './useVirtualRows';

const CHECK_WIDTH = 40;

interface DataTableProps<R> {
  /** What the rows are: `Hosts`. */
  label: string;
  /** One of them, for `data-host="…"`. */
  kind: string;
  /** Completes "Select all …". */
  all: string;
  lines: readonly Line<R>[];
  identity: Identity<R>;
  columns: readonly TableColumn<R>[];
  nameWidth: number;
  /** What stands under the name. */
  remark?: (row: R) => ReactNode;
  actions?: (row: R) => ReactNode;
  rowHeight: number;
  scroll: 'box' | 'screen';
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: ReadonlySet<string>;
  onSelect: Select;
  onOpen: (id: string) => void;
  onDelete?: (id: string) => void;
  highlighted?: string | undefined;
}

/**
 * A table of any length: only the rows in sight are in the page. Arrow keys, Home and End go through all of them,
 * with Shift they select; Enter opens one. The selection is by id: sorting and filtering leave it alone.
 */
export function DataTable<R>(props: DataTableProps<R>) {
  const { label, kind, all, lines, identity, columns, nameWidth, remark, actions, rowHeight, scroll } = props;
  const { sort, onSort, selected, onSelect, onOpen, onDelete, highlighted } = props;
  const keyOf = useCallback(
    (index: number) => {
      const line = lines[index];
      if (!line) return index;
      return 'row' in line ? identity.id(line.row) : `heading ${line.heading}`;
    },
    [lines, identity],
  );
  const rows = useVirtualRows({ count: lines.length, rowHeight, scroll, keyOf });
  const isFree = useCallback((line: Line<R>) => 'row' in line && !identity.isFixed?.(line.row), [identity]);
  /** Of those that can be selected: asked for at a click, or while something is selected. */
  const ids = useCallback(
    () => lines.flatMap(line => ('row' in line && isFree(line) ? [identity.id(line.row)] : [])),
    [lines, identity, isFree],
  );
  const { toggle, stretch, begin } = useSelection(ids, onSelect);
  const [chosen, free] = useMemo(() => {
    if (selected.size === 0) return [0, lines.some(isFree) ? 1 : 0];
    const all = ids();
    return [all.filter(id => selected.has(id)).length, all.length];
  }, [lines, selected, ids, isFree]);
  const span = columns.length + (actions ? 3 : 2);

  function onKeyDown(event: KeyboardEvent) {
    const from = (event.target as HTMLElement).closest('tr')?.dataset.index;
    if (from === undefined) return;
    const own = String(keyOf(Number(from)));
    const index = goal(event.key, Number(from), lines);
    if (index !== undefined) {
      event.preventDefault();
      const id = String(keyOf(index));
      if (event.shiftKey) stretch(id, own);
      else begin(id);
      rows.focus(index);
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSelect(new Set(ids()));
    } else if (event.key === 'Delete' && onDelete) {
      event.stopPropagation();
      onDelete(own);
    }
  }

  const fixedWidth = CHECK_WIDTH + nameWidth + columns.reduce((sum, { width = 0 }) => sum + width, 0);
  const isBox = scroll === 'box';
  return (
    <section
      ref={rows.box}
      className={isBox ? 'table-box' : 'table-in-page'}
      aria-label={`List of ${label.toLowerCase()}`}
    >
      <Table
        {...(isBox ? { layout: 'fixed' as const, miw: fixedWidth } : { miw: 640, verticalSpacing: 8 })}
        highlightOnHover
        className="data-table"
        aria-label={label}
        aria-rowcount={lines.length + 1}
      >
        <Table.Thead>
          <Table.Tr aria-rowindex={1}>
            <Table.Th w={CHECK_WIDTH}>
              <Checkbox
                size="xs"
                aria-label={`Select all ${all}`}
                disabled={free === 0}
                checked={chosen > 0 && chosen === free}
                indeterminate={chosen > 0 && chosen < free}
                onChange={event => onSelect(new Set(event.currentTarget.checked ? ids() : []))}
              />
            </Table.Th>
            <SortHeader
              column="name"
              title="Name"
              {...(isBox ? { width: nameWidth } : { minWidth: nameWidth })}
              sort={sort}
              onSort={onSort}
            />
            {columns.map(({ key, title, width, minWidth, wide }) => (
              <SortHeader
                key={key}
                column={key}
                title={title}
                width={width}
                minWidth={minWidth}
                wide={wide}
                sort={sort}
                onSort={onSort}
              />
            ))}
            {actions && <Table.Th ta="right">Actions</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody onKeyDown={onKeyDown}>
          <Spacer height={rows.above} span={span} />
          {rows.drawn.map(({ index, key }) => {
            const line = lines[index];
            if (!line) return null;
            return 'row' in line ? (
              <TableRow
                key={key}
                row={line.row}
                index={index}
                kind={kind}
                identity={identity}
                columns={columns}
                remark={remark}
                actions={actions}
                measure={rows.measure}
                selected={selected.has(String(key))}
                highlighted={key === highlighted}
                onToggle={toggle}
                onOpen={onOpen}
              />
            ) : (
              <Table.Tr key={key} data-index={index} aria-rowindex={index + 2}>
                <Table.Th scope="rowgroup" colSpan={span} className="table-group">
                  {line.heading} <span className="numbers">({line.count})</span>
                </Table.Th>
              </Table.Tr>
            );
          })}
          <Spacer height={rows.below} span={span} />
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** The line that a key goes to; undefined: none, or another key. */
function goal<R>(key: string, from: number, lines: readonly Line<R>[]): number | undefined {
  if (key === 'ArrowDown') return nextRow(lines, from + 1, 1);
  if (key === 'ArrowUp') return nextRow(lines, from - 1, -1);
  if (key === 'Home') return nextRow(lines, 0, 1);
  return key === 'End' ? nextRow(lines, lines.length - 1, -1) : undefined;
}

/** Stands for the rows that aren't drawn. */
function Spacer({ height, span }: { height: number; span: number }) {
  return height > 0 ? (
    <tr aria-hidden>
      <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
    </tr>
  ) : null;
}
