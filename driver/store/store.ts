import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { z } from 'zod';
import { accountSchema, thingSchema } from '../model/account';
import { blueprintSchema } from '../model/blueprint';
import type { Disposer } from '../model/clock';
import { configChangeSchema } from '../model/configChange';
import { RockpoolError } from '../model/errors';
import { eventSchema } from '../model/event';
import { hostSchema } from '../model/host';
import { imageSchema } from '../model/image';
import { instanceSchema } from '../model/instance';
import { poolSchema } from '../model/pool';
import { settingsSchema } from '../model/settings';
import { shutdownSchema } from '../model/shutdown';
import { type CollectionName, type Diff, gatherDiffs, type State } from '../model/state';
import { templateSchema } from '../model/template';
import { lockDatabase, openDatabase } from './database';

const schemas = {
  pools: poolSchema,
  hosts: hostSchema,
  instances: instanceSchema,
  templates: templateSchema,
  blueprints: blueprintSchema,
  images: imageSchema,
  events: eventSchema,
  settings: settingsSchema,
  configChanges: configChangeSchema,
  shutdowns: shutdownSchema,
} as const satisfies Partial<Record<CollectionName, z.ZodType>>;

/** What only the backend wants to know: no window is sent it. */
const unseen = { accounts: accountSchema, things: thingSchema } as const;

/** The collections that outlive the process; the others of `State` are kept in memory only. */
export type StoredName = keyof typeof schemas;
type Stored<C extends StoredName> = State[C][string];
type UnseenName = keyof typeof unseen;

/** Records of one kind by id. Reads are from memory; writes are durable when their transaction returns. */
export interface Collection<T> {
  get(id: string): T | undefined;
  all(): T[];
  put(id: string, record: T): void;
  remove(id: string): void;
}

/** The durable state: documents in SQLite, mirrored in memory. */
export interface Store extends Disposable {
  readonly pools: Collection<Stored<'pools'>>;
  readonly hosts: Collection<Stored<'hosts'>>;
  readonly instances: Collection<Stored<'instances'>>;
  readonly templates: Collection<Stored<'templates'>>;
  readonly blueprints: Collection<Stored<'blueprints'>>;
  readonly images: Collection<Stored<'images'>>;
  readonly events: Collection<Stored<'events'>>;
  readonly settings: Collection<Stored<'settings'>>;
  readonly configChanges: Collection<Stored<'configChanges'>>;
  readonly shutdowns: Collection<Stored<'shutdowns'>>;
  readonly accounts: Collection<z.infer<typeof accountSchema>>;
  readonly things: Collection<z.infer<typeof thingSchema>>;
  /** The file that a damaged state was moved to at the start, if that happened. */
  readonly setAside: string | undefined;
  /** Runs `work` with all its writes in one transaction: all of them become durable, or none. Nests. */
  transaction<T>(work: () => T): T;
  /** Called after each commit with what it changed. */
  onCommit(listener: (diff: Diff) => void): Disposer;
}

/**
 * Opens the state in `dataDir`.
 * @throws RockpoolError DATA_NEWER, DATA_IN_USE, DATA_READ_ONLY (see `openDatabase`)
 */
export function openStore(dataDir: string, now: number): Store {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new RockpoolError(
      {
        kind: 'permanent',
        code: 'DATA_READ_ONLY',
        what: 'Rockpool cannot make its data folder.',
        where: dataDir,
        why: (error as Error).message,
        next: 'Start with a data folder that you may write to (--data-dir=FOLDER).',
      },
      { cause: error },
    );
  }
  const lock = lockDatabase(path.join(dataDir, 'lock'));
  try {
    const { db, setAside } = openDatabase(path.join(dataDir, 'state.db'), now);
    return createStore(db, setAside, () => {
      db.close();
      lock[Symbol.dispose]();
    });
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function createStore(db: DatabaseSyncInstance, setAside: string | undefined, close: () => void): Store {
  const listeners = new Set<(diff: Diff) => void>();
  let undo: (() => void)[] = [];
  const changed = gatherDiffs();
  let inTransaction = false;

  function transaction<T>(work: () => T): T {
    if (inTransaction) return work();
    db.exec('BEGIN IMMEDIATE');
    inTransaction = true;
    let result: T;
    try {
      result = work();
      db.exec('COMMIT');
    } catch (error) {
      for (const step of undo.reverse()) step();
      changed.take();
      // A failed COMMIT (disk full) may have ended the transaction already.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    } finally {
      inTransaction = false;
      undo = [];
    }
    const committed = changed.take();
    if (committed) for (const listener of listeners) listener(committed);
    return result;
  }

  function collection<C extends StoredName>(name: C): Collection<Stored<C>> {
    const changes = {
      put: (id: string, record: Stored<C>) => changed.put(name, id, record),
      remove: (id: string) => changed.remove(name, id),
    };
    return documents(name, schemas[name] as unknown as z.ZodType<Stored<C>>, changes);
  }

  /** @param changes hears of each write, so that it can be told of */
  function documents<T>(
    name: StoredName | UnseenName,
    schema: z.ZodType<T>,
    changes?: { put(id: string, record: T): void; remove(id: string): void },
  ): Collection<T> {
    const insert = db.prepare(
      `INSERT INTO ${name} (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data`,
    );
    const drop = db.prepare(`DELETE FROM ${name} WHERE id = ?`);
    const records = new Map<string, T>();
    for (const row of db.prepare(`SELECT id, data FROM ${name}`).all() as { id: string; data: string }[]) {
      records.set(row.id, schema.parse(JSON.parse(row.data)));
    }

    function restore(id: string): () => void {
      const before = records.get(id);
      return () => {
        if (before === undefined) records.delete(id);
        else records.set(id, before);
      };
    }

    return {
      get: id => records.get(id),
      all: () => [...records.values()],
      put: (id, record) =>
        transaction(() => {
          insert.run(id, JSON.stringify(record));
          undo.push(restore(id));
          records.set(id, record);
          changes?.put(id, record);
        }),
      remove: id =>
        transaction(() => {
          drop.run(id);
          undo.push(restore(id));
          records.delete(id);
          changes?.remove(id);
        }),
    };
  }

  return {
    pools: collection('pools'),
    hosts: collection('hosts'),
    instances: collection('instances'),
    templates: collection('templates'),
    blueprints: collection('blueprints'),
    images: collection('images'),
    events: collection('events'),
    settings: collection('settings'),
    configChanges: collection('configChanges'),
    shutdowns: collection('shutdowns'),
    accounts: documents('accounts', unseen.accounts),
    things: documents('things', unseen.things),
    setAside,
    transaction,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.dispose]: close,
  };
}
