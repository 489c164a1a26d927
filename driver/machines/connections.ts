import type { Duplex } from 'node:stream';
import type { Clock, Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { JumpHost } from '../model/jumpHost';
import type { LabMachine } from '../model/labMachine';
import { isSameLogin } from '../model/login';
import { type Credential, keepConnection, openThrough, type SshConnection, type SshTarget } from '../ssh';
import type { Store } from '../store/store';
import { inHome } from './inHome';
import * as say from './messages';
import type { MachineSecrets } from './secrets';

/** How a machine is reached: with what proves us there, and the same of what is between. */
export interface MachineWay {
  target: SshTarget;
  /** The nearest first, each reached through the one before. */
  jumps: readonly JumpStep[];
}

export interface JumpStep {
  id: string;
  target: SshTarget;
}

/**
 * The connections to the machines of the list: one each, made anew where the way there has changed. Machines behind one
 * jump host share the connection to it.
 */
export interface Connections extends Disposable {
  to(machine: LabMachine): SshConnection;
  toJump(jump: JumpHost): SshConnection;
  /** A stream to a jump host that another one leads to; undefined: it is reached directly. */
  throughTo(jump: JumpHost, signal: AbortSignal): Promise<Duplex> | undefined;
  /** As it stands on the lists now. @throws RockpoolError JUMP_HOST_MISSING */
  way(machine: LabMachine): MachineWay;
  /** What proves us there has changed: the next use connects anew. */
  renew(isConcerned: (place: LabMachine | JumpHost) => boolean): void;
  /** Tries again at once where it waits. */
  retry(machine: LabMachine): void;
  /** Of a machine or a jump host. */
  close(id: string): void;
}

interface Dependencies {
  store: Pick<Store, 'jumpHosts'>;
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

interface Kept<T> {
  /** What it was made for. */
  record: T;
  connection: SshConnection;
  /** What it leads through. */
  jump: SshConnection | undefined;
}

export function createConnections(dependencies: Dependencies): Connections {
  const { store, secrets, clock, random, env, home, platform } = dependencies;
  const machines = new Map<string, Kept<LabMachine>>();
  const jumps = new Map<string, Kept<JumpHost>>();

  function credentialOf({ poolId, login }: LabMachine | JumpHost): Credential {
    switch (login.kind) {
      case 'pool':
        return { kind: 'key', privateKey: secrets.poolKey(poolId) ?? '' };
      case 'file': {
        const passphrase = secrets.passphrase(login.path);
        return {
          ...{ kind: 'file', path: inHome(login.path, home) },
          ...(passphrase === undefined ? {} : { passphrase }),
        };
      }
      case 'agent': {
        const usual = platform === 'win32' ? WINDOWS_AGENT : undefined;
        return { kind: 'agent', socket: env.SSH_AUTH_SOCK || usual };
      }
    }
  }
  function targetOf(record: LabMachine | JumpHost): SshTarget {
    const { address, port, user, hostKeys } = record;
    return { address, port, user, hostKeys, credential: credentialOf(record) };
  }
  function machineTarget(machine: LabMachine): SshTarget {
    const sudoPassword = machine.sudo === 'password' ? secrets.sudoPassword(machine.id) : undefined;
    return { ...targetOf(machine), sudoPassword };
  }
  function jumpOf({ jumpId }: LabMachine | JumpHost): JumpHost | undefined {
    return jumpId === null ? undefined : store.jumpHosts.get(jumpId);
  }
  /** The connection to a jump host as it stands on the list now. */
  function toJump(record: JumpHost): SshConnection {
    const outer = jumpOf(record);
    const jump = outer && toJump(outer);
    const known = jumps.get(record.id);
    if (known?.record === record && known.jump === jump) return known.connection;
    known?.connection[Symbol.dispose]();
    const connection = keepConnection(targetOf(record), { clock, random, through: throughOf(record, jump) });
    jumps.set(record.id, { record, jump, connection });
    return connection;
  }
  /** The nearest first. */
  function stepsTo(place: LabMachine | JumpHost): JumpStep[] {
    const jump = jumpOf(place);
    if (jump) return [...stepsTo(jump), { id: jump.id, target: targetOf(jump) }];
    if (place.jumpId === null) return [];
    throw new RockpoolError(say.jumpMissing(place));
  }
  function drop<T extends Kept<unknown>>(kept: Map<string, T>, id: string): void {
    kept.get(id)?.connection[Symbol.dispose]();
    kept.delete(id);
  }
  function close(id: string): void {
    drop(machines, id);
    drop(jumps, id);
  }
  function throughOf(place: LabMachine | JumpHost, jump: SshConnection | undefined) {
    if (place.jumpId === null) return undefined;
    return async (signal: AbortSignal): Promise<Duplex> => {
      if (!jump) throw new RockpoolError(say.jumpMissing(place));
      return openThrough(jump, place, signal);
    };
  }
  return {
    way: machine => ({ jumps: stepsTo(machine), target: machineTarget(machine) }),
    toJump,
    throughTo(jump, signal) {
      const outer = jumpOf(jump);
      return throughOf(jump, outer && toJump(outer))?.(signal);
    },
    to(machine) {
      const record = jumpOf(machine);
      const jump = record && toJump(record);
      const known = machines.get(machine.id);
      if (known && known.jump === jump && isSameWay(known.record, machine)) return known.connection;
      drop(machines, machine.id);
      const through = throughOf(machine, jump);
      const connection = keepConnection(machineTarget(machine), { clock, random, through });
      machines.set(machine.id, { record: machine, jump, connection });
      return connection;
    },
    renew(isConcerned) {
      for (const kept of [machines, jumps]) {
        for (const [id, { record }] of [...kept]) if (isConcerned(record)) close(id);
      }
    },
    retry(machine) {
      for (let place = jumpOf(machine); place; place = jumpOf(place)) jumps.get(place.id)?.connection.retry();
      machines.get(machine.id)?.connection.retry();
    },
    close,
    [Symbol.dispose]() {
      for (const id of [...machines.keys(), ...jumps.keys()]) close(id);
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
    one.jumpId === other.jumpId &&
    one.sudo === other.sudo
  );
}

/** Whether the same machine answers. */
export function isSamePlace(
  one: Pick<LabMachine, 'address' | 'port'>,
  other: Pick<LabMachine, 'address' | 'port'>,
): boolean {
  return one.address === other.address && one.port === other.port;
}
