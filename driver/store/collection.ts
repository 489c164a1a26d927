/** Records of one kind by id. Reads are from memory; a write outside of `transaction` and `note` is a transaction of its own. */
export interface Collection<T> {
  readonly size: number;
  get(id: string): T | undefined;
  /** In the order in which they came; the same array until something is written. */
  all(): readonly T[];
  /**
   * Those with this key, by id, however many others there are; follows what is written.
   * @param keyOf pure, and the same function each time: what it says of all records is kept
   */
  by<K>(keyOf: (record: T) => K, key: K): ReadonlyMap<string, T>;
  /** Calls `listener` at each write, and where one is taken back; undefined: there is no record. */
  follow(listener: (id: string, before: T | undefined, after: T | undefined) => void): () => void;
  put(id: string, record: T): void;
  remove(id: string): void;
}

/** The records in memory, and which of them have which key of those that were asked for. */
export interface Records<T> extends Pick<Collection<T>, 'size' | 'get' | 'all' | 'by' | 'follow'> {
  /** @param record undefined: there is none any more */
  set(id: string, record: T | undefined): void;
}

type Groups<T> = Map<unknown, Map<string, T>>;

export function recordsOf<T extends object>(): Records<T> {
  const records = new Map<string, T>();
  /** Made when first asked for, and kept up to date with each write. */
  const groups = new Map<(record: T) => unknown, Groups<T>>();
  const followers = new Set<Parameters<Records<T>['follow']>[0]>();
  let listed: readonly T[] | undefined;

  function regroup(id: string, before: T | undefined, after: T | undefined): void {
    for (const [keyOf, of] of groups) {
      const from = before && keyOf(before);
      const to = after && keyOf(after);
      if (before && (!after || from !== to)) leave(of, from, id);
      if (after) join(of, to, id, after);
    }
  }
  function grouped(keyOf: (record: T) => unknown): Groups<T> {
    const made: Groups<T> = new Map();
    for (const [id, record] of records) join(made, keyOf(record), id, record);
    groups.set(keyOf, made);
    return made;
  }
  return {
    get size() {
      return records.size;
    },
    get: id => records.get(id),
    all() {
      listed ??= [...records.values()];
      return listed;
    },
    by: (keyOf, key) => (groups.get(keyOf) ?? grouped(keyOf)).get(key) ?? new Map(),
    set(id, record) {
      listed = undefined;
      const before = records.get(id);
      if (groups.size > 0) regroup(id, before, record);
      if (record === undefined) records.delete(id);
      else records.set(id, record);
      for (const follower of followers) follower(id, before, record);
    },
    follow(listener) {
      followers.add(listener);
      return () => followers.delete(listener);
    },
  };
}

function join<T>(groups: Groups<T>, key: unknown, id: string, record: T): void {
  const there = groups.get(key);
  if (there) there.set(id, record);
  else groups.set(key, new Map([[id, record]]));
}

function leave<T>(groups: Groups<T>, key: unknown, id: string): void {
  const there = groups.get(key);
  there?.delete(id);
  if (there?.size === 0) groups.delete(key);
}
