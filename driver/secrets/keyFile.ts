import { createCipheriv, createDecipheriv } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { Secrets } from './secrets';

const KEY_BYTES = 32;
/** GCM's own length; a new one for each value that is written. */
const NONCE_BYTES = 12;

const fileSchema = z.object({
  version: z.literal(1),
  entries: z.record(z.string(), z.object({ nonce: z.string(), tag: z.string(), data: z.string() })),
});
type File = z.infer<typeof fileSchema>;

/**
 * Secrets in `secrets.json` of the data folder, each encrypted (AES-256-GCM) with the key in `secrets.key` beside it.
 * For runs without a keyring. Only the file permissions (0600) protect them: who can read the folder can read the
 * secrets. The key in a file of its own lets a backup leave it out.
 * @throws RockpoolError SECRETS_KEY_OPEN, SECRETS_DAMAGED
 */
export function openKeyFileSecrets(dataDir: string, random: Random): Secrets {
  mkdirSync(dataDir, { recursive: true });
  const secretsFile = path.join(dataDir, 'secrets.json');
  const key = openKey(path.join(dataDir, 'secrets.key'), random);
  let entries = readEntries(secretsFile);

  function write(next: File['entries']): void {
    writeWhole(secretsFile, JSON.stringify({ version: 1, entries: next } satisfies File, null, 2));
    entries = next;
  }

  return {
    names: () => Object.keys(entries),
    get(name) {
      // Own properties only: a secret may be called "constructor".
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
      if (!entry) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(entry.nonce, 'hex'));
        decipher.setAAD(Buffer.from(name)).setAuthTag(Buffer.from(entry.tag, 'hex'));
        return Buffer.concat([decipher.update(entry.data, 'base64'), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new RockpoolError(damaged(secretsFile, 'A secret in it was not written with this key.'), {
          cause,
        });
      }
    },
    set(name, value) {
      const nonce = random.hex(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(nonce, 'hex'));
      cipher.setAAD(Buffer.from(name));
      const data = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]).toString('base64');
      const entry = { nonce, tag: cipher.getAuthTag().toString('hex'), data };
      write(Object.fromEntries([...Object.entries(entries), [name, entry]]));
    },
    remove(name) {
      if (!Object.hasOwn(entries, name)) return;
      write(Object.fromEntries(Object.entries(entries).filter(([other]) => other !== name)));
    },
  };
}

function openKey(file: string, random: Random): Buffer {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    text = random.hex(KEY_BYTES);
    writeWhole(file, text);
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new RockpoolError({
      kind: 'permanent',
      code: 'SECRETS_KEY_OPEN',
      what: 'Others can read the key that protects your secrets.',
      where: file,
      why: 'Its permissions let other users in.',
      next: `Run "chmod 600 ${file}" if nobody has read it; otherwise also change the secrets.`,
    });
  }
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length !== KEY_BYTES) throw new RockpoolError(damaged(file, 'It does not hold a key.'));
  return key;
}

function readEntries(file: string): File['entries'] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return fileSchema.parse(JSON.parse(text)).entries;
  } catch (cause) {
    throw new RockpoolError(damaged(file, 'It is not what Rockpool writes.'), { cause });
  }
}

/** Whole or not at all, and on the disk when this returns. */
function writeWhole(file: string, text: string): void {
  const temporary = `${file}.new`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    chmodSync(temporary, 0o600);
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

const damaged = (file: string, why: string) => ({
  kind: 'permanent' as const,
  code: 'SECRETS_DAMAGED',
  what: 'The stored secrets cannot be read.',
  where: file,
  why,
  next: 'Put both secrets.json and secrets.key back from a backup, or move them away and enter the secrets again.',
});
