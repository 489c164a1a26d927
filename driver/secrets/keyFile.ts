import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RockpoolError } from '../model/errors';
import type { Secrets } from './secrets';

/**
 * Secrets in `secrets.json` of the data folder, which only its owner can read: for where there is no keyring.
 * @throws RockpoolError SECRETS_UNREADABLE
 */
export function openKeyFileSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json');
  const values = new Map(Object.entries(read(file)));
  function write(): void {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    // Whole or not at all: a half written file would lose every secret.
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(values)), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  }
  return {
    get: name => values.get(name),
    set(name, value) {
      values.set(name, value);
      write();
    },
    remove(name) {
      if (values.delete(name)) write();
    },
  };
}

function read(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new RockpoolError(
      {
        kind: 'permanent',
        code: 'SECRETS_UNREADABLE',
        what: 'The file with the secrets of this data folder cannot be read.',
        where: file,
        why: (error as Error).message,
        next: 'Put a copy of it back, or move it away: running instances then get passwords that differ from the ones they started with.',
      },
      { cause: error },
    );
  }
}
