import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { RockpoolError } from '../model/errors';
import { type Migration, migrations as released } from './migrations';

export interface OpenedDatabase {
  db: DatabaseSyncInstance;
  /** The file that a damaged state was moved to, if that happened. */
  setAside?: string;
}

/**
 * Makes this process the only user of a state; the operating system gives the lock up when the process ends,
 * however it ends. A second process must not plan on a copy of the state.
 * @throws RockpoolError DATA_IN_USE, DATA_READ_ONLY
 */
export function lockDatabase(file: string): Disposable {
  let db: DatabaseSyncInstance | undefined;
  try {
    db = new DatabaseSync(file);
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (resultCode(error) !== BUSY) throw explain(error, file);
    throw new RockpoolError(
      {
        kind: 'permanent',
        code: 'DATA_IN_USE',
        what: 'Another Rockpool is using this data folder.',
        where: path.dirname(file),
        next: 'Use the one that runs, or close it first.',
      },
      { cause: error },
    );
  }
  return {
    [Symbol.dispose]() {
      db?.exec('ROLLBACK');
      db?.close();
    },
  };
}

/**
 * Opens (or makes) the state at `file` and brings it to the newest version. A damaged file is set aside under
 * another name, never overwritten. What else looks into it at this moment, as a backup does, is waited for.
 * @throws RockpoolError DATA_NEWER, DATA_READ_ONLY, DATA_IN_USE
 */
export function openDatabase(file: string, now: number, migrations = released): OpenedDatabase {
  try {
    return { db: open(file, migrations) };
  } catch (error) {
    if (!isDamage(error)) throw explain(error, file);
    const setAside = setAsideDatabase(file, now);
    return { db: open(file, migrations), setAside };
  }
}

/** Moves a database out of the way, under a name that says when; answers with that name. */
export function setAsideDatabase(file: string, now: number): string {
  const setAside = `${file}.damaged-${new Date(now).toISOString().replaceAll(':', '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, setAside + suffix);
  }
  return setAside;
}

/** For so long (ms) a start waits for whoever looks into the state. */
const LOOKED_INTO_MS = 5_000;

function open(file: string, migrations: readonly Migration[]): DatabaseSyncInstance {
  const db = new DatabaseSync(file);
  try {
    db.exec(`PRAGMA busy_timeout = ${LOOKED_INTO_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`);
    const check = db.prepare('PRAGMA quick_check').get() as { quick_check: string };
    if (check.quick_check !== 'ok') throw Object.assign(new Error(check.quick_check), { errcode: CORRUPT });
    migrate(db, file, migrations);
    // From here on the window would stand still meanwhile; a write that fails is taken back, and tried again.
    db.exec('PRAGMA busy_timeout = 0');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function migrate(db: DatabaseSyncInstance, file: string, migrations: readonly Migration[]): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > migrations.length) {
    throw new RockpoolError({
      kind: 'permanent',
      code: 'DATA_NEWER',
      what: 'The data folder was written by a newer version of Rockpool.',
      where: file,
      why: `Its state has version ${version}; this version of Rockpool knows versions up to ${migrations.length}.`,
      next: 'Install the newer version again, or start with another data folder (--data-dir=FOLDER). Nothing was changed.',
    });
  }
  db.exec('BEGIN IMMEDIATE');
  for (const step of migrations.slice(version)) step(db);
  db.exec(`PRAGMA user_version = ${migrations.length}`);
  db.exec('COMMIT');
}

// SQLite's primary result codes: https://sqlite.org/rescode.html
const BUSY = 5;
const READONLY = 8;
const CORRUPT = 11;
const CANTOPEN = 14;
const NOTADB = 26;

function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

function isDamage(error: unknown): boolean {
  return [CORRUPT, NOTADB].includes(resultCode(error) ?? -1);
}

function explain(error: unknown, file: string): unknown {
  const code = resultCode(error);
  if (code === READONLY || code === CANTOPEN) {
    return new RockpoolError(
      {
        kind: 'permanent',
        code: 'DATA_READ_ONLY',
        what: 'Rockpool cannot write to its data folder.',
        where: file,
        why: 'The folder or the file in it is read-only, or belongs to somebody else.',
        next: 'Give yourself the right to write there, or start with another data folder (--data-dir=FOLDER).',
      },
      { cause: error },
    );
  }
  if (code === BUSY) {
    return new RockpoolError(
      {
        kind: 'permanent',
        code: 'DATA_IN_USE',
        what: 'Another program has the state of Rockpool open, and keeps it locked.',
        where: file,
        why: 'No Rockpool does; a program that looks into databases, or a backup, may.',
        next: 'Close that program, or let it finish, and start Rockpool again.',
      },
      { cause: error },
    );
  }
  return error;
}
