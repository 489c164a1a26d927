import { createHash } from 'node:crypto';
import type { Server } from './compute/records';

/** Of the keys in a server's user data, as cloud-init prints them. */
function hostKeysIn(userData: string | undefined): string[] {
  const text = userData === undefined ? '' : Buffer.from(userData, 'base64').toString('utf8');
  return [...text.matchAll(/_public["']?:\s*["']?(ssh-\S+ [A-Za-z0-9+/=]+)/g)].flatMap(
    ([, key]) => key ?? [],
  );
}

const fingerprint = (key: string) =>
  `SHA256:${createHash('sha256')
    .update(Buffer.from(key.split(' ')[1] ?? '', 'base64'))
    .digest('base64')
    .replace(/=+$/, '')}`;

/** What a guest with cloud-init writes: its kernel, its host keys, and that it is up. */
export function consoleOf(server: Server): string {
  const keys = hostKeysIn(server.userData);
  return [
    '[    0.000000] Linux version 6.1.0-cloud-amd64 (emulated)',
    `${server.hostname} login: ci-info: no authorized SSH keys fingerprints found for user debian.`,
    ...(keys.length > 0
      ? [
          '<14>ec2: #############################################################',
          '<14>ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
          ...keys.map(key => `<14>ec2: 256 ${fingerprint(key)} root@${server.hostname} (ED25519)`),
          '<14>ec2: -----END SSH HOST KEY FINGERPRINTS-----',
          '<14>ec2: #############################################################',
          '-----BEGIN SSH HOST KEY KEYS-----',
          ...keys.map(key => `${key} root@${server.hostname}`),
          '-----END SSH HOST KEY KEYS-----',
        ]
      : []),
    'Cloud-init v. 22.4.2 finished. Datasource DataSourceOpenStack. Up 30.00 seconds',
    '',
  ].join('\n');
}
