import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeyFileSecrets } from './keyFile';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('secrets in a key file', () => {
  it('are found again, and only their owner can read them', () => {
    openKeyFileSecrets(folder).set('a', 'one');
    const secrets = openKeyFileSecrets(folder);
    expect(secrets.get('a')).toBe('one');
    expect(statSync(path.join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    secrets.remove('a');
    expect(openKeyFileSecrets(folder).get('a')).toBeUndefined();
  });

  it('are never silently replaced where the file is damaged', () => {
    writeFileSync(path.join(folder, 'secrets.json'), '{"a":');
    expect(() => openKeyFileSecrets(folder)).toThrow('cannot be read');
  });
});
