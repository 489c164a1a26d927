import type { JumpHost, JumpHostDraft } from '../../driver/model/jumpHost';
import { type MachineDraft, placeOf } from '../../driver/model/labMachine';
import { type Login, type LoginSecrets, loginText } from '../../driver/model/login';
import { readMachineList } from '../../driver/model/machineList';

/** What Rockpool proves itself with, as it is being typed. */
export interface TypedLogin {
  kind: Login['kind'];
  /** Of the key file; kept while another kind is chosen. */
  path: string;
  /** Empty: as it was. */
  passphrase: string;
}

/** How Rockpool gets into a machine, as it is being typed. */
export interface TypedWay {
  login: TypedLogin;
  /** The id of a jump host; `DIRECT`, `NEW`. */
  jump: string;
  newJump: TypedJump;
  /** sudo asks for a password. */
  asksPassword: boolean;
  /** Empty: as it was. */
  sudoPassword: string;
  /** The keys that known_hosts has are the right ones. */
  knownHosts: boolean;
}

export interface TypedJump {
  /** `user@address:port` */
  place: string;
  login: TypedLogin;
  /** The id of another jump host that leads to it; `DIRECT`. */
  through: string;
}

export const DIRECT = 'direct';
export const NEW = 'new';

/** What a way is made of, apart from its secrets. */
export type Way = Pick<MachineDraft, 'login' | 'jumpId' | 'sudo'>;

export const USUAL_WAY: Way = { login: { kind: 'pool' }, jumpId: null, sudo: 'free' };

export function typedLogin(login: Login): TypedLogin {
  return { kind: login.kind, path: login.kind === 'file' ? login.path : '', passphrase: '' };
}

export function typedWay({ login, jumpId, sudo }: Way): TypedWay {
  return {
    login: typedLogin(login),
    jump: jumpId ?? DIRECT,
    newJump: { place: '', login: typedLogin({ kind: 'pool' }), through: DIRECT },
    ...{ asksPassword: sudo === 'password', sudoPassword: '', knownHosts: false },
  };
}

export function typedJump(jump: JumpHost): TypedJump {
  return { place: placeOf(jump), login: typedLogin(jump.login), through: jump.jumpId ?? DIRECT };
}

export function loginOf({ kind, path }: TypedLogin): Login {
  return kind === 'file' ? { kind, path: path.trim() } : { kind };
}

/** @param jumpId of the jump host that was made where a new one is wanted */
export function wayOf({ login, jump, asksPassword }: TypedWay, jumpId: string | null = null): Way {
  return {
    login: loginOf(login),
    jumpId: jump === DIRECT || jump === NEW ? jumpId : jump,
    sudo: asksPassword ? 'password' : 'free',
  };
}

/** Undefined where what was typed is no place. */
export function jumpOf({ place, login, through }: TypedJump): JumpHostDraft | undefined {
  const { machines, problems } = readMachineList(place.trim(), { user: '' });
  const [read] = machines;
  if (!read || problems.length > 0 || machines.length > 1) return undefined;
  const { address, port, user } = read;
  return { address, port, user, login: loginOf(login), jumpId: through === DIRECT ? null : through };
}

/** Only what was typed: what is empty stays as it was. */
export function loginSecretsOf({ kind, passphrase }: TypedLogin): LoginSecrets {
  return kind === 'file' && passphrase !== '' ? { passphrase } : {};
}

export function secretsOf({ login, asksPassword, sudoPassword }: TypedWay): LoginSecrets {
  return {
    ...loginSecretsOf(login),
    ...(asksPassword && sudoPassword !== '' ? { sudoPassword } : {}),
  };
}

/** The same for machines that are new. */
export function givenOf(typed: TypedWay): LoginSecrets & { knownHosts: boolean } {
  return { ...secretsOf(typed), knownHosts: typed.knownHosts };
}

/** What is wrong with a way, by the field that it is shown at. */
export interface WayErrors {
  path?: string;
  jumpPlace?: string;
  jumpPath?: string;
}

const pathError = ({ kind, path }: TypedLogin) =>
  kind === 'file' && path.trim() === '' ? 'Choose the file with the private key.' : undefined;

export function jumpErrors(jump: TypedJump): Omit<WayErrors, 'path'> {
  const jumpPath = pathError(jump.login);
  return {
    ...(jumpOf(jump) ? {} : { jumpPlace: 'Write it as user@address, and :port where that isn’t 22.' }),
    ...(jumpPath ? { jumpPath } : {}),
  };
}

export function wayErrors({ login, jump, newJump }: TypedWay): WayErrors {
  const path = pathError(login);
  return { ...(path ? { path } : {}), ...(jump === NEW ? jumpErrors(newJump) : {}) };
}

/** `With the key of the pool, through ada@gate; sudo asks for no password.` */
export function wayText(
  { login, jumpId, sudo }: Way,
  jump?: Pick<JumpHost, 'address' | 'port' | 'user'>,
): string {
  const through = jump ? `, through ${placeOf(jump)}` : jumpId === null ? '' : ', through a jump host';
  return `With ${loginText(login)}${through}; sudo asks for ${sudo === 'password' ? 'a' : 'no'} password.`;
}
