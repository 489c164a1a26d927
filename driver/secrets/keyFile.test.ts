import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../system';
import { openKeyFileSecrets } from './keyFile';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  file = path.join(folder, 'secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openKeyFileSecrets(folder, systemRandom);

describe('secrets in a key file', () => {
  it('are found again, and only their owner can read them', () => {
    open().set('a', 'hidden words');
    const secrets = open();
    expect(secrets.get('a')).toBe('hidden words');
    for (const name of ['secrets.json', 'secrets.key']) {
      expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(file, 'utf8')).not.toContain('hidden words');
    secrets.remove('a');
    expect(open().get('a')).toBeUndefined();
  });

  it('are never silently replaced where the file is damaged', () => {
    open().set('a', 'one');
    writeFileSync(file, '{"a":');
    expect(open).toThrow();
    expect(readFileSync(file, 'utf8')).toBe('{"a":');
  });
});
