import type { MachineDraft } from '../../driver/model/labMachine';
import { type Login, type LoginSecrets, loginText } from '../../driver/model/login';

/** How Rockpool gets into a machine, as it is being typed. */
export interface TypedWay {
  login: Login['kind'];
  /** Of the key file; kept while another kind is chosen. */
  keyPath: string;
  /** Empty: as it was. */
  passphrase: string;
  /** sudo asks for a password. */
  asksPassword: boolean;
  /** Empty: as it was. */
  sudoPassword: string;
}

/** What a way is made of, apart from its secrets. */
export type Way = Pick<MachineDraft, 'login' | 'sudo'>;

export const USUAL_WAY: Way = { login: { kind: 'pool' }, sudo: 'free' };

export function typedWay({ login, sudo }: Way): TypedWay {
  return {
    ...{ login: login.kind, keyPath: login.kind === 'file' ? login.path : '', passphrase: '' },
    ...{ asksPassword: sudo === 'password', sudoPassword: '' },
  };
}

export function wayOf({ login, keyPath, asksPassword }: TypedWay): Way {
  return {
    login: login === 'file' ? { kind: 'file', path: keyPath.trim() } : { kind: login },
    sudo: asksPassword ? 'password' : 'free',
  };
}

/** Only what was typed: what is empty stays as it was. */
export function secretsOf({ login, passphrase, asksPassword, sudoPassword }: TypedWay): LoginSecrets {
  return {
    ...(login === 'file' && passphrase !== '' ? { passphrase } : {}),
    ...(asksPassword && sudoPassword !== '' ? { sudoPassword } : {}),
  };
}

/** `With the key of the pool; sudo asks for no password.` */
export function wayText({ login, sudo }: Way): string {
  return `With ${loginText(login)}; sudo asks for ${sudo === 'password' ? 'a' : 'no'} password.`;
}
