import { RockpoolError } from '../model/errors';

/** A pair of keys, as OpenSSH writes them. */
export interface KeyPair {
  /** A secret: kept through the secrets port, never logged. */
  privateKey: string;
  /** A line for authorized_keys. */
  publicKey: string;
}

/** Makes an ed25519 pair. @param comment says in authorized_keys whose it is */
export async function makeKeyPair(comment: string): Promise<KeyPair> {
  const { utils } = (await import('ssh2')).default;
  for (;;) {
    const { private: privateKey, public: publicKey } = utils.generateKeyPairSync('ed25519', { comment });
    // ssh2 writes one in 256 wrongly: it cuts zeros off a key that begins with some (mscdex/ssh2, 1513).
    const isWhole = [privateKey, publicKey].every(text => !(utils.parseKey(text) instanceof Error));
    if (isWhole) return { privateKey, publicKey: publicKey.trim() };
  }
}

/**
 * The line for authorized_keys of a private key.
 * @throws RockpoolError SSH_KEY_UNREADABLE
 */
export async function publicKeyOf(privateKey: string, passphrase?: string): Promise<string> {
  const { utils } = (await import('ssh2')).default;
  const key = utils.parseKey(privateKey, passphrase);
  if (!(key instanceof Error)) {
    const { type, comment } = key;
    return [type, key.getPublicSSH().toString('base64'), comment].filter(Boolean).join(' ');
  }
  throw new RockpoolError({
    kind: 'input',
    code: 'SSH_KEY_UNREADABLE',
    what: "The private key can't be read.",
    why: `${key.message}.`,
    next: 'Choose a private key that OpenSSH has written, and enter its passphrase if it has one.',
  });
}
