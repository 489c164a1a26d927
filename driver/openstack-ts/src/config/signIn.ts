import type { Auth, DomainRef, ProjectRef, UserRef } from '../core/config.ts';
import { isSettings, type Settings } from './document.ts';
import type { CloudConfigError, ConfigProblem } from './errors.ts';
import { type AuthKey, authKeys } from './names.ts';

type Said = Partial<Record<AuthKey, string>>;

/** Where a key of the cloud stands is known to whoever read the file. */
export type Refuse = (problem: ConfigProblem, sentence: string, key?: string) => CloudConfigError;

const TYPES: Record<string, Auth['kind']> = {
  password: 'password',
  v3password: 'password',
  v3applicationcredential: 'applicationCredential',
  token: 'token',
  v3token: 'token',
};
const AUTH_TYPES = Object.keys(TYPES).join(', ');

/** Of these what stands beside `auth` counts, as it may come from the environment; of all others what stands in it. */
const BESIDE_COUNTS = /^(user_domain|project|project_domain|domain)_(id|name)$|^token$/;

/** What is said of signing in, wherever it stands. */
export function authSaid(settings: Settings): Said {
  const inside = isSettings(settings.auth) ? settings.auth : {};
  const said: Said = {};
  for (const key of authKeys) {
    const [beside, within] = [textOf(settings[key]), textOf(inside[key])];
    const value = BESIDE_COUNTS.test(key) ? (beside ?? within) : (within ?? beside);
    if (value !== undefined) said[key] = value;
  }
  return said;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** How to sign in; the secret is empty where none is said. @throws CloudConfigError */
export function authOf(settings: Settings, refuse: Refuse): Auth {
  const said = authSaid(settings);
  const kind = kindOf(textOf(settings.auth_type), said, refuse);
  if (kind === 'applicationCredential') return credentialOf(said, refuse);
  const project = projectOf(said, refuse);
  if (kind === 'token') return { kind, token: said.token ?? '', project };
  return { kind, user: userOf(said, refuse), password: said.password ?? '', project };
}

function kindOf(type: string | undefined, said: Said, refuse: Refuse): Auth['kind'] {
  if (type === undefined) {
    if (said.application_credential_id ?? said.application_credential_secret) return 'applicationCredential';
    return said.token !== undefined && said.password === undefined ? 'token' : 'password';
  }
  if (/^v2/.test(type))
    throw refuse('IdentityV2', `Identity v2 (${type}) has ended; write v3password.`, 'auth_type');
  const kind = TYPES[type.toLowerCase()];
  if (kind !== undefined) return kind;
  const sentence = `Signing in by ${type} is not known here; known are ${AUTH_TYPES}. For a cloud with single sign-on make an application credential.`;
  throw refuse('AuthTypeUnsupported', sentence, 'auth_type');
}

function credentialOf(said: Said, refuse: Refuse): Auth {
  const secret = said.application_credential_secret ?? '';
  const { application_credential_id: id, application_credential_name: name } = said;
  if (id !== undefined) return { kind: 'applicationCredential', credential: { id }, secret };
  if (name === undefined)
    throw refuse(
      'CredentialMissing',
      'The id of the application credential is missing (application_credential_id).',
    );
  return { kind: 'applicationCredential', credential: { name, user: userOf(said, refuse) }, secret };
}

function userOf(said: Said, refuse: Refuse): UserRef {
  if (said.user_id !== undefined) return { id: said.user_id };
  if (said.username === undefined) throw refuse('UserMissing', 'The user is missing (username).');
  return { name: said.username, ...domainIn(said, 'user_domain_id', 'user_domain_name') };
}

function projectOf(said: Said, refuse: Refuse): ProjectRef {
  if (said.project_id !== undefined) return { id: said.project_id };
  if (said.project_name !== undefined)
    return { name: said.project_name, ...domainIn(said, 'project_domain_id', 'project_domain_name') };
  throw refuse('ProjectMissing', 'The project is missing (project_name or project_id).');
}

/** The one that is said, or the one for both the user and the project, or the one that every Keystone has. */
function domainIn(said: Said, idKey: AuthKey, nameKey: AuthKey): { domain: DomainRef } {
  const id = said[idKey];
  if (id !== undefined) return { domain: { id } };
  const name = said[nameKey];
  if (name !== undefined) return { domain: { name } };
  const both = said.domain_id ?? said.default_domain_id ?? said.default_domain;
  if (both !== undefined) return { domain: { id: both } };
  const named = said.domain_name ?? said.default_domain_name;
  return { domain: named === undefined ? { id: 'default' } : { name: named } };
}

/** True where nobody has said the password, the secret or the token yet. */
export function lacksSecret(auth: Auth): boolean {
  if (auth.kind === 'password') return auth.password === '';
  return (auth.kind === 'token' ? auth.token : auth.secret) === '';
}
