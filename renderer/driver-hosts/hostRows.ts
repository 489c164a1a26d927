import type { Host, HostOrder } from '../../driver/model/host';
import { hostLifetimeMs } from '../../driver/model/hostLifetime';
import { hostPhaseNames } from '../../driver/model/hostPhases';
import type { Instance } from '../../driver/model/instance';
import { placeOf } from '../../driver/model/labMachine';
import { hasManyHosts, type Pool } from '../../driver/model/pool';
import type { State } from '../../driver/model/state';
import { liveByHost } from '../state/instances';
import type { Identity, Line } from '../ui/table/lines';

/** How a host's slots are taken. */
export interface SlotUse {
  total: number;
  /** By containers that run. */
  used: number;
  /** By launches under way. */
  reserved: number;
  free: number;
}

/** A host with what the table shows of its surroundings. */
export interface HostRow {
  host: Host;
  pool: string;
  /** The phase, or `unknown` while its engine doesn't answer. */
  shownState: Host['phase'] | 'unknown';
  /** Why it is in this state. */
  reason: string;
  slots: SlotUse;
  /** Where its engine answers: `ada@lab1` over SSH, else its address; empty while it is not known. */
  address: string;
  /** The live instances on it. */
  instances: readonly Instance[];
  /** The instant at which its life-time is over; absent while it is unused, or where hosts don't grow old. */
  oldAt: number | undefined;
}

export const identity: Identity<HostRow> = { id: ({ host }) => host.id, name: ({ host }) => host.name };

export type Grouping = 'none' | 'pool' | 'state';

export function slotUse(host: Host, instances: readonly Instance[]): SlotUse {
  let [used, reserved] = [0, 0];
  for (const { state, slots } of instances) {
    if (state === 'provisioning') reserved += slots;
    else used += slots;
  }
  return { total: host.slots, used, reserved, free: Math.max(0, host.slots - used - reserved) };
}

const nobody: readonly Instance[] = [];

/** All hosts with their surroundings. A row of `previous` in which nothing has changed is taken over as it is. */
export function rowsOf(
  { hosts, pools, instances, machines }: Pick<State, 'hosts' | 'pools' | 'instances' | 'machines'>,
  previous: ReadonlyMap<string, HostRow> = new Map(),
): HostRow[] {
  const byHost = liveByHost(instances);
  return Object.values(hosts).map(host => {
    const own = byHost.get(host.id) ?? nobody;
    const pool = pools[host.poolId];
    const old = previous.get(host.id);
    const end = pool && oldAt(host, pool);
    const address = addressOf(host, machines);
    const same =
      old?.host === host && old.pool === pool?.name && old.oldAt === end && old.address === address;
    if (same && (old.instances === own || sameItems(old.instances, own))) return old;
    const lost = host.phase !== 'removed' && host.unreachable;
    return {
      host,
      pool: pool?.name ?? '',
      shownState: lost ? 'unknown' : host.phase,
      reason: lost ? lost.error.what : (host.history.at(-1)?.reason ?? ''),
      slots: slotUse(host, own),
      address,
      instances: own,
      oldAt: end,
    };
  });
}

function addressOf({ engineUrl = '', providerId = '' }: Host, machines: State['machines']): string {
  const machine = engineUrl.startsWith('ssh:') ? machines[providerId] : undefined;
  return machine ? placeOf(machine) : engineUrl;
}

function sameItems(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

const wishes: Record<HostOrder, string> = {
  drain: 'to be drained',
  replace: 'to be replaced',
  remove: 'to be removed',
  prepare: 'preparing again',
};

/** What else is true of a host, beside its phase. */
export function conditionsOf({ cordoned, wish, phase }: Host): string[] {
  if (phase === 'removed') return [];
  return [cordoned ? 'cordoned' : '', wish ? wishes[wish.what] : ''].filter(Boolean);
}

/** When a host's life-time is over, which counts from its first use. */
export function oldAt(
  { firstUsedAt, phase, settings }: Host,
  { provider, config }: Pool,
): number | undefined {
  const lifetimeMs = hostLifetimeMs(settings, config);
  if (!hasManyHosts(provider) || firstUsedAt === undefined || !lifetimeMs || phase === 'removed')
    return undefined;
  return firstUsedAt + lifetimeMs;
}

/** The rows that have every word of `text` in their name, state, reason, pool or ids. */
export function matching(rows: readonly HostRow[], text: string): HostRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...rows];
  return rows.filter(({ host, pool, shownState, reason, address }) => {
    const { name, id, providerId, phase, flavor, settings } = host;
    const all = [
      name,
      id,
      providerId,
      address,
      phase,
      flavor,
      settings?.note,
      shownState,
      reason,
      pool,
      ...conditionsOf(host),
    ]
      .join('\n')
      .toLowerCase();
    return words.every(word => all.includes(word));
  });
}

const NUMBER_DIGITS = 16;

/** A text that sorts by its letters, and by the value of the numbers in it; comparing by locale takes many times as long. */
function natural(text: string): string {
  return text.toLowerCase().replace(/\d+/g, digits => digits.padStart(NUMBER_DIGITS, '0'));
}

function order(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorted anew by a column's value; equal ones by name, so that the order never jumps. */
export function sorted(
  rows: readonly HostRow[],
  value: (row: HostRow) => string | number,
  descending: boolean,
): HostRow[] {
  const direction = descending ? -1 : 1;
  const keyed = rows.map(row => {
    const key = value(row);
    return { row, key: typeof key === 'number' ? key : natural(key), name: natural(row.host.name) };
  });
  keyed.sort(
    (a, b) => order(a.key, b.key) * direction || order(a.name, b.name) || order(a.row.host.id, b.row.host.id),
  );
  return keyed.map(({ row }) => row);
}

const stateOrder: readonly string[] = ['unknown', ...hostPhaseNames];

/** The lines of the table: the rows as they are, or under headings. */
export function linesOf(rows: readonly HostRow[], grouping: Grouping): Line<HostRow>[] {
  if (grouping === 'none') return rows.map(row => ({ row }));
  const groups = new Map<string, HostRow[]>();
  for (const row of rows) {
    const name = grouping === 'pool' ? row.pool : row.shownState;
    const those = groups.get(name);
    if (those) those.push(row);
    else groups.set(name, [row]);
  }
  const rank = (name: string) => (grouping === 'state' ? stateOrder.indexOf(name) : natural(name));
  return [...groups]
    .sort(([a], [b]) => order(rank(a), rank(b)))
    .flatMap(([name, those]): Line<HostRow>[] => [
      { heading: name === 'unknown' ? 'not answering' : name, count: those.length },
      ...those.map(row => ({ row })),
    ]);
}
