import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from './database';
import { migrations } from './migrations';
import { openStore } from './store';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each(migrations.map((_, index) => index + 1))(
  'a state of version %i is brought to the newest',
  version => {
    const event = { id: 'a', at: 1, level: 'info' as const, text: 'kept' };
    const { db } = openDatabase(path.join(folder, 'state.db'), 0, migrations.slice(0, version));
    db.prepare('INSERT INTO events (id, data) VALUES (?, ?)').run('a', JSON.stringify(event));
    db.close();
    {
      using store = openStore(folder, 0);
      expect(store.setAside).toBeUndefined();
      expect(store.events.all()).toEqual([event]);
      const changes = [{ key: 'DD_MAX_HOSTS', from: 4, to: 5 }];
      store.accounts.put('p', { id: 'p', since: 1, givenBack: { server: 2 } });
      store.configChanges.put('c', { id: 'c', poolId: 'p', at: 1, by: 'ada', way: 'edited', changes });
    }
    using store = openStore(folder, 0);
    expect(store.configChanges.get('c')?.by).toBe('ada');
    expect(store.accounts.get('p')?.givenBack).toEqual({ server: 2 });
    expect([store.things.all(), store.shutdowns.all()]).toEqual([[], []]);
  },
);

it('settings lose the list of enabled plugins, and nothing else', () => {
  const { db } = openDatabase(path.join(folder, 'state.db'), 0, migrations.slice(0, 3));
  const before = { PLUGIN_WHITELIST: 'DockerDriver', warnBeforeEndMinutes: 9 };
  db.prepare('INSERT INTO settings (id, data) VALUES (?, ?)').run('settings', JSON.stringify(before));
  db.close();
  const after = openDatabase(path.join(folder, 'state.db'), 0, migrations);
  const { data } = after.db.prepare('SELECT data FROM settings').get() as { data: string };
  after.db.close();
  expect(JSON.parse(data)).toEqual({ warnBeforeEndMinutes: 9 });
});

it('machines from before there was a choice log in with the key of their pool, need no password for sudo, and nothing is between', () => {
  const { db } = openDatabase(path.join(folder, 'state.db'), 0, migrations.slice(0, 5));
  const before = { id: 'm', poolId: 'p', address: 'lab1', port: 22, user: 'ada', slots: null, label: '' };
  const machine = { ...before, hostKeys: [], addedAt: 1 };
  db.prepare('INSERT INTO machines (id, data) VALUES (?, ?)').run('m', JSON.stringify(machine));
  db.close();
  using store = openStore(folder, 0);
  expect(store.machines.get('m')).toEqual({
    ...machine,
    login: { kind: 'pool' },
    sudo: 'free',
    jumpId: null,
  });
});

it('jump hosts from before there were chains of them are reached directly', () => {
  const { db } = openDatabase(path.join(folder, 'state.db'), 0, migrations.slice(0, 11));
  const jump = { id: 'j', poolId: 'p', address: 'gate', port: 22, user: 'ada', login: { kind: 'pool' } };
  const before = { ...jump, hostKeys: [], addedAt: 1 };
  db.prepare('INSERT INTO jumpHosts (id, data) VALUES (?, ?)').run('j', JSON.stringify(before));
  db.close();
  using store = openStore(folder, 0);
  expect(store.jumpHosts.get('j')).toEqual({ ...before, jumpId: null });
});

it('templates and instances from before there were disk limits have none', () => {
  const { db } = openDatabase(path.join(folder, 'state.db'), 0, migrations.slice(0, 7));
  for (const table of ['templates', 'instances']) {
    const record = { id: 'a', requestId: 'r', config: { memory_limit: '2g' } };
    db.prepare(`INSERT INTO ${table} (id, data) VALUES (?, ?)`).run('a', JSON.stringify(record));
  }
  db.close();
  const after = openDatabase(path.join(folder, 'state.db'), 0, migrations);
  for (const table of ['templates', 'instances']) {
    const { data } = after.db.prepare(`SELECT data FROM ${table}`).get() as { data: string };
    expect(JSON.parse(data).config).toEqual({ memory_limit: '2g', disk_limit: '' });
  }
  after.db.close();
});

it('instances are written without being taken apart', () => {
  openDatabase(path.join(folder, 'state.db'), 0, migrations.slice(0, 1)).db.close();
  const { db } = openDatabase(path.join(folder, 'state.db'), 0);
  const made = db.prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").all();
  db.close();
  expect(made).toEqual([]);
});
