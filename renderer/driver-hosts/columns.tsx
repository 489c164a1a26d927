import type { ReactNode } from 'react';
import { formatDuration } from '../../driver/model/duration';
import { sentence } from '../../driver/model/errors';
import type { Host } from '../../driver/model/host';
import { hasFlavors, hasManyHosts, type Pool } from '../../driver/model/pool';
import { ageText } from '../ui/Age';
import { StateBadge } from '../ui/StateBadge';
import type { TableColumn } from '../ui/table/lines';
import { useNow } from '../ui/useNow';
import { conditionsOf, type HostRow } from './hostRows';
import { type Look, useLook } from './looks';
import { SlotBar } from './SlotBar';
import { standings } from './standings';
import { imagesOrder, usageCovers, usageOrder, usageText } from './usage';

/** A column that may be shown or left out; the host's name always stands first. */
export interface Column extends TableColumn<HostRow> {
  width: number;
  /** Shown until the person chooses. */
  usual: boolean;
  /** By which the rows are sorted; `looks` has what is known of those that were looked into. */
  value: (row: HostRow, looks: Readonly<Record<string, Look>>) => string | number;
}

/** Columns whose values are known only of hosts that are looked into. */
export const lookedAt: ReadonlySet<string> = new Set(['usage', 'images']);

/** The id under which a host can be looked into; absent while it has no engine that could say something. */
export function lookable({ id, phase, engineUrl, unreachable }: Host): string | undefined {
  return engineUrl === undefined || unreachable || phase === 'removed' ? undefined : id;
}

/** Why it is in its state, and what else is true of it. */
function reasonOf({ host, reason }: HostRow): string {
  return [...conditionsOf(host), reason].filter(Boolean).join(' · ');
}

/** Plain elements: while the table is scrolled, many of these are made at a time. */
function Line({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <div className="cell-line" title={title ?? (typeof children === 'string' ? children : undefined)}>
      {children || '–'}
    </div>
  );
}

/** How old a host is; a removed one doesn't age. */
function AgeOf({ row }: { row: HostRow }) {
  return <span className="numbers">{ageText(useNow() - row.host.createdAt).replace(/ ago$/, '')}</span>;
}

/** Time until a host is replaced; what is past its life-time goes once it is empty. */
function LeftOf({ until }: { until: number }) {
  const left = until - useNow();
  return <span className="numbers">{left > 0 ? formatDuration(left) : 'over'}</span>;
}

/** What its engine says that containers use now. */
function UsageOf({ host }: HostRow) {
  const look = useLook(lookable(host));
  if (!look) return <Line>{''}</Line>;
  if ('error' in look) return <Line title={sentence(look.error)}>{'not known'}</Line>;
  return <Line title={usageCovers}>{usageText(host, look)}</Line>;
}

/** How many of the images that it is to have are there. */
function ImagesOf({ host }: HostRow) {
  const look = useLook(lookable(host));
  if (!look) return <Line>{''}</Line>;
  if ('error' in look) return <Line title={sentence(look.error)}>{'not known'}</Line>;
  const wanted = look.wanted.filter(({ standing }) => standing !== 'left out');
  const lacking = wanted.filter(({ standing }) => standing !== 'present');
  const there = wanted.length - lacking.length;
  const title = lacking.map(({ name, standing }) => `${name}: ${standings[standing]}`).join('\n');
  return (
    <Line title={title || 'All images that it is to have are there.'}>
      {wanted.length === 0 ? 'none needed' : `${there} of ${wanted.length}`}
    </Line>
  );
}

export const columns: Column[] = [
  {
    key: 'state',
    title: 'State',
    width: 134,
    usual: true,
    value: row => row.shownState,
    cell: row => (
      <StateBadge
        state={row.shownState}
        {...(row.shownState === 'unknown' ? { label: 'not answering' } : {})}
      />
    ),
  },
  {
    key: 'conditions',
    title: 'Conditions',
    width: 120,
    usual: false,
    value: row => conditionsOf(row.host).join(' '),
    cell: row => <Line>{conditionsOf(row.host).join(', ')}</Line>,
  },
  {
    key: 'reason',
    title: 'Reason',
    width: 230,
    usual: true,
    value: reasonOf,
    cell: row => <Line>{reasonOf(row)}</Line>,
  },
  {
    key: 'slots',
    title: 'Slots',
    width: 150,
    usual: true,
    value: row => row.slots.free,
    cell: row => <SlotBar use={row.slots} />,
  },
  {
    key: 'instances',
    title: 'Instances',
    width: 96,
    usual: true,
    value: row => row.instances.length,
    cell: row => <span className="numbers">{row.instances.length}</span>,
  },
  {
    key: 'usage',
    title: 'Usage',
    width: 216,
    usual: true,
    value: ({ host }, looks) => usageOrder(host, looks[host.id]),
    cell: row => <UsageOf {...row} />,
  },
  {
    key: 'images',
    title: 'Images',
    width: 90,
    usual: true,
    value: ({ host }, looks) => imagesOrder(looks[host.id]),
    cell: row => <ImagesOf {...row} />,
  },
  {
    key: 'flavor',
    title: 'Flavor',
    width: 140,
    usual: true,
    value: row => row.host.flavor ?? '',
    cell: row => <Line>{row.host.flavor ?? ''}</Line>,
  },
  {
    key: 'pool',
    title: 'Pool',
    width: 140,
    usual: false,
    value: row => row.pool,
    cell: row => <Line>{row.pool}</Line>,
  },
  {
    key: 'age',
    title: 'Age',
    width: 100,
    usual: true,
    value: row => -row.host.createdAt,
    cell: row => <AgeOf row={row} />,
  },
  {
    key: 'lifetime',
    title: 'Life-time left',
    width: 118,
    usual: true,
    value: row => row.oldAt ?? Number.MAX_SAFE_INTEGER,
    cell: row => (row.oldAt === undefined ? <Line>{''}</Line> : <LeftOf until={row.oldAt} />),
  },
  {
    key: 'errors',
    title: 'Errors',
    width: 78,
    usual: true,
    value: row => row.host.failures?.count ?? 0,
    cell: ({ host: { failures } }) => (
      <span className="numbers" title={failures && sentence(failures.error)}>
        {failures?.count ?? 0}
      </span>
    ),
  },
  {
    key: 'note',
    title: 'Note',
    width: 180,
    usual: false,
    value: row => row.host.settings?.note ?? '',
    cell: row => <Line>{row.host.settings?.note ?? ''}</Line>,
  },
  {
    key: 'providerId',
    title: 'Provider id',
    width: 170,
    usual: false,
    value: row => row.host.providerId ?? '',
    cell: row => <Line>{row.host.providerId ?? ''}</Line>,
  },
  {
    key: 'address',
    title: 'Address',
    width: 230,
    usual: false,
    value: row => row.address,
    cell: row => <Line>{row.address}</Line>,
  },
];

/** What says nothing of the one host of a local pool. */
const ofMany = ['flavor', 'lifetime', 'errors'];
const usualOfMany = columns.filter(({ usual }) => usual).map(({ key }) => key);
/** Machines that are there have an address instead of a flavor. */
const usualOfMachines = usualOfMany.map(key => (key === 'flavor' ? 'address' : key));
const usualOfOne = [...usualOfMany.filter(key => !ofMany.includes(key)), 'address'];

/** The columns that are shown until the person chooses; the same array each time. */
export function usualColumns(pools: readonly Pool[]): string[] {
  if (pools.some(({ provider }) => hasFlavors(provider))) return usualOfMany;
  return pools.some(({ provider }) => hasManyHosts(provider)) ? usualOfMachines : usualOfOne;
}

/** By which the rows are sorted for a column; `name` where there is no such column. */
export function sortValueOf(key: string): Column['value'] {
  return columns.find(column => column.key === key)?.value ?? (row => row.host.name);
}
