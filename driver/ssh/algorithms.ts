import type { Algorithms } from 'ssh2';
import type { HostKey } from './port';

const hostKeyAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

/** An RSA key proves itself with newer signatures than the one that has its name. */
const keyTypeOf = (algorithm: string) => (algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);

/**
 * What is agreed on, the best first: nothing with SHA-1, CBC or a MAC before encryption. AES-GCM leads, since
 * processors do it by themselves. A host with several keys is asked for one that is pinned.
 */
export function algorithmsFor(pinned: readonly HostKey[]): Algorithms {
  const isPinned = (algorithm: string) => pinned.some(({ type }) => type === keyTypeOf(algorithm));
  return {
    kex: [
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group18-sha512',
    ],
    serverHostKey: [
      ...hostKeyAlgorithms.filter(isPinned),
      ...hostKeyAlgorithms.filter(algorithm => !isPinned(algorithm)),
    ],
    cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes256-ctr', 'aes128-ctr'],
    hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com'],
    compress: ['none'],
  };
}
