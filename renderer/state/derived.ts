import type { CollectionName, Diff, State } from '../../driver/model/state';

type Follow = (before: State, diff: Diff, after: State) => void;
const followers: Follow[] = [];

/** What has changed in a collection: the records that are there now, and those that they take the place of. */
export interface Changed<T> {
  /** Ids of all that were put or removed. */
  ids: ReadonlySet<string>;
  before: readonly T[];
  after: readonly T[];
}

/**
 * Something that is worked out from all records of a collection, and then kept up to date by what changes: with many
 * thousands of them, a change that made somebody look through all would hold up the window.
 * @param update the same from the present result; it leaves that one as it is
 */
export function derived<C extends CollectionName, R>(
  name: C,
  work: (records: State[C]) => R,
  update: (present: R, changed: Changed<State[C][string]>) => R,
): (records: State[C]) => R {
  type Record = State[C][string];
  let known: { records: State[C]; result: R } | undefined;
  followers.push((state, diff, next) => {
    const change = diff[name];
    if (!change || known?.records !== state[name]) return;
    const after = Object.values(change.put ?? {}) as Record[];
    const ids = new Set([...Object.keys(change.put ?? {}), ...(change.removed ?? [])]);
    const before = [...ids].flatMap(id => (state[name][id] as Record | undefined) ?? []);
    known = { records: next[name], result: update(known.result, { ids, before, after }) };
  });
  return records => {
    if (known?.records !== records) known = { records, result: work(records) };
    return known.result;
  };
}

/** Keeps up to date what was derived from `before`, of which a diff has made `after`. */
export const followDiff: Follow = (before, diff, after) => {
  for (const follow of followers) follow(before, diff, after);
};

/** A sorted list without those of some ids, and with others in their places. */
export function resorted<T extends { id: string }>(
  sorted: readonly T[],
  ids: ReadonlySet<string>,
  added: readonly T[],
  order: (a: T, b: T) => number,
): T[] {
  const coming = added.toSorted(order);
  const result: T[] = [];
  let next = 0;
  for (const one of sorted) {
    if (ids.has(one.id)) continue;
    for (let first = coming[next]; first && order(first, one) < 0; first = coming[next]) {
      result.push(first);
      next += 1;
    }
    result.push(one);
  }
  return [...result, ...coming.slice(next)];
}
