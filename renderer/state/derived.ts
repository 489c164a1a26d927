import { type CollectionName, collectionNames, type Diff, type State } from '../../driver/model/state';

/** What has changed in a collection: the records that are there now, and those that they take the place of. */
export interface Changed<T> {
  /** Ids of all that were put or removed. */
  ids: ReadonlySet<string>;
  before: readonly T[];
  after: readonly T[];
}

interface Step {
  from: unknown;
  to: unknown;
  changed: Changed<unknown>;
}

const followers = new Map<CollectionName, ((step: Step) => void)[]>();
const latest = new Map<CollectionName, Step>();

/** Tells of a diff that has made `after` of `before`, so that what was derived from that is kept up to date. */
export function followDiff(before: State, diff: Diff, after: State): void {
  for (const name of collectionNames) {
    const change = diff[name];
    if (!change) continue;
    const [old, put]: Record<string, unknown>[] = [before[name], change.put ?? {}];
    const ids = new Set([...Object.keys(put ?? {}), ...(change.removed ?? [])]);
    const changed: Changed<unknown> = {
      ids,
      before: [...ids].flatMap(id => old?.[id] ?? []),
      after: Object.values(put ?? {}),
    };
    const step = { from: before[name], to: after[name], changed };
    latest.set(name, step);
    for (const follow of followers.get(name) ?? []) follow(step);
  }
}

/** What the latest diff has changed in a collection; undefined where it isn't what lies between these two. */
export function changeBetween<C extends CollectionName>(
  name: C,
  from: State[C],
  to: State[C],
): Changed<State[C][string]> | undefined {
  const step = latest.get(name);
  if (step?.from !== from || step.to !== to) return undefined;
  return step.changed as Changed<State[C][string]>;
}

/**
 * Something that is worked out from all records of a collection, and then kept up to date by what changes: with many
 * thousands of them, a change that made somebody look through all would hold up the window.
 * @param update the same from the present result, which it leaves as it is
 */
export function derived<C extends CollectionName, R>(
  name: C,
  work: (records: State[C]) => R,
  update: (present: R, changed: Changed<State[C][string]>) => R,
): (records: State[C]) => R {
  let known: { records: State[C]; result: R } | undefined;
  const follow = ({ from, to, changed }: Step) => {
    if (!known || known.records !== from) return;
    const result = update(known.result, changed as Changed<State[C][string]>);
    known = { records: to as State[C], result };
  };
  followers.set(name, [...(followers.get(name) ?? []), follow]);
  return records => {
    if (known?.records !== records) known = { records, result: work(records) };
    return known.result;
  };
}

/**
 * The records of a collection in groups; the list of a group is the same until something in it changes.
 * @param groupOf the name of the group that a record is in; undefined: in none
 */
export function grouped<C extends Exclude<CollectionName, 'settings'>>(
  name: C,
  groupOf: (record: State[C][string]) => string | undefined,
): (records: State[C]) => ReadonlyMap<string, readonly State[C][string][]> {
  type Known = State[C][string];
  type Groups = ReadonlyMap<string, readonly Known[]>;
  function put(record: Known, into: Map<string, Known[]>): void {
    const group = groupOf(record);
    if (group === undefined) return;
    const those = into.get(group);
    if (those) those.push(record);
    else into.set(group, [record]);
  }
  return derived<C, Groups>(
    name,
    records => {
      const groups = new Map<string, Known[]>();
      for (const record of Object.values(records)) put(record as Known, groups);
      return groups;
    },
    (present, { ids, before, after }) => {
      const groups = new Map(present);
      const coming = new Map<string, Known[]>();
      for (const record of after) put(record, coming);
      const touched = new Set([...before.map(groupOf), ...coming.keys()]);
      for (const group of touched) {
        if (group === undefined) continue;
        const own = new Map(coming.get(group)?.map(record => [record.id, record]));
        const stayed = (present.get(group) ?? []).flatMap(record => {
          if (!ids.has(record.id)) return record;
          const now = own.get(record.id);
          own.delete(record.id);
          return now ?? [];
        });
        groups.set(group, [...stayed, ...own.values()]);
      }
      return groups;
    },
  );
}

/**
 * A sorted list without some of it, and with others in their places.
 * @param order no two are equal in it
 */
export function resorted<T>(
  sorted: readonly T[],
  gone: readonly T[],
  added: readonly T[],
  order: (a: T, b: T) => number,
): T[] {
  const result = [...sorted];
  for (const one of gone) {
    const index = placeOf(one, result, order);
    if (result[index] === one) result.splice(index, 1);
  }
  for (const one of added) result.splice(placeOf(one, result, order), 0, one);
  return result;
}

/** The index of the first that doesn't come before `one`. */
function placeOf<T>(one: T, sorted: readonly T[], order: (a: T, b: T) => number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (order(sorted[middle] as T, one) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
