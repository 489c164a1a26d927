import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Secrets } from '../../secrets/secrets';
import { publicKeyOf } from '../../ssh';
import { firstHostKeys, keyNote, keyOfLine, readKeyNote } from './hostKeys';

function folder(): Secrets & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    names: () => [...kept.keys()],
    get: name => kept.get(name),
    set: (name, value) => void kept.set(name, value),
    remove: name => void kept.delete(name),
  };
}
let drawn = 0;
const random = { float: () => 0, hex: (bytes: number) => String(++drawn % 10).repeat(2 * bytes) };

describe('the first key of a host', () => {
  it('is the same for its id each time, also after a restart', async () => {
    const secrets = folder();
    const first = firstHostKeys({ secrets, random })('pb_dd_1');
    expect(await publicKeyOf(first.privateKey)).toBe(first.publicKey);
    expect(firstHostKeys({ secrets, random })('pb_dd_1')).toEqual(first);
  });

  it('is another one for another host and another data folder', () => {
    const [secrets, others] = [folder(), folder()];
    const of = firstHostKeys({ secrets, random });
    const all = [of('pb_dd_1'), of('pb_dd_2'), firstHostKeys({ secrets: others, random })('pb_dd_1')];
    expect(new Set(all.map(({ key }) => key.fingerprint)).size).toBe(3);
    expect(secrets.kept.size).toBe(1);
  });

  it('is read from its public part, and not from a piece of it', () => {
    const { publicKey, key } = firstHostKeys({ secrets: folder(), random })('pb_dd_1');
    expect(keyOfLine(`${publicKey} root@host\r\n`)).toEqual(key);
    expect(keyOfLine(publicKey.slice(0, -8))).toBeUndefined();
    expect(keyOfLine(publicKey.replace('ssh-ed25519', 'ssh-rsa'))).toBeUndefined();
    expect(keyOfLine('')).toBeUndefined();
  });
});

describe('keys in the metadata of a server', () => {
  const base64 = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'];
  const keys = fc.array(
    fc.record({
      type: fc.constantFrom('ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp521'),
      fingerprint: fc
        .array(fc.constantFrom(...base64), { minLength: 43, maxLength: 43 })
        .map(all => `SHA256:${all.join('')}`),
    }),
    { minLength: 1, maxLength: 3 },
  );

  it('are read as they were written, and fit into a value', () => {
    fc.assert(
      fc.property(keys, some => {
        expect(readKeyNote(keyNote(some))).toEqual(some);
        expect(keyNote(some).length).toBeLessThanOrEqual(255);
      }),
    );
  });

  it('are none where something else stands there, or only a part', () => {
    const note = `ssh-ed25519 SHA256:${'a'.repeat(43)}`;
    for (const text of [undefined, '', 'x', `${note} `, note.slice(0, -1), `${note} ssh-rsa`, ` ${note}`])
      expect(readKeyNote(text)).toEqual([]);
  });
});
