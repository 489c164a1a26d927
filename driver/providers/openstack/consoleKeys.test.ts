import { describe, expect, it } from 'vitest';
import type { HostKey } from '../../model/labMachine';
import { ed25519Pair } from '../../ssh';
import { consoleKeys } from './consoleKeys';
import { keyOfLine } from './hostKeys';

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
const blobOf = (...fields: (string | Buffer)[]) =>
  Buffer.concat(fields.map(one => field(Buffer.from(one as string)))).toString('base64');
const ed25519 = ed25519Pair(Buffer.alloc(32, 1), '').publicKey;
const rsa = `ssh-rsa ${blobOf('ssh-rsa', Buffer.from([1, 0, 1]), Buffer.alloc(257, 3))}`;
const ecdsa = `ecdsa-sha2-nistp256 ${blobOf('ecdsa-sha2-nistp256', 'nistp256', Buffer.alloc(65, 4))}`;
const keyOf = (line: string) => keyOfLine(line) as HostKey;
const all = [ecdsa, ed25519, rsa].map(keyOf);

/** As a Debian or an Ubuntu of these years prints it. */
const ubuntu = [
  '[   18.204] cloud-init[812]: Cloud-init v. 23.4 running modules:final',
  'ci-info: | Keytype | Fingerprint (sha256) | Options | Comment |',
  `ci-info: | ssh-ed25519 | ${'a'.repeat(43)} | - | rockpool |`,
  '<14>Nov 28 03:22:10 cloud-init: #############################################################',
  '<14>Nov 28 03:22:10 cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
  `<14>Nov 28 03:22:10 cloud-init: 256 ${all[0]?.fingerprint} root@vm (ECDSA)`,
  `<14>Nov 28 03:22:10 cloud-init: 256 ${all[1]?.fingerprint} root@vm (ED25519)`,
  `<14>Nov 28 03:22:10 cloud-init: 3072 ${all[2]?.fingerprint} root@vm (RSA)`,
  '<14>Nov 28 03:22:10 cloud-init: -----END SSH HOST KEY FINGERPRINTS-----',
  '-----BEGIN SSH HOST KEY KEYS-----',
  ...[ecdsa, ed25519, rsa].map(line => `${line} root@vm`),
  '-----END SSH HOST KEY KEYS-----',
  'vm login: ',
];
/** As a CentOS 7 prints it: fingerprints by MD5. */
const centos = [
  'ec2: #############################################################',
  'ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
  'ec2: 256 MD5:09:08:72:51:be:c1:30:02:1a:b7:c8:12:73:6a:33:d1 no comment (ECDSA)',
  'ec2: -----END SSH HOST KEY FINGERPRINTS-----',
  '-----BEGIN SSH HOST KEY KEYS-----',
  ecdsa,
  `${ed25519} `,
  rsa,
  '-----END SSH HOST KEY KEYS-----',
];
const text = (lines: readonly string[]) => lines.join('\r\n');

describe('the host keys that a console shows', () => {
  it('are read as Debian, Ubuntu and the RHEL family print them', () => {
    expect(consoleKeys(text(ubuntu))).toEqual(all);
    expect(consoleKeys(text(centos))).toEqual(all);
    expect(consoleKeys(ubuntu.map(line => `\x1b[0;1;39m[  22.1] ${line}\x1b[0m`).join('\n'))).toEqual(all);
  });

  it('are known by their fingerprints where keys are not printed, except by those of MD5', () => {
    const until = (lines: readonly string[], mark: string) => lines.slice(0, lines.indexOf(mark));
    expect(consoleKeys(text(until(ubuntu, '-----BEGIN SSH HOST KEY KEYS-----')))).toEqual(all);
    expect(consoleKeys(text(until(centos, '-----BEGIN SSH HOST KEY KEYS-----')))).toEqual([]);
  });

  it('are read where the last of them and the end of the block stand in one line', () => {
    const [end = '', last = '', ...before] = [...centos].reverse();
    expect(consoleKeys(text([...before.reverse(), `${last}${end}`]))).toEqual(all);
  });

  it('are none before the block is whole', () => {
    expect(consoleKeys('')).toEqual([]);
    expect(consoleKeys(text(centos.slice(0, -1)))).toEqual([]);
    expect(consoleKeys(text(centos.filter(line => !line.includes('BEGIN SSH HOST KEY KEYS'))))).toEqual([]);
  });

  it('are those of the last block', () => {
    const later = ed25519Pair(Buffer.alloc(32, 2), '').publicKey;
    const again = ['-----BEGIN SSH HOST KEY KEYS-----', later, '-----END SSH HOST KEY KEYS-----'];
    expect(consoleKeys(text([...ubuntu, ...again]))).toEqual([keyOf(later)]);
    expect(consoleKeys(text([...ubuntu, ...again.slice(0, 2)]))).toEqual(all);
  });

  it('are without the one into whose line something else was written', () => {
    const cut = rsa.length - 90;
    const broken = centos.map(line =>
      line === rsa ? `${rsa.slice(0, cut)}[   20.11] eth0: link up\r\n${rsa.slice(cut)}` : line,
    );
    expect(consoleKeys(text(broken))).toEqual(all.slice(0, 2));
  });

  it('are not keys that stand elsewhere in the log', () => {
    expect(consoleKeys(`${ed25519}\n256 ${all[0]?.fingerprint} root@vm (ECDSA)\n`)).toEqual([]);
  });
});
