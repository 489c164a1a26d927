import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Life } from './life';

type Statement = ReturnType<DatabaseSyncInstance['prepare']>;

/** The disk of a process: what it has noted and not written yet when it ends is lost. */
export function mortalDisk(db: DatabaseSyncInstance, life: Life): DatabaseSyncInstance {
  const nothing = { changes: 0, lastInsertRowid: 0 };
  const mortal = (statement: Statement): Statement =>
    instead(statement, { run: (...values) => (life.isDead ? nothing : statement.run(...values)) });
  return instead(db, {
    exec: sql => {
      if (!life.isDead) db.exec(sql);
    },
    prepare: sql => mortal(db.prepare(sql)),
  });
}

/** A thing with other methods in place of some of its own. */
function instead<T extends object>(thing: T, other: Partial<T>): T {
  return new Proxy(thing, {
    get(target, key) {
      const value: unknown = Reflect.get(key in other ? other : target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
