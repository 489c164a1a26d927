import path from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Log } from '../model/log';
import { setAsideDatabase } from '../store/store';

/** The shape of the table; another one is no reason to keep old samples. */
const VERSION = 1;

/**
 * Opens `history.db` in the data folder. It may be deleted at any time: whatever is wrong with it, the app has a history
 * that works, at worst one that ends with it. A damaged file is set aside.
 */
export function openHistoryFile(dataDir: string, now: number, log: Log): DatabaseSyncInstance {
  const file = path.join(dataDir, 'history.db');
  try {
    return opened(file);
  } catch (error) {
    log.warn('history.db could not be opened; it is begun anew', { error: String(error) });
  }
  try {
    setAsideDatabase(file, now);
    return opened(file);
  } catch (error) {
    log.warn('history is kept in memory only', { error: String(error) });
    return opened(':memory:');
  }
}

function opened(file: string): DatabaseSyncInstance {
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const check = db.prepare('PRAGMA quick_check').get() as { quick_check: string };
    if (check.quick_check !== 'ok') throw new Error(check.quick_check);
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version !== VERSION) {
      db.exec(`DROP TABLE IF EXISTS samples;
        CREATE TABLE samples (pool TEXT, at INTEGER, data TEXT NOT NULL, PRIMARY KEY (pool, at)) STRICT, WITHOUT ROWID;
        PRAGMA user_version = ${VERSION}`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
