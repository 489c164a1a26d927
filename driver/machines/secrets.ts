import type { LabMachine } from '../model/labMachine';
import type { Login, LoginSecrets } from '../model/login';
import type { Secrets } from '../secrets/secrets';

/** The secrets by which machines are reached, each under a name of its own in the secrets port. */
export interface MachineSecrets {
  /** The private part of a pool's own key. */
  poolKey(poolId: string): string | undefined;
  setPoolKey(poolId: string, privateKey: string): void;
  passphrase(path: string): string | undefined;
  /** Keeps those that were given; an empty one is forgotten. @returns whether any was */
  keep(login: Login, given: LoginSecrets): boolean;
  /** Forgets what nobody needs any more: `left` are all that still log in somewhere. */
  forgetUnused(before: Login, left: readonly Pick<LabMachine, 'login'>[]): void;
  /** Forgets the key of a pool that is gone. */
  forgetPool(poolId: string): void;
}

const poolKeyOf = (poolId: string) => `pool-key/${poolId}`;
/** A key file has one passphrase, however many machines it opens. */
const passphraseOf = (path: string) => `key-file/${path}`;

export function machineSecrets(secrets: Secrets): MachineSecrets {
  function put(name: string, value: string): void {
    if (value === '') secrets.remove(name);
    else secrets.set(name, value);
  }
  return {
    poolKey: poolId => secrets.get(poolKeyOf(poolId)),
    setPoolKey: (poolId, privateKey) => secrets.set(poolKeyOf(poolId), privateKey),
    passphrase: path => secrets.get(passphraseOf(path)),
    keep(login, { passphrase }) {
      if (login.kind !== 'file' || passphrase === undefined) return false;
      put(passphraseOf(login.path), passphrase);
      return true;
    },
    forgetUnused(before, left) {
      if (before.kind !== 'file') return;
      const isUsed = left.some(({ login }) => login.kind === 'file' && login.path === before.path);
      if (!isUsed) secrets.remove(passphraseOf(before.path));
    },
    forgetPool: poolId => secrets.remove(poolKeyOf(poolId)),
  };
}
