import type { LabMachine } from '../model/labMachine';
import type { LoginSecrets } from '../model/login';
import type { Secrets } from '../secrets/secrets';

/** A machine, or a jump host. */
type Place = Pick<LabMachine, 'id' | 'login'>;

/** What is said of machines beside what stands on the list. */
export interface Given extends LoginSecrets {
  /** The keys that known_hosts has of them are the right ones: an admin has said so. */
  knownHosts?: boolean | undefined;
}

/** The secrets by which machines are reached, each under a name of its own in the secrets port. */
export interface MachineSecrets {
  /** The private part of a pool's own key. */
  poolKey(poolId: string): string | undefined;
  setPoolKey(poolId: string, privateKey: string): void;
  passphrase(path: string): string | undefined;
  sudoPassword(machineId: string): string | undefined;
  /** Keeps those that were given, and forgets those that are empty or that the machine doesn't need. */
  keep(place: Place & Partial<Pick<LabMachine, 'sudo'>>, given: LoginSecrets): void;
  /** Forgets what one leaves that is gone, or is reached in another way; `left` are all that are on a list. */
  forgetUnused(before: Place, left: readonly Place[]): void;
  /** Forgets the key of a pool that is gone. */
  forgetPool(poolId: string): void;
}

const poolKeyOf = (poolId: string) => `pool-key/${poolId}`;
/** A key file has one passphrase, however many machines it opens. */
const passphraseOf = (path: string) => `key-file/${path}`;
const sudoOf = (machineId: string) => `sudo/${machineId}`;

export function machineSecrets(secrets: Secrets): MachineSecrets {
  function put(name: string, value: string): void {
    if (value === '') secrets.remove(name);
    else secrets.set(name, value);
  }
  return {
    poolKey: poolId => secrets.get(poolKeyOf(poolId)),
    setPoolKey: (poolId, privateKey) => secrets.set(poolKeyOf(poolId), privateKey),
    passphrase: path => secrets.get(passphraseOf(path)),
    sudoPassword: machineId => secrets.get(sudoOf(machineId)),
    keep({ id, login, sudo }, { passphrase, sudoPassword }) {
      if (login.kind === 'file' && passphrase !== undefined) put(passphraseOf(login.path), passphrase);
      if (sudo !== 'password') secrets.remove(sudoOf(id));
      else if (sudoPassword !== undefined) put(sudoOf(id), sudoPassword);
    },
    forgetUnused({ id, login }, left) {
      if (!left.some(one => one.id === id)) secrets.remove(sudoOf(id));
      if (login.kind !== 'file') return;
      const isUsed = left.some(one => one.login.kind === 'file' && one.login.path === login.path);
      if (!isUsed) secrets.remove(passphraseOf(login.path));
    },
    forgetPool: poolId => secrets.remove(poolKeyOf(poolId)),
  };
}
