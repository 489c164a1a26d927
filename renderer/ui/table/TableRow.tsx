import { Checkbox, Table, UnstyledButton } from '@mantine/core';
import { type MouseEvent, memo, type ReactNode } from 'react';
import type { Identity, TableColumn } from './lines';

interface TableRowProps<R> {
  row: R;
  /** Its place among all lines, from 0. */
  index: number;
  /** What a row is, for `data-host="…"` and the like. */
  kind: string;
  identity: Identity<R>;
  columns: readonly TableColumn<R>[];
  remark: ((row: R) => ReactNode) | undefined;
  actions: ((row: R) => ReactNode) | undefined;
  measure: ((element: HTMLElement | null) => void) | undefined;
  selected: boolean;
  highlighted: boolean;
  onToggle: (id: string, on: boolean, range: boolean) => void;
  onOpen: (id: string) => void;
}

function TableRowBody<R>(props: TableRowProps<R>) {
  const { row, index, kind, identity, columns, remark, actions, measure, selected, highlighted } = props;
  const { onToggle, onOpen } = props;
  const [id, name, fixed] = [identity.id(row), identity.name(row), identity.isFixed?.(row) ?? false];
  const on = selected && !fixed;
  /** With a key held, a click on the name selects. */
  function onName({ shiftKey, ctrlKey, metaKey }: MouseEvent) {
    if (shiftKey && !fixed) onToggle(id, true, true);
    else if ((ctrlKey || metaKey) && !fixed) onToggle(id, !on, false);
    else onOpen(id);
  }
  return (
    <Table.Tr
      ref={measure}
      data-index={index}
      {...{ [`data-${kind}`]: id }}
      data-selected={on || undefined}
      data-highlighted={highlighted || undefined}
      aria-rowindex={index + 2}
    >
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={`Select ${name}`}
          disabled={fixed}
          checked={on}
          onChange={event =>
            onToggle(id, event.currentTarget.checked, (event.nativeEvent as PointerEvent).shiftKey)
          }
        />
      </Table.Td>
      <Table.Td>
        <UnstyledButton
          className="row-name"
          data-row-name
          title={name}
          aria-label={`Details of ${name}`}
          onClick={onName}
        >
          {name}
        </UnstyledButton>
        {remark?.(row)}
      </Table.Td>
      {columns.map(({ key, cell, minWidth, wide }) => (
        <Table.Td
          key={key}
          {...(minWidth === undefined ? {} : { miw: minWidth })}
          {...(wide ? { visibleFrom: 'md' } : {})}
        >
          {cell(row)}
        </Table.Td>
      ))}
      {actions && <Table.Td>{actions(row)}</Table.Td>}
    </Table.Tr>
  );
}

/** Drawn anew only when something of its own has changed: there are many, and the state changes often. */
export const TableRow = memo(TableRowBody) as typeof TableRowBody;
