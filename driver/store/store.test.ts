import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRockpoolError } from '../model/errors';
import type { RockpoolEvent } from '../model/event';
import type { Diff } from '../model/state';
import { openStore } from './store';

const event = (id: string): RockpoolEvent => ({ id, at: 1, level: 'info', text: id });

/** As a program that looks into databases does. */
const HOLDS_IT_FOR_A_MOMENT = `
  const { DatabaseSync } = require('@photostructure/sqlite');
  const db = new DatabaseSync(process.argv[1]);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE');
  process.stdout.write('held');
  setTimeout(() => db.close(), 300);
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return isRockpoolError(error) ? error.value.code : String(error);
  }
  return undefined;
}

describe('the store', () => {
  it('finds again what was written when it is opened again', () => {
    {
      using store = openStore(folder, 0);
      store.events.put('a', event('a'));
    }
    using store = openStore(folder, 0);
    expect(store.events.all()).toEqual([event('a')]);
  });

  it('takes back all writes of a transaction that throws, in memory and on disk', () => {
    {
      using store = openStore(folder, 0);
      store.events.put('a', event('a'));
      const work = () =>
        store.transaction(() => {
          store.events.remove('a');
          store.events.put('b', event('b'));
          throw new Error('no');
        });
      expect(work).toThrow('no');
      expect(store.events.all()).toEqual([event('a')]);
      store.events.put('c', event('c'));
    }
    using store = openStore(folder, 0);
    expect(store.events.all().map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('announces one squashed diff for each transaction, and nothing for a failed one', () => {
    using store = openStore(folder, 0);
    const diffs: Diff[] = [];
    store.onCommit(diff => diffs.push(diff));
    store.transaction(() => {
      store.events.put('a', event('a'));
      store.events.put('b', event('b'));
      store.events.remove('a');
    });
    expect(() =>
      store.transaction(() => {
        store.events.put('x', event('x'));
        throw new Error('no');
      }),
    ).toThrow();
    expect(diffs).toEqual([{ events: { put: { b: event('b') }, removed: ['a'] } }]);
  });

  it('refuses a second process on the same data folder', () => {
    using store = openStore(folder, 0);
    store.events.put('a', event('a'));
    expect(codeOf(() => openStore(folder, 0))).toBe('DATA_IN_USE');
  });

  it('waits at its start for another program that looks into the state, and goes on without it', async () => {
    // Not made here: what this process had open keeps its locks until its memory is tidied up.
    const state = path.join(folder, 'state.db');
    const other = spawn(process.execPath, ['-e', HOLDS_IT_FOR_A_MOMENT, state], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    using store = openStore(folder, 0);
    store.events.put('a', event('a'));
    expect(store.events.all()).toHaveLength(1);
  });

  it('refuses a state of a newer version and leaves it as it is', () => {
    openStore(folder, 0)[Symbol.dispose]();
    const db = new DatabaseSync(path.join(folder, 'state.db'));
    db.exec('PRAGMA user_version = 999');
    db.close();
    expect(codeOf(() => openStore(folder, 0))).toBe('DATA_NEWER');
    expect(readdirSync(folder).filter(name => name.includes('damaged'))).toEqual([]);
  });

  it('sets a damaged state aside and starts a new one', () => {
    writeFileSync(path.join(folder, 'state.db'), 'this is not a database '.repeat(500));
    using store = openStore(folder, 0);
    expect(store.setAside).toContain('state.db.damaged-1970-01-01');
    expect(readdirSync(folder)).toContain(path.basename(store.setAside ?? ''));
    expect(store.events.all()).toEqual([]);
  });
});
