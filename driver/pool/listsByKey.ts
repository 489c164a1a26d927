/** Lists by key, to be looked at. */
export interface Lists<K, T> extends Iterable<[K, readonly T[]]> {
  /** How many keys have one. */
  readonly size: number;
  has(key: K): boolean;
  /** In the order in which they came; the same array until something of this key changes. */
  get(key: K): readonly T[] | undefined;
}

/** Those of one key, and their list once somebody has asked for it. */
type Group<T> = { records: Map<string, T>; list: readonly T[] | undefined };

/**
 * Records in lists by key. A write costs the same however long the list is: five hundred that wait for a host are one, and each
 * of them leaves it.
 */
export function listsByKey<K, T>() {
  const groups = new Map<K, Group<T>>();
  const listOf = (group: Group<T>) => (group.list ??= [...group.records.values()]);
  const lists: Lists<K, T> = {
    get size() {
      return groups.size;
    },
    has: key => groups.has(key),
    get(key) {
      const group = groups.get(key);
      return group && listOf(group);
    },
    *[Symbol.iterator]() {
      for (const [key, group] of groups) yield [key, listOf(group)];
    },
  };
  return {
    lists,
    /** In the place of the one with this id, or as the last. */
    put(key: K, id: string, record: T): void {
      const group = groups.get(key) ?? { records: new Map(), list: undefined };
      groups.set(key, group);
      group.records.set(id, record);
      group.list = undefined;
    },
    drop(key: K, id: string): void {
      const group = groups.get(key);
      if (!group?.records.delete(id)) return;
      group.list = undefined;
      if (group.records.size === 0) groups.delete(key);
    },
  };
}
