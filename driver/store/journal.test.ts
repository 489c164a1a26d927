import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Journal, openJournal } from './journal';

let db: InstanceType<typeof DatabaseSync>;
let journal: Journal;
let commits: string[][];
let lost: unknown[];
beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE things (id TEXT PRIMARY KEY, data TEXT NOT NULL UNIQUE) STRICT');
  commits = [];
  lost = [];
  journal = openJournal(db, {
    written: writes => commits.push([...(writes.get('things')?.keys() ?? [])]),
    takenBack: error => lost.push(error),
    changed: () => undefined,
  });
});
afterEach(() => db.close());

const write = (id: string, record: unknown = id) =>
  journal.write('things', id, record, () => undone.push(id));
const remove = (id: string) => journal.write('things', id, undefined, () => undone.push(id));
let undone: string[] = [];
beforeEach(() => {
  undone = [];
});
const stored = () =>
  db
    .prepare('SELECT id FROM things ORDER BY id')
    .all()
    .map(row => (row as { id: string }).id);
const sync = () => (db.prepare('PRAGMA synchronous').get() as { synchronous: number }).synchronous;
const [NORMAL, FULL] = [1, 2];

describe('the journal', () => {
  it('has written a transaction when it returns, with what was noted before', () => {
    journal.note(() => write('a'));
    expect(stored()).toEqual([]);
    journal.transaction(() => write('b'));
    expect(stored()).toEqual(['a', 'b']);
    expect(commits).toEqual([['a', 'b']]);
    expect(sync()).toBe(FULL);
  });

  it('writes what was noted in a tick in one commit, without waiting for the disk', async () => {
    journal.note(() => write('a'));
    journal.note(() => write('b'));
    await Promise.resolve();
    expect(commits).toEqual([['a', 'b']]);
    expect(sync()).toBe(NORMAL);
  });

  it('waits for the disk once for all who want it in a tick', async () => {
    journal.note(() => write('a'));
    const first = journal.durable();
    journal.note(() => write('b'));
    await Promise.all([first, journal.durable()]);
    expect(commits).toEqual([['a', 'b']]);
    expect(sync()).toBe(FULL);
  });

  it('takes back a note that throws, and keeps the others', async () => {
    journal.note(() => write('a'));
    const bad = () =>
      journal.note(() => {
        write('b');
        throw new Error('no');
      });
    expect(bad).toThrow('no');
    await journal.durable();
    expect([stored(), undone]).toEqual([['a'], ['b']]);
  });

  it('refuses what the database refuses, and writes what was noted before with the next', async () => {
    journal.note(() => write('a', 'same'));
    expect(() => journal.transaction(() => write('b', 'same'))).toThrow(/UNIQUE/);
    expect([stored(), undone]).toEqual([[], ['b']]);
    await journal.durable();
    expect(stored()).toEqual(['a']);
  });

  it('takes back what was noted where it cannot be written, and rejects who waits for it', async () => {
    db.exec('PRAGMA query_only = 1');
    journal.note(() => write('a'));
    journal.note(() => write('b'));
    await expect(journal.durable()).rejects.toThrow(/readonly/);
    expect(undone).toEqual(['b', 'a']);
    expect(lost).toHaveLength(1);
    db.exec('PRAGMA query_only = 0');
    journal.transaction(() => write('c'));
    expect(stored()).toEqual(['c']);
  });

  it('makes a write of its own a transaction, and leaves one inside a note to the note', () => {
    write('a');
    expect(stored()).toEqual(['a']);
    journal.note(() => write('b'));
    expect(stored()).toEqual(['a']);
  });

  it('is a transaction as a whole where a note holds one', () => {
    journal.note(() => {
      write('a');
      journal.transaction(() => write('b'));
      expect(stored()).toEqual([]);
    });
    expect(stored()).toEqual(['a', 'b']);
  });

  it('leaves only the last of several writes of one record', async () => {
    journal.note(() => write('a', 1));
    journal.note(() => remove('a'));
    await journal.durable();
    expect(stored()).toEqual([]);
  });

  it('writes what is noted when it is disposed of', () => {
    journal.note(() => write('a'));
    journal[Symbol.dispose]();
    expect(stored()).toEqual(['a']);
  });
});
