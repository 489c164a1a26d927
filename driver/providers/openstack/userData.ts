import { RockpoolError } from '../../model/errors';
import type { KeyPair } from '../../ssh';
import * as say from './reachMessages';

/** Nova takes at most so many characters, in base64. */
export const LONGEST_USER_DATA = 65_535;

export interface FirstBoot {
  /** Whom Rockpool logs in as: made where the image hasn't got that user. */
  user: string;
  /** The pool's line for authorized_keys. */
  publicKey: string;
  /** The key that the machine is to show. */
  hostKey: Pick<KeyPair, 'privateKey' | 'publicKey'>;
}

/**
 * What a new machine's cloud-init is to do, as the first call takes it: in base64. The private host key is its only
 * secret; it is replaced as soon as the machine has been reached. The settings are JSON, which is YAML too: nothing in
 * them can be taken for something else.
 * @throws RockpoolError CLOUD_USER_DATA_TOO_LARGE
 */
export function userDataOf(first: FirstBoot): string {
  const text = `#cloud-config\n${JSON.stringify(settingsOf(first), undefined, 2)}\n`;
  const encoded = Buffer.from(text).toString('base64');
  if (encoded.length > LONGEST_USER_DATA)
    throw new RockpoolError(say.userDataTooLarge(encoded.length, LONGEST_USER_DATA));
  return encoded;
}

function settingsOf({ user, publicKey, hostKey }: FirstBoot): object {
  const isRoot = user === 'root';
  return {
    // In place of the image's own list: its usual user gets in only where it is the one that is meant.
    users: [
      {
        name: user,
        ssh_authorized_keys: [publicKey],
        ...(isRoot ? {} : { sudo: 'ALL=(ALL) NOPASSWD:ALL', shell: '/bin/bash', lock_passwd: true }),
      },
    ],
    disable_root: !isRoot,
    ssh_pwauth: false,
    // Keys that came with the image are anybody's.
    ssh_deletekeys: true,
    // Where it does not take the next, it makes its own of this type.
    ssh_genkeytypes: ['ed25519'],
    // They are written as they are; on the console the next line would go on where this one ends.
    ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: `${hostKey.publicKey}\n` },
  };
}
