/** What a text says of the private key in it to somebody who doesn't know its passphrase. */
export type KeyText =
  | {
      kind: 'private';
      encrypted: boolean;
      /** As authorized_keys names it; absent where the format hides it. */
      type?: string;
    }
  /** A private key in a form that isn't read; `format` for people. */
  | { kind: 'foreign'; format: string }
  /** The part that may be given away. */
  | { kind: 'public' }
  | { kind: 'none' };

const MAGIC = 'openssh-key-v1\0';
const PUBLIC = /^(ssh-|ecdsa-|sk-)[\w@.-]+ AAAA|^---- BEGIN SSH2 PUBLIC KEY|^-----BEGIN [A-Z ]*PUBLIC KEY/m;

/** Looks at OpenSSH's own format, the older PEM, PuTTY's and PKCS#8. */
export function lookAtKey(text: string): KeyText {
  const openSsh = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]*)/.exec(text)?.[1];
  if (openSsh !== undefined) return openSshKey(Buffer.from(openSsh, 'base64'));
  if (/-----BEGIN (RSA|DSA|EC) PRIVATE KEY-----/.test(text)) {
    const type = /BEGIN RSA/.test(text) ? 'ssh-rsa' : /BEGIN DSA/.test(text) ? 'ssh-dss' : undefined;
    const encrypted = /^Proc-Type:.*ENCRYPTED/m.test(text);
    return { kind: 'private', encrypted, ...(type ? { type } : {}) };
  }
  if (/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) return { kind: 'foreign', format: 'PKCS#8' };
  const putty = /^PuTTY-User-Key-File-(\d): (\S+)/.exec(text);
  if (putty?.[1] === '2' && putty[2])
    return { kind: 'private', encrypted: !/^Encryption: none/m.test(text), type: putty[2] };
  if (putty) return { kind: 'foreign', format: `PuTTY, version ${putty[1]}` };
  return PUBLIC.test(text) ? { kind: 'public' } : { kind: 'none' };
}

/** Magic, cipher, kdf and its options, the number of keys, the public part, which begins with the type. */
function openSshKey(blob: Buffer): KeyText {
  if (blob.toString('latin1', 0, MAGIC.length) !== MAGIC) return { kind: 'none' };
  let at = MAGIC.length;
  const next = (): Buffer => {
    const end = at + 4 + (at + 4 <= blob.length ? blob.readUInt32BE(at) : 0);
    const field = blob.subarray(at + 4, end);
    at = end;
    return field;
  };
  const encrypted = next().toString('latin1') !== 'none';
  next();
  next();
  at += 4;
  const publicPart = next();
  if (publicPart.length < 4) return { kind: 'none' };
  const type = publicPart.toString('latin1', 4, 4 + publicPart.readUInt32BE(0));
  return { kind: 'private', encrypted, type };
}
