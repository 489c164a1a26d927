import { type Instance, isLive } from '../../driver/model/instance';
import type { State } from '../../driver/model/state';

/** An instance with what the table shows of its surroundings. */
export interface InstanceRow {
  instance: Instance;
  /** Name of its blueprint, as the instance was launched from it. */
  blueprint: string;
  host: string;
  /** What the state column says: the state, or `unknown` while its host can't be asked. */
  shownState: Instance['state'] | 'unknown';
}

export type Scope = 'live' | 'ended' | 'all';
export type SortKey = 'name' | 'blueprint' | 'state' | 'timeLeft' | 'host' | 'slots' | 'created';
export interface Sort {
  key: SortKey;
  descending: boolean;
}

/** A failure stays among the live ones this long, so that nobody has to look for it. */
const FAILURE_SHOWN_MS = 3_600_000;

const known = new WeakMap<Instance, InstanceRow>();

/** The row of an instance: the same one as long as nothing in it has changed. */
export function rowOf(instance: Instance, hosts: State['hosts']): InstanceRow {
  const host = (instance.hostId && hosts[instance.hostId]?.name) || '';
  const before = known.get(instance);
  if (before?.host === host) return before;
  const row: InstanceRow = {
    instance,
    blueprint: instance.config.name,
    host,
    shownState: instance.unknown && isLive(instance) ? 'unknown' : instance.state,
  };
  known.set(instance, row);
  return row;
}

/** Whether a row belongs among the live ones, the ended ones, or (a fresh failure) both. */
export function isIn(scope: Scope, instance: Instance, now: number): boolean {
  if (scope === 'all') return true;
  if (scope === 'ended') return !isLive(instance);
  const failedLately = instance.state === 'failed' && now - (instance.endedAt ?? 0) < FAILURE_SHOWN_MS;
  return isLive(instance) || failedLately;
}

/** The rows that have every word of `text` in their name, blueprint, state, host or image. */
export function matching(rows: readonly InstanceRow[], text: string): InstanceRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...rows];
  return rows.filter(({ instance, blueprint, host, shownState }) => {
    const all = [instance.name, blueprint, shownState, instance.state, host, instance.config.docker_image]
      .join('\n')
      .toLowerCase();
    return words.every(word => all.includes(word));
  });
}

/** Numbers inside names by their value; made once, since making one is slow. */
const words = new Intl.Collator(undefined, { numeric: true });

/** How two rows are compared; equal ones the newest first, so that the order never jumps. */
export function orderBy({ key, descending }: Sort): (a: InstanceRow, b: InstanceRow) => number {
  const direction = descending ? -1 : 1;
  const value = values[key];
  return (a, b) => {
    const [left, right] = [value(a), value(b)];
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : words.compare(String(left), String(right));
    return (
      order * direction ||
      b.instance.createdAt - a.instance.createdAt ||
      (a.instance.id < b.instance.id ? -1 : a.instance.id > b.instance.id ? 1 : 0)
    );
  };
}

const values: Record<SortKey, (row: InstanceRow) => string | number> = {
  name: row => row.instance.name,
  blueprint: row => row.blueprint,
  state: row => row.shownState,
  // Those that end first come first; those without an end last, ended ones after them.
  timeLeft: ({ instance }) =>
    isLive(instance) ? (instance.expiresAt ?? Number.MAX_SAFE_INTEGER - 1) : Number.MAX_SAFE_INTEGER,
  host: row => row.host,
  slots: row => row.instance.slots,
  created: row => row.instance.createdAt,
};

/** Those that end within `warnMinutes`. @param byEnd running instances, the first to end first */
export function endingSoon(byEnd: readonly Instance[], warnMinutes: number, now: number): Instance[] {
  const after = byEnd.findIndex(({ expiresAt = 0 }) => expiresAt - now > warnMinutes * 60_000);
  return byEnd.slice(0, after < 0 ? undefined : after);
}
