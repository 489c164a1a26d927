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
import { jumpHostSchema } from '../model/jumpHost';
import { labMachineSchema } from '../model/labMachine';
import { poolSchema } from '../model/pool';
import { serverWaySchema } from '../model/serverWay';
import { settingsSchema } from '../model/settings';
import { shutdownSchema } from '../model/shutdown';
import { type CollectionName, type Diff, gatherDiffs, type State } from '../model/state';
import { templateSchema } from '../model/template';
import { type Collection, recordsOf } from './collection';
import { lockDatabase, openDatabase } from './database';
import { openJournal, type Writes } from './journal';

export { setAsideDatabase } from './database';

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
  machines: labMachineSchema,
  jumpHosts: jumpHostSchema,
} as const satisfies Partial<Record<CollectionName, z.ZodType>>;

/** What only the backend wants to know: no window is sent it. */
const unseen = { accounts: accountSchema, things: thingSchema, serverWays: serverWaySchema } as const;

/** The collections that outlive the process; the others of `State` are kept in memory only. */
export type StoredName = keyof typeof schemas;
type Stored<C extends StoredName> = State[C][string];
type UnseenName = keyof typeof unseen;

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
  readonly machines: Collection<Stored<'machines'>>;
  readonly jumpHosts: Collection<Stored<'jumpHosts'>>;
  readonly accounts: Collection<z.infer<typeof accountSchema>>;
  readonly things: Collection<z.infer<typeof thingSchema>>;
  readonly serverWays: Collection<z.infer<typeof serverWaySchema>>;
  /** The file that a damaged state was moved to at the start, if that happened. */
  readonly setAside: string | undefined;
  /**
   * Runs `work` with all its writes in one transaction: when it returns all of them are durable, with what was noted
   * before, or none is there. Nests; inside `note` they are durable when the outermost returns.
   */
  transaction<T>(work: () => T): T;
  /**
   * The same for what the world can tell again, and for what is then waited for with `durable`: it is there at once, or
   * nothing of it, and is written at the end of this tick together with all that is noted in it. Where that fails, all of
   * it is taken back.
   */
  note<T>(work: () => T): T;
  /**
   * Resolves when all that was written until now is durable: the disk is waited for once for all who ask in a tick.
   * Rejects where it can't be written; what was noted is then taken back.
   */
  durable(): Promise<void>;
  /**
   * Called when records of these collections are not what they were, before that is written: for who plans, and waits with
   * `durable` before it acts.
   */
  onChange(listener: (changed: ReadonlySet<string>) => void): Disposer;
  /** Called where what was noted can't be written, and was taken back: the same done at once would end the same way. */
  onTakenBack(listener: (error: unknown) => void): Disposer;
  /** Called after each commit with what it changed. */
  onCommit(listener: (diff: Diff) => void): Disposer;
}

/**
 * Opens the state in `dataDir`.
 * @param disk what it is written through instead of the database itself; for tests of what is and isn't written
 * @throws RockpoolError DATA_NEWER, DATA_IN_USE, DATA_READ_ONLY (see `openDatabase`)
 */
export function openStore(
  dataDir: string,
  now: number,
  disk: (db: DatabaseSyncInstance) => DatabaseSyncInstance = db => db,
): Store {
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
    return createStore(disk(db), setAside, () => {
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
  const losers = new Set<(error: unknown) => void>();
  const planners = new Set<(changed: ReadonlySet<string>) => void>();
  const journal = openJournal(db, {
    written(writes) {
      const diff = diffOf(writes);
      if (diff) for (const listener of listeners) listener(diff);
    },
    takenBack(error) {
      for (const listener of losers) listener(error);
    },
    changed(tables) {
      const changed = new Set(tables);
      if (changed.size > 0) for (const listener of planners) listener(changed);
    },
  });

  function collection<T extends object>(name: StoredName | UnseenName, schema: z.ZodType<T>): Collection<T> {
    const records = recordsOf<T>();
    for (const row of db.prepare(`SELECT id, data FROM ${name} ORDER BY rowid`).all() as {
      id: string;
      data: string;
    }[]) {
      records.set(row.id, schema.parse(JSON.parse(row.data)));
    }
    function write(id: string, record: T | undefined): void {
      const before = records.get(id);
      records.set(id, record);
      journal.write(name, id, record, () => records.set(id, before));
    }
    const { get, all, by, follow } = records;
    return {
      ...{ get, all, by, follow },
      get size() {
        return records.size;
      },
      put: write,
      remove: id => write(id, undefined),
    };
  }
  const seen = <C extends StoredName>(name: C) =>
    collection(name, schemas[name] as unknown as z.ZodType<Stored<C>>);

  return {
    pools: seen('pools'),
    hosts: seen('hosts'),
    instances: seen('instances'),
    templates: seen('templates'),
    blueprints: seen('blueprints'),
    images: seen('images'),
    events: seen('events'),
    settings: seen('settings'),
    configChanges: seen('configChanges'),
    shutdowns: seen('shutdowns'),
    machines: seen('machines'),
    jumpHosts: seen('jumpHosts'),
    accounts: collection('accounts', unseen.accounts),
    things: collection('things', unseen.things),
    serverWays: collection('serverWays', unseen.serverWays),
    setAside,
    transaction: journal.transaction,
    note: journal.note,
    durable: journal.durable,
    onChange(listener) {
      planners.add(listener);
      return () => planners.delete(listener);
    },
    onTakenBack(listener) {
      losers.add(listener);
      return () => losers.delete(listener);
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.dispose]() {
      try {
        journal[Symbol.dispose]();
      } finally {
        close();
      }
    },
  };
}

/** What of it a window is told. */
function diffOf(writes: Writes): Diff | undefined {
  const changed = gatherDiffs();
  for (const [name, records] of writes) {
    if (!isSeen(name)) continue;
    for (const [id, record] of records) {
      if (record === undefined) changed.remove(name, id);
      else changed.put(name, id, record as never);
    }
  }
  return changed.take();
}

function isSeen(name: string): name is StoredName {
  return name in schemas;
}

/** What is worked out from all records of a collection: once for as long as none of them changes. */
export function ofList<T, R>({ all }: Collection<T>, work: (all: readonly T[]) => R): () => R {
  let known: { list: readonly T[]; result: R } | undefined;
  return () => {
    const list = all();
    if (known?.list !== list) known = { list, result: work(list) };
    return known.result;
  };
}
