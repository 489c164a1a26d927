import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { safeStorage } from 'electron';
import { openKeyFileSecrets, type Secrets } from '../driver/index';

/**
 * Secrets under the operating system's keyring where there is a real one; else in a file that only its owner can read.
 * Chromium's `basic_text` is no keyring: its key is the same everywhere.
 */
export function openSecrets(dataDir: string): { secrets: Secrets; keyring: boolean } {
  const keyring =
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');
  return { secrets: keyring ? openKeyring(dataDir) : openKeyFileSecrets(dataDir), keyring };
}

/** One file of values, each encrypted by the keyring's key. */
function openKeyring(dataDir: string): Secrets {
  const file = path.join(dataDir, 'keyring.json');
  const values = new Map<string, string>(read(file));
  function write(): void {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify([...values]), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  }
  return {
    names: () => [...values.keys()],
    get(name) {
      const value = values.get(name);
      if (value === undefined) return undefined;
      try {
        return safeStorage.decryptString(Buffer.from(value, 'base64'));
      } catch {
        // Encrypted by a keyring that is no longer there.
        return undefined;
      }
    },
    set(name, value) {
      values.set(name, safeStorage.encryptString(value).toString('base64'));
      write();
    },
    remove(name) {
      if (values.delete(name)) write();
    },
  };
}

function read(file: string): [string, string][] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}
