import { expect, test } from 'vitest';
import { makeKeyPair } from './keys';
import { lookAtKey } from './keyText';

const field = (text: string) => {
  const bytes = Buffer.from(text, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** As far as OpenSSH writes it before what only the passphrase opens. */
function openSsh(type: string, cipher: string): string {
  const one = Buffer.from([0, 0, 0, 1]);
  const publicPart = field(type).toString('latin1');
  const blob = Buffer.concat([
    Buffer.from('openssh-key-v1\0', 'latin1'),
    ...[field(cipher), field('bcrypt'), field('salt'), one, field(publicPart), field('private')],
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${blob.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

test('a key that we have made is a private one without a passphrase', async () => {
  const { privateKey, publicKey } = await makeKeyPair('x');
  expect(lookAtKey(privateKey)).toEqual({ kind: 'private', encrypted: false, type: 'ssh-ed25519' });
  expect(lookAtKey(publicKey)).toEqual({ kind: 'public' });
});

test('type and lock of a key are known before its passphrase is', () => {
  expect(lookAtKey(openSsh('sk-ssh-ed25519@openssh.com', 'aes256-ctr'))).toEqual({
    kind: 'private',
    encrypted: true,
    type: 'sk-ssh-ed25519@openssh.com',
  });
});

const pem = (name: string, more = '') => `-----BEGIN ${name}-----\n${more}AAAA\n-----END ${name}-----\n`;
test.each([
  [pem('RSA PRIVATE KEY'), { kind: 'private', encrypted: false, type: 'ssh-rsa' }],
  [
    pem('EC PRIVATE KEY', 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n'),
    { kind: 'private', encrypted: true },
  ],
  [pem('DSA PRIVATE KEY'), { kind: 'private', encrypted: false, type: 'ssh-dss' }],
  [pem('ENCRYPTED PRIVATE KEY'), { kind: 'foreign', format: 'PKCS#8' }],
  [
    'PuTTY-User-Key-File-2: ssh-rsa\nEncryption: aes256-cbc\n',
    { kind: 'private', encrypted: true, type: 'ssh-rsa' },
  ],
  ['PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n', { kind: 'foreign', format: 'PuTTY, version 3' }],
  [pem('PUBLIC KEY'), { kind: 'public' }],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----', { kind: 'none' }],
  ['A letter to somebody.', { kind: 'none' }],
  ['', { kind: 'none' }],
])('other forms of keys: %#', (text, seen) => {
  expect(lookAtKey(text)).toEqual(seen);
});

test('a key that was cut off anywhere is looked at without a fault', () => {
  const whole = openSsh('ssh-ed25519', 'none');
  for (let length = 0; length < whole.length; length += 1) lookAtKey(whole.slice(0, length));
});
