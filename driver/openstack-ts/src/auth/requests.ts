import type { Auth, DomainRef, ProjectRef, UserRef } from '../core/config.ts';
import { OpenStackError } from '../core/errors.ts';

/**
 * Where Keystone gives tokens. People give its address in many forms: without a version, with that of old, with a slash.
 * @throws OpenStackError BadConfig
 */
export function tokensUrl(authUrl: string): string {
  const url = URL.canParse(authUrl) ? new URL(authUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new OpenStackError({
      ...{ code: 'BadConfig', wasSent: false },
      message: 'The address for signing in has to begin with https:// or http://, and a host.',
    });
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/(\/v(3|2\.0))?(\/auth\/tokens)?$/, '');
  return `${url.origin}${path}/v3/auth/tokens`;
}

const named = (thing: ProjectRef | UserRef): { id: string } | { name: string; domain: DomainRef } =>
  'id' in thing ? { id: thing.id } : { name: thing.name, domain: thing.domain };

/** The body of POST /v3/auth/tokens. Without a project the token is good for asking which projects there are. */
export function signInBody(auth: Auth) {
  if (auth.kind === 'applicationCredential') {
    const { credential, secret } = auth;
    const which =
      'id' in credential ? { id: credential.id } : { name: credential.name, user: named(credential.user) };
    // It has its project; Keystone refuses to be told one.
    return {
      auth: {
        identity: { methods: ['application_credential'], application_credential: { ...which, secret } },
      },
    };
  }
  const scope = auth.project ? { scope: { project: named(auth.project) } } : {};
  const identity =
    auth.kind === 'password'
      ? { methods: ['password'], password: { user: { ...named(auth.user), password: auth.password } } }
      : { methods: ['token'], token: { id: auth.token } };
  return { auth: { identity, ...scope } };
}
