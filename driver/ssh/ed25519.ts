import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyPair } from './keys';

const TYPE = 'ssh-ed25519';
/** RFC 8410: what stands before the 32 bytes of a private key in PKCS#8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;
/** Of a cipher that there is none of. */
const BLOCK_BYTES = 8;
const LINE_CHARACTERS = 70;

/**
 * The ed25519 pair of 32 secret bytes, always the same for them, in the form of OpenSSH's PROTOCOL.key: not encrypted.
 * @throws Error where there are fewer or more bytes
 */
export function ed25519Pair(seed: Buffer, comment: string): KeyPair {
  if (seed.length !== SEED_BYTES) throw new Error(`An ed25519 key has ${SEED_BYTES} bytes.`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const point = Buffer.from(x, 'base64url');
  const publicBlob = Buffer.concat([text(TYPE), text(point)]);
  // Twice the same, by which whoever decrypts sees that it was the right passphrase.
  const check = createHash('sha256').update('check').update(point).digest().subarray(0, 4);
  const secret = Buffer.concat([
    ...[check, check, text(TYPE), text(point), text(Buffer.concat([seed, point])), text(comment)],
  ]);
  const padding = Buffer.from(Array.from({ length: -secret.length & (BLOCK_BYTES - 1) }, (_, at) => at + 1));
  const blob = Buffer.concat([
    ...[Buffer.from('openssh-key-v1\0'), text('none'), text('none'), text('')],
    ...[Buffer.from([0, 0, 0, 1]), text(publicBlob), text(Buffer.concat([secret, padding]))],
  ]);
  const lines = blob.toString('base64').match(new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g')) ?? [];
  const privateKey = [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
    '',
  ];
  return {
    privateKey: privateKey.join('\n'),
    publicKey: [TYPE, publicBlob.toString('base64'), comment].filter(Boolean).join(' '),
  };
}

/** Bytes with their length before them, as SSH writes them (RFC 4251, 5). */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
