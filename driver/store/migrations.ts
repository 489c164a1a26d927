import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** One step from a version of the state to the next; the state's version is the number of steps taken. */
export type Migration = (db: DatabaseSyncInstance) => void;

const documents = ['pools', 'hosts', 'instances', 'templates', 'blueprints', 'images', 'events', 'settings'];

/** All steps, oldest first. A released step is never edited; a change of shape is a new step. */
export const migrations: readonly Migration[] = [
  db => {
    for (const table of documents) {
      db.exec(`CREATE TABLE ${table} (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT`);
    }
    // A click that is sent twice must not launch twice.
    db.exec(`CREATE UNIQUE INDEX instances_request ON instances (json_extract(data, '$.requestId'))`);
  },
  db => {
    db.exec('CREATE TABLE configChanges (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT');
  },
  db => {
    for (const table of ['accounts', 'things', 'shutdowns']) {
      db.exec(`CREATE TABLE ${table} (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT`);
    }
  },
  db => {
    // The pools are the plugins: there is no list of enabled ones beside them.
    db.exec(`UPDATE settings SET data = json_remove(data, '$.PLUGIN_WHITELIST')`);
  },
  db => {
    db.exec('CREATE TABLE machines (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT');
  },
  db => {
    // Until now the pool's own key was the only one.
    db.exec(`UPDATE machines SET data = json_set(data, '$.login', json('{"kind":"pool"}'))`);
  },
  db => {
    // Until now a password for sudo could not be given.
    db.exec(`UPDATE machines SET data = json_set(data, '$.sudo', 'free')`);
  },
  db => {
    // Until now no instance had a limit of what it writes.
    for (const table of ['templates', 'instances']) {
      db.exec(`UPDATE ${table} SET data = json_insert(data, '$.config.disk_limit', '')`);
    }
  },
  db => {
    // Until now nothing was between.
    db.exec('CREATE TABLE jumpHosts (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT');
    db.exec(`UPDATE machines SET data = json_set(data, '$.jumpId', NULL)`);
  },
  db => {
    // Whoever launches looks for an earlier click with the same id; the index took each record apart at each write.
    db.exec('DROP INDEX instances_request');
  },
  db => {
    db.exec('CREATE TABLE serverWays (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT');
  },
  db => {
    // Until now jump hosts were all reached directly.
    db.exec(`UPDATE jumpHosts SET data = json_set(data, '$.jumpId', NULL)`);
  },
];
