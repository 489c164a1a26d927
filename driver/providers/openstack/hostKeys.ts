import { hkdfSync } from 'node:crypto';
import type { Random } from '../../model/clock';
import type { HostKey } from '../../model/labMachine';
import type { Secrets } from '../../secrets/secrets';
import { ed25519Pair, hostKeyOf, type KeyPair } from '../../ssh';

const SECRET = 'host-keys';
const SECRET_BYTES = 32;
/** Another use of the same secret would have another word here. */
const USE = 'rockpool host key of ';
/** A key that is to be given to a machine, and how that machine is known by it. */
export interface GivenKey extends KeyPair {
  key: HostKey;
}

/**
 * The first key of a host, always the same for its id: made of one secret of the data folder
 * (docs/decisions/0029-host-keys-are-given-then-replaced.md).
 */
export function firstHostKeys({ secrets, random }: { secrets: Secrets; random: Random }) {
  let secret = secrets.get(SECRET);
  return (hostId: string): GivenKey => {
    if (secret === undefined) {
      secret = random.hex(SECRET_BYTES);
      secrets.set(SECRET, secret);
    }
    const seed = hkdfSync('sha256', Buffer.from(secret, 'hex'), '', USE + hostId, SECRET_BYTES);
    const pair = ed25519Pair(Buffer.from(seed), '');
    const key = keyOfLine(pair.publicKey);
    if (!key) throw new Error('A key that was just made is none.');
    return { ...pair, key };
  };
}

/** The key of a line `TYPE BASE64 [COMMENT]`, as in a `.pub` file; undefined where it isn't a whole one. */
export function keyOfLine(line: string): HostKey | undefined {
  const [type = '', base64 = ''] = line.trim().split(/\s+/);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const blob = Buffer.from(base64, 'base64');
  const key = isWhole(blob) ? hostKeyOf(blob) : undefined;
  return key?.type === type ? key : undefined;
}

/** Whether the fields of a blob end where it ends: one that was cut has a fingerprint, too. */
function isWhole(blob: Buffer): boolean {
  let at = 0;
  let fields = 0;
  while (at + 4 <= blob.length) {
    at += 4 + blob.readUInt32BE(at);
    fields += 1;
  }
  return at === blob.length && fields > 1;
}

/** Values of a server's metadata have at most 255 characters: three keys of any type fit. */
const MOST_NOTED = 3;
const NOTED = /^[a-z0-9@.-]+ SHA256:[A-Za-z0-9+/]{43}$/;

/** By which keys a server is known, as a value of its metadata: what is public of them, and no more. */
export function keyNote(keys: readonly HostKey[]): string {
  return keys
    .slice(-MOST_NOTED)
    .map(({ type, fingerprint }) => `${type} ${fingerprint}`)
    .join(' ');
}

/** The keys that such a value names; none where it is something else. */
export function readKeyNote(text: string | undefined): HostKey[] {
  const pairs = text?.match(/\S+ \S+/g) ?? [];
  if (pairs.join(' ') !== text || !pairs.every(pair => NOTED.test(pair))) return [];
  return pairs.map(pair => {
    const [type = '', fingerprint = ''] = pair.split(' ');
    return { type, fingerprint };
  });
}

export function isSameKeys(one: readonly HostKey[], other: readonly HostKey[]): boolean {
  return (
    one.length === other.length && one.every(({ fingerprint }, at) => fingerprint === other[at]?.fingerprint)
  );
}
