import { Table, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { memo } from 'react';
import type { Sort } from './lines';

interface SortHeaderProps {
  column: string;
  title: string;
  width?: number | undefined;
  minWidth?: number | undefined;
  wide?: boolean | undefined;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

/** The head of a column; a click sorts by it, another one the other way. */
export const SortHeader = memo((props: SortHeaderProps) => {
  const { column, title, width, minWidth, wide, sort, onSort } = props;
  const isSorted = sort.key === column;
  const Icon = sort.descending ? IconChevronDown : IconChevronUp;
  return (
    <Table.Th
      {...(width === undefined ? {} : { w: width })}
      {...(minWidth === undefined ? {} : { miw: minWidth })}
      {...(wide ? { visibleFrom: 'md' } : {})}
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
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
});
