import type { HostKey } from '../../model/labMachine';
import { keyOfLine } from './hostKeys';

/** As cloud-init prints them when a machine has booted for the first time. */
const KEYS = 'SSH HOST KEY KEYS';
const FINGERPRINTS = 'SSH HOST KEY FINGERPRINTS';
/** Of a terminal: colours and the like. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
const ESCAPES = /\x1b(\[[0-9;?]*[ -/]*[@-~]|[@-Z\\-_])/g;
/** `256 SHA256:… root@host (ED25519)`, as `ssh-keygen -l` prints it. */
const FINGERPRINT = /\b(\d+) (SHA256:[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/=]).*\((ED25519|ECDSA|RSA)\)/;
const KEY = /\b(ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|ssh-rsa) (AAAA[A-Za-z0-9+/]+={0,2})(?=\s|$)/;

/**
 * The host keys that a machine's console shows; none where it shows none yet. Of several blocks the last that is whole
 * counts; a line in which the kernel has written something else is left out. Fingerprints alone, by SHA-256, will do
 * where there are no keys.
 */
export function consoleKeys(log: string): HostKey[] {
  // A key without a line break at its end stands before the end of the block in one line.
  const lines = log.replace(ESCAPES, '').split(/\r*\n|(?=-----END SSH HOST)/);
  const keys = lastBlock(lines, KEYS).map(line => keyIn(line));
  const found = keys.some(key => key) ? keys : lastBlock(lines, FINGERPRINTS).map(fingerprintIn);
  const byFingerprint = new Map(found.flatMap(key => (key ? [[key.fingerprint, key]] : [])));
  return [...byFingerprint.values()];
}

/** The lines between the last beginning that has an end, and that. */
function lastBlock(lines: readonly string[], name: string): string[] {
  const end = lines.findLastIndex(line => line.includes(`-----END ${name}-----`));
  const begin = lines
    .slice(0, Math.max(end, 0))
    .findLastIndex(line => line.includes(`-----BEGIN ${name}-----`));
  return begin < 0 ? [] : lines.slice(begin + 1, end);
}

function keyIn(line: string): HostKey | undefined {
  const [, type, blob] = KEY.exec(line) ?? [];
  return type === undefined ? undefined : keyOfLine(`${type} ${blob}`);
}

function fingerprintIn(line: string): HostKey | undefined {
  const [, bits, fingerprint, name] = FINGERPRINT.exec(line) ?? [];
  if (fingerprint === undefined) return undefined;
  const type = name === 'ED25519' ? 'ssh-ed25519' : name === 'RSA' ? 'ssh-rsa' : `ecdsa-sha2-nistp${bits}`;
  return { type, fingerprint };
}
