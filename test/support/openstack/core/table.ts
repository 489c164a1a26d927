/** What every record has. */
export interface Kept {
  readonly id: string;
}

interface Version<T> {
  /** Monotonic, ms. */
  at: number;
  /** Undefined: it was gone from then on. */
  record: T | undefined;
}

/**
 * The records of one kind, by id. They are values: a change puts a new one in the place of the old, so that whoever holds
 * one holds what was. Listing costs what is listed: nothing is sorted that has been sorted before.
 */
export class Table<T extends Kept> {
  readonly #records = new Map<string, T>();
  readonly #elapsed: () => number;
  readonly #order: 'newestFirst' | 'byId';
  /** Where each one stands, in the order of their making. */
  readonly #places = new Map<string, number>();
  #made = 0;
  #sorted: T[] | undefined;
  #lagMs = 0;
  readonly #history = new Map<string, Version<T>[]>();

  constructor(elapsed: () => number, order: 'newestFirst' | 'byId') {
    this.#elapsed = elapsed;
    this.#order = order;
  }

  get size(): number {
    return this.#records.size;
  }

  get(id: string): T | undefined {
    return this.#records.get(id);
  }

  values(): IterableIterator<T> {
    return this.#records.values();
  }

  add(record: T): T {
    this.#places.set(record.id, this.#made++);
    this.#put(record.id, record);
    return record;
  }

  /** @returns the new record; undefined where there is none to change */
  change(id: string, patch: Partial<T>): T | undefined {
    const record = this.#records.get(id);
    if (!record) return undefined;
    const changed = { ...record, ...patch };
    this.#put(id, changed);
    return changed;
  }

  remove(id: string): boolean {
    if (!this.#records.has(id)) return false;
    this.#put(id, undefined);
    return true;
  }

  /** From now on a listing shows what was so long ago (ms); a single one is always shown as it is. */
  lag(ms: number): void {
    if (ms > 0 && this.#lagMs === 0)
      for (const [id, record] of this.#records) this.#history.set(id, [{ at: -Infinity, record }]);
    if (ms === 0) this.#history.clear();
    this.#lagMs = ms;
    this.#sorted = undefined;
  }

  /** All as a listing shows them, in the order of its service. */
  listed(): readonly T[] {
    if (this.#lagMs > 0) return this.#sort(this.#asOf(this.#elapsed() - this.#lagMs));
    this.#sorted ??= this.#sort([...this.#records.values()]);
    return this.#sorted;
  }

  #sort(records: T[]): T[] {
    if (this.#order === 'byId') return records.sort((a, b) => (a.id < b.id ? -1 : 1));
    return records.sort((a, b) => (this.#places.get(b.id) ?? 0) - (this.#places.get(a.id) ?? 0));
  }

  #put(id: string, record: T | undefined): void {
    if (record) this.#records.set(id, record);
    else {
      this.#records.delete(id);
      if (this.#lagMs === 0) this.#places.delete(id);
    }
    this.#sorted = undefined;
    if (this.#lagMs > 0) this.#note(id, record);
  }

  #note(id: string, record: T | undefined): void {
    const versions = this.#history.get(id) ?? [];
    const now = this.#elapsed();
    versions.push({ at: now, record });
    // Of what is older than the lag, only the last counts.
    while (versions[1] && versions[1].at <= now - this.#lagMs) versions.shift();
    this.#history.set(id, versions);
  }

  #asOf(at: number): T[] {
    const found: T[] = [];
    for (const [id, versions] of this.#history) {
      const version = versions.findLast(one => one.at <= at);
      if (version?.record) found.push(version.record);
      else if (version && version === versions.at(-1)) {
        this.#history.delete(id);
        this.#places.delete(id);
      }
    }
    return found;
  }
}
