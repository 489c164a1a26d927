import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemRandom } from '../system';
import { openKeyFileSecrets } from './keyFile';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const open = (dataDir = folder) => openKeyFileSecrets(dataDir, systemRandom);

test('secrets are there at the next start, until they are removed', () => {
  const secrets = open();
  secrets.set('instance/1', 'grüße "x"');
  secrets.set('instance/2', '');
  const again = open();
  expect(again.get('instance/1')).toBe('grüße "x"');
  expect(again.get('instance/2')).toBe('');
  expect(again.get('constructor')).toBeUndefined();
  again.remove('instance/1');
  again.remove('never there');
  expect(open().get('instance/1')).toBeUndefined();
  expect(open().get('instance/2')).toBe('');
});

test('no file shows a secret, and only the owner can read them', () => {
  const secrets = open(path.join(folder, 'new', 'folder'));
  secrets.set('name', 'the-secret-itself');
  for (const name of readdirSync(path.join(folder, 'new', 'folder'))) {
    const file = path.join(folder, 'new', 'folder', name);
    expect(readFileSync(file, 'utf8')).not.toContain('the-secret-itself');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
});

test('the same secret never looks the same twice', () => {
  const secrets = open();
  secrets.set('name', 'value');
  const first = readFileSync(path.join(folder, 'secrets.json'), 'utf8');
  secrets.set('name', 'value');
  expect(readFileSync(path.join(folder, 'secrets.json'), 'utf8')).not.toBe(first);
});

test('a key that others can read is refused', () => {
  open();
  chmodSync(path.join(folder, 'secrets.key'), 0o640);
  expect(open).toThrow('Others can read the key');
});

test('secrets of another key, under another name, or damaged are refused and left as they are', () => {
  open().set('name', 'value');
  const file = path.join(folder, 'secrets.json');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"name"', '"other"'));
  expect(() => open().get('other')).toThrow('cannot be read');
  writeFileSync(file, text);

  const other = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  open(other);
  copyFileSync(path.join(other, 'secrets.key'), path.join(folder, 'secrets.key'));
  expect(() => open().get('name')).toThrow('cannot be read');
  rmSync(other, { recursive: true });

  writeFileSync(file, text.slice(0, 20));
  expect(open).toThrow('not what Rockpool writes');
  expect(readFileSync(file, 'utf8')).toBe(text.slice(0, 20));
  writeFileSync(path.join(folder, 'secrets.key'), 'short');
  expect(open).toThrow('does not hold a key');
});
