import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** What was written last, by table and id; undefined: it was removed. */
export type Writes = Map<string, Map<string, unknown>>;

/** The order in which writes reach the disk, several at a time (docs/decisions/0012-what-waits-for-the-disk.md). */
export interface Journal extends Disposable {
  /**
   * Runs `work` with all its writes as one: when it returns all are durable, with everything noted before, or none is
   * there. Nests; inside `note` they are durable when the outermost returns.
   */
  transaction<T>(work: () => T): T;
  /**
   * The same, but written at the end of this tick, with what else was noted in it; all of that is taken back where it
   * can't be written.
   */
  note<T>(work: () => T): T;
  /** Resolves when all that was written until now is durable; rejects where it can't be, and what was noted is taken back. */
  durable(): Promise<void>;
  /**
   * One write: part of the `transaction` or `note` that runs, else a transaction of its own.
   * @param record undefined: it is removed
   * @param undo takes it back in memory
   */
  write(table: string, id: string, record: unknown, undo: () => void): void;
}

/** FULL: a commit returns when it is on the disk, with those before it. NORMAL: it outlives this process only. */
type Sync = 'FULL' | 'NORMAL';

/**
 * @param on.written called after each commit with what it wrote
 * @param on.takenBack called where what was noted can't be written: it is in memory as it was before
 * @param on.changed called with the tables that are not in memory as before, whether or not they are written yet
 */
export function openJournal(
  db: DatabaseSyncInstance,
  on: {
    written: (writes: Writes) => void;
    takenBack: (error: unknown) => void;
    changed: (tables: Iterable<string>) => void;
  },
): Journal {
  const statements = new Map<string, ReturnType<typeof statementsFor>>();
  /** In memory, and not in the database yet. */
  let noted: Writes = new Map();
  let undoNoted: (() => void)[] = [];
  /** Of the outermost `transaction` or `note` that runs. */
  let own: Write[] = [];
  let running: { isDurable: boolean } | undefined;
  let waiting: { resolve(): void; reject(error: unknown): void }[] = [];
  let isFlushDue = false;
  let sync: Sync | undefined;
  /** A commit may not have reached the disk yet. */
  let isAhead = false;

  function store(writes: Writes): void {
    for (const [table, records] of writes) {
      const { put, drop } = statements.get(table) ?? statementsFor(table, db);
      statements.set(table, { put, drop });
      for (const [id, record] of records) if (record === undefined) drop.run(id);
      for (const [id, record] of records) if (record !== undefined) put.run(id, JSON.stringify(record));
    }
  }
  /** One commit of what was noted and of `more`. */
  function commit(wanted: Sync, more: Writes): Writes {
    if (sync !== wanted) db.exec(`PRAGMA synchronous = ${wanted}`);
    sync = wanted;
    if (noted.size + more.size > 0) {
      try {
        db.exec('BEGIN IMMEDIATE');
        store(noted);
        store(more);
        db.exec('COMMIT');
      } catch (error) {
        // A failed COMMIT (disk full) may have ended the transaction already.
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    } else if (wanted === 'FULL' && isAhead) {
      // Waits for the disk without writing anything.
      db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    }
    const written = merged(noted, more);
    isAhead = wanted === 'NORMAL' && (isAhead || written.size > 0);
    noted = new Map();
    undoNoted = [];
    return written;
  }

  function flush(): void {
    isFlushDue = false;
    const asked = waiting;
    waiting = [];
    let written: Writes;
    try {
      written = commit(asked.length > 0 ? 'FULL' : 'NORMAL', new Map());
    } catch (error) {
      for (const step of undoNoted.reverse()) step();
      const lost = noted;
      noted = new Map();
      undoNoted = [];
      if (lost.size > 0) on.takenBack(error);
      on.changed(lost.keys());
      for (const { reject } of asked) reject(error);
      return;
    }
    if (written.size > 0) on.written(written);
    for (const { resolve } of asked) resolve();
  }
  function flushSoon(): void {
    if (isFlushDue) return;
    isFlushDue = true;
    queueMicrotask(flush);
  }

  function durable(): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      flushSoon();
    });
  }

  function run<T>(isDurable: boolean, work: () => T): T {
    if (running) {
      running.isDurable ||= isDurable;
      return work();
    }
    running = { isDurable };
    let result: T;
    let written: Writes | undefined;
    const changed = own;
    try {
      result = work();
      if (running.isDurable) written = commit('FULL', gathered(new Map(), own));
      else {
        gathered(noted, own);
        for (const { takeBack } of own) undoNoted.push(takeBack);
      }
    } catch (error) {
      for (const { takeBack } of own.reverse()) takeBack();
      throw error;
    } finally {
      running = undefined;
      own = [];
    }
    // Who plans on it at the end of this tick does so before it is written: what the plan adds is written with it.
    on.changed(new Set(changed.map(({ table }) => table)));
    if (!written && changed.length > 0) flushSoon();
    if (written && written.size > 0) on.written(written);
    return result;
  }

  return {
    transaction: work => run(true, work),
    note: work => run(false, work),
    durable,
    write(table, id, record, takeBack) {
      if (running) own.push({ table, id, record, takeBack });
      else run(true, () => own.push({ table, id, record, takeBack }));
    },
    [Symbol.dispose]() {
      commit('FULL', new Map());
    },
  };
}

/** One write of what runs. */
interface Write {
  table: string;
  id: string;
  record: unknown;
  takeBack: () => void;
}

/** Adds single writes to `writes`, and gives that. */
function gathered(writes: Writes, more: readonly Write[]): Writes {
  for (const { table, id, record } of more) {
    const there = writes.get(table);
    if (there) there.set(id, record);
    else writes.set(table, new Map([[id, record]]));
  }
  return writes;
}

/** Adds `more` to `writes`, and gives that. */
function merged(writes: Writes, more: Writes): Writes {
  for (const [table, records] of more) {
    const before = writes.get(table);
    if (!before) writes.set(table, records);
    else for (const [id, record] of records) before.set(id, record);
  }
  return writes;
}

function statementsFor(table: string, db: DatabaseSyncInstance) {
  return {
    put: db.prepare(
      `INSERT INTO ${table} (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data`,
    ),
    drop: db.prepare(`DELETE FROM ${table} WHERE id = ?`),
  };
}
