import type { Clock, Random } from '../model/clock';
import type { LabMachine } from '../model/labMachine';
import { isSameLogin } from '../model/login';
import { type Credential, keepConnection, type SshConnection, type SshTarget } from '../ssh';
import type { MachineSecrets } from './secrets';

/** The connections to the machines of the list: one each, made anew where the way there has changed. */
export interface Connections extends Disposable {
  to(machine: LabMachine): SshConnection;
  /** As it stands on the list now, with what proves us there. */
  target(machine: LabMachine): SshTarget;
  /** What proves us there has changed: the next use connects anew. */
  renew(isConcerned: (machine: LabMachine) => boolean): void;
  /** Tries again at once where it waits. */
  retry(id: string): void;
  close(id: string): void;
}

interface Dependencies {
  secrets: MachineSecrets;
  clock: Clock;
  random: Random;
  /** SSH_AUTH_SOCK is read from here. */
  env: Record<string, string | undefined>;
  home: string;
  platform: NodeJS.Platform;
}

/** Where OpenSSH's agent of Windows listens. */
const WINDOWS_AGENT = '\\\\.\\pipe\\openssh-ssh-agent';

export function createConnections(dependencies: Dependencies): Connections {
  const { secrets, clock, random, env, home, platform } = dependencies;
  /** By id, each with the record that it was made for. */
  const kept = new Map<string, { machine: LabMachine; connection: SshConnection }>();

  function credentialOf({ poolId, login }: LabMachine): Credential {
    switch (login.kind) {
      case 'pool':
        return { kind: 'key', privateKey: secrets.poolKey(poolId) ?? '' };
      case 'file': {
        const passphrase = secrets.passphrase(login.path);
        return {
          ...{ kind: 'file', path: login.path.replace(/^~(?=$|[\\/])/, home) },
          ...(passphrase === undefined ? {} : { passphrase }),
        };
      }
      case 'agent':
        return {
          kind: 'agent',
          socket: env.SSH_AUTH_SOCK || (platform === 'win32' ? WINDOWS_AGENT : undefined),
        };
    }
  }
  function target(machine: LabMachine): SshTarget {
    const { id, address, port, user, hostKeys, sudo } = machine;
    const sudoPassword = sudo === 'password' ? secrets.sudoPassword(id) : undefined;
    return { address, port, user, hostKeys, credential: credentialOf(machine), sudoPassword };
  }
  function close(id: string): void {
    kept.get(id)?.connection[Symbol.dispose]();
    kept.delete(id);
  }
  return {
    target,
    to(machine) {
      const known = kept.get(machine.id);
      if (known && isSameWay(known.machine, machine)) return known.connection;
      close(machine.id);
      const connection = keepConnection(target(machine), { clock, random });
      kept.set(machine.id, { machine, connection });
      return connection;
    },
    renew(isConcerned) {
      for (const [id, { machine }] of [...kept]) if (isConcerned(machine)) close(id);
    },
    retry: id => kept.get(id)?.connection.retry(),
    close,
    [Symbol.dispose]() {
      for (const id of [...kept.keys()]) close(id);
    },
  };
}

/** Whether a connection for one serves the other. */
function isSameWay(one: LabMachine, other: LabMachine): boolean {
  return (
    isSamePlace(one, other) &&
    one.user === other.user &&
    one.poolId === other.poolId &&
    one.hostKeys === other.hostKeys &&
    isSameLogin(one.login, other.login) &&
    one.sudo === other.sudo
  );
}

export function isSamePlace(one: LabMachine, other: LabMachine): boolean {
  return one.address === other.address && one.port === other.port;
}
