import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from './log';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rockpool-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('no secret and no whole route is ever written', () => {
  const log = openLog(folder);
  log.info('opened http://127.0.0.1:4000/notebooks/0123456789abcdef0123456789abcdef/tree?token=abc123', {
    password: 'hunter2',
    instance: { name: 'pb-a', route: '0123456789abcdef', token: 'abc123' },
    url: 'https://me:hunter2@registry.example/v2',
  });
  log.close();
  const text = readFileSync(log.file, 'utf8');
  expect(text).toContain('pb-a');
  expect(text).toContain('/notebooks/…/tree');
  for (const secret of ['0123456789', 'abc123', 'hunter2']) expect(text).not.toContain(secret);
  expect(statSync(log.file).mode & 0o077).toBe(0);
});

test('a full file is set aside and a new one begun', () => {
  const log = openLog(folder);
  const line = 'x'.repeat(1024 * 1024);
  for (let i = 0; i < 30; i += 1) log.info(line);
  log.close();
  const names = readdirSync(path.join(folder, 'logs')).sort();
  expect(names).toEqual(['rockpool.1.log', 'rockpool.2.log', 'rockpool.3.log', 'rockpool.log']);
  for (const name of names) expect(statSync(path.join(folder, 'logs', name)).size).toBeLessThan(7e6);
});

test('where the folder cannot be made the app has a log all the same', () => {
  writeFileSync(path.join(folder, 'file'), '');
  const log = openLog(path.join(folder, 'file'));
  expect(() => log.close()).not.toThrow();
});
