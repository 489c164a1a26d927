import { useCallback, useMemo } from 'react';
import { isLive } from '../../driver/model/instance';
import { DataTable } from '../ui/table/DataTable';
import type { Identity, TableColumn } from '../ui/table/lines';
import type { Select } from '../ui/table/useSelection';
import { destroy } from './actions';
import { InstanceActions } from './InstanceActions';
import { columns, Remark } from './instanceColumns';
import type { InstanceRow, Sort, SortKey } from './instanceRows';

interface InstanceTableProps {
  rows: readonly InstanceRow[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  selected: ReadonlySet<string>;
  onSelect: Select;
  onDetails: (id: string) => void;
  onDestroySelected: () => void;
  highlighted: string | undefined;
}

/** Px; rows with a remark are higher. */
const ROW_HEIGHT = 53;

/** What has ended can't be destroyed again. */
const identity: Identity<InstanceRow> = {
  id: ({ instance }) => instance.id,
  name: ({ instance }) => instance.name,
  isFixed: ({ instance }) => !isLive(instance),
};
const remark = ({ instance }: InstanceRow) => <Remark instance={instance} />;

/** The table of instances; Delete destroys what is selected, or the one that has the focus. */
export function InstanceTable(props: InstanceTableProps) {
  const { rows, sort, onSort, selected, onSelect, onDetails, onDestroySelected, highlighted } = props;
  const lines = useMemo(() => rows.map(row => ({ row })), [rows]);
  const actions = useCallback(
    ({ instance }: InstanceRow) => (
      <InstanceActions instance={instance} onDetails={() => onDetails(instance.id)} />
    ),
    [onDetails],
  );

  function onDelete(id: string) {
    const live = rows.filter(({ instance }) => isLive(instance));
    const own = live.find(({ instance }) => instance.id === id);
    if (live.some(({ instance }) => selected.has(instance.id))) onDestroySelected();
    else if (own) void destroy([own.instance]);
  }
  return (
    <DataTable
      label="Instances"
      kind="instance"
      all="live instances"
      lines={lines}
      identity={identity}
      columns={columns as readonly TableColumn<InstanceRow>[]}
      nameWidth={160}
      remark={remark}
      actions={actions}
      rowHeight={ROW_HEIGHT}
      scroll="screen"
      sort={sort}
      onSort={({ key, descending }) => onSort({ key: key as SortKey, descending })}
      selected={selected}
      onSelect={onSelect}
      onOpen={onDetails}
      onDelete={onDelete}
      highlighted={highlighted}
    />
  );
}
