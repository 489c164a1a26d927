import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ActiveBadge } from './ActiveBadge';

interface RecordTableProps {
  /** What its rows are, for those who don't see it. */
  label: string;
  /** The headings between the state and the actions. */
  columns: string[];
  children: ReactNode;
}

/** The table of templates, and that of blueprints. */
export function RecordTable({ label, columns, children }: RecordTableProps) {
  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table verticalSpacing="sm" highlightOnHover aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {['Name', 'State', ...columns].map(column => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
            <Table.Th ta="right">Actions</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface RecordRowProps {
  name: string;
  /** Stands below the name. */
  note?: string | undefined;
  /** Why nothing of it can be launched; stands below the note. */
  warning?: string | undefined;
  active: boolean;
  /** A cell for each column of the table. */
  cells: ReactNode[];
  actions: ReactNode;
}

/** One of them. */
export function RecordRow({ name, note, warning, active, cells, actions }: RecordRowProps) {
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600} miw={130} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        {note && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {note}
          </Text>
        )}
        {warning && (
          <Text size="xs" c="var(--rockpool-warning)">
            {warning}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <ActiveBadge active={active} />
      </Table.Td>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change their order
        <Table.Td key={index}>{cell}</Table.Td>
      ))}
      <Table.Td>{actions}</Table.Td>
    </Table.Tr>
  );
}
