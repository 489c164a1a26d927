import { SelectionBar } from '../ui/SelectionBar';
import { DataTable } from '../ui/table/DataTable';
import type { Line, Sort, TableColumn } from '../ui/table/lines';
import type { Select } from '../ui/table/useSelection';
import { HostButtons } from './HostButtons';
import { type HostRow, identity } from './hostRows';

interface HostTableProps {
  label: string;
  lines: readonly Line<HostRow>[];
  columns: readonly TableColumn<HostRow>[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** Ids of hosts, of which only those count that are listed. */
  selected: ReadonlySet<string>;
  onSelect: Select;
  onDetails: (id: string) => void;
}

/** Px; the style sheet's. */
const ROW_HEIGHT = 41;

/** A table of hosts, and what can be done with those that are selected in it. */
export function HostTable({ lines, selected, onSelect, onDetails, ...table }: HostTableProps) {
  const chosen = lines.flatMap(line =>
    'row' in line && selected.has(line.row.host.id) ? [line.row.host] : [],
  );
  const clear = () => onSelect(new Set());
  return (
    <>
      <SelectionBar count={chosen.length} onClear={clear}>
        <HostButtons hosts={chosen} onDone={clear} />
      </SelectionBar>
      <DataTable
        {...table}
        kind="host"
        all="listed hosts"
        lines={lines}
        identity={identity}
        nameWidth={190}
        rowHeight={ROW_HEIGHT}
        scroll="box"
        selected={selected}
        onSelect={onSelect}
        onOpen={onDetails}
      />
    </>
  );
}
