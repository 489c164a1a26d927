import type { MachineDraft } from './labMachine';
import type { Login } from './login';

/** Where a machine is, as OpenSSH's configuration has it. */
export interface FoundPlace extends Pick<MachineDraft, 'address' | 'port' | 'user'> {
  /** Null: no key is named for it. */
  login: Login | null;
}

/** A place, and the way there. */
export interface FoundJump extends FoundPlace {
  /** What leads there; null: it is reached directly. */
  jump: FoundJump | null;
}

/** A machine that OpenSSH's configuration names. */
export interface FoundMachine extends FoundJump {
  /** What it is called there. */
  name: string;
}

export interface SshConfigMachines {
  machines: FoundMachine[];
  /** What can't be taken, in sentences that begin with its name. */
  problems: string[];
}
