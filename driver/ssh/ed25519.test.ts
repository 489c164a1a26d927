import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { which } from '../../scripts/lib/run.mjs';
import { ed25519Pair } from './ed25519';
import { hostKeyOf, publicKeyOf } from './index';

/** RFC 8032, 7.1, test 1. */
const SEED = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
const POINT = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

describe('an ed25519 pair that is made of secret bytes', () => {
  it('has the public part that these bytes have by the standard', () => {
    const [type, blob] = ed25519Pair(SEED, '').publicKey.split(' ');
    expect(type).toBe('ssh-ed25519');
    expect(Buffer.from(blob ?? '', 'base64').toString('hex')).toMatch(new RegExp(`00000020${POINT}$`));
  });

  it('is always the same', () => {
    expect(ed25519Pair(SEED, 'a b')).toEqual(ed25519Pair(SEED, 'a b'));
  });

  it('is read by who reads private keys, whatever the bytes are', async () => {
    const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
    await fc.assert(
      fc.asyncProperty(seeds, fc.stringMatching(/^[a-z]{0,9}$/), async (seed, comment) => {
        const { privateKey, publicKey } = ed25519Pair(Buffer.from(seed), comment);
        expect(await publicKeyOf(privateKey)).toBe(publicKey);
      }),
    );
    // ssh2's own maker gets these wrong.
    const zeros = ed25519Pair(Buffer.alloc(32), '');
    expect(await publicKeyOf(zeros.privateKey)).toBe(zeros.publicKey);
  });

  it('needs 32 bytes', () => {
    expect(() => ed25519Pair(Buffer.alloc(31), '')).toThrow('32 bytes');
  });

  it.runIf(which('ssh-keygen'))('is one of OpenSSH', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-key-'));
    const keygen = async (...args: string[]) => (await promisify(execFile)('ssh-keygen', args)).stdout.trim();
    try {
      for (const comment of ['', 'x', 'rockpool', 'of the lab']) {
        const file = path.join(folder, `key${comment.length}`);
        const { privateKey, publicKey } = ed25519Pair(SEED, comment);
        await writeFile(file, privateKey, { mode: 0o600 });
        expect(await keygen('-y', '-P', '', '-f', file)).toBe(publicKey);
        const key = hostKeyOf(Buffer.from(publicKey.split(' ')[1] ?? '', 'base64'));
        expect(await keygen('-l', '-f', file)).toContain(key?.fingerprint);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
