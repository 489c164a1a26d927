import type { MachineDraft } from '../../driver/model/labMachine';
import { type Login, type LoginSecrets, loginText } from '../../driver/model/login';

/** How Rockpool gets into a machine, as it is being typed. */
export interface TypedWay {
  login: Login['kind'];
  /** Of the key file; kept while another kind is chosen. */
  keyPath: string;
  /** Empty: as it was. */
  passphrase: string;
}

/** What a way is made of, apart from its secrets. */
export type Way = Pick<MachineDraft, 'login'>;

export const USUAL_WAY: Way = { login: { kind: 'pool' } };

export function typedWay({ login }: Way): TypedWay {
  return { login: login.kind, keyPath: login.kind === 'file' ? login.path : '', passphrase: '' };
}

export function wayOf({ login, keyPath }: TypedWay): Way {
  return { login: login === 'file' ? { kind: 'file', path: keyPath.trim() } : { kind: login } };
}

/** Only what was typed: what is empty stays as it was. */
export function secretsOf({ login, passphrase }: TypedWay): LoginSecrets {
  return login === 'file' && passphrase !== '' ? { passphrase } : {};
}

/** `With the key of the pool.` */
export function wayText({ login }: Way): string {
  return `With ${loginText(login)}.`;
}
