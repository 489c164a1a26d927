import type { Cloud } from '../cloud';
import { fields, isFields, micros, text, texts } from '../core/read';
import { Refusal } from '../core/refusal';
import type { Answer, Call, Route } from '../core/service';
import { unauthorized } from './errors';
import type { Project, Role, Token, User } from './records';

/** Who somebody is by one of the methods, before it is asked for which project. */
interface Known {
  user: User;
  /** The only project that this way in leads to. */
  projectId?: string;
  /** A token that is made from another doesn't outlive it. Ms since the epoch. */
  expiresAt?: number;
}

type Catalog = (origin: string, projectId: string) => unknown[];

function isDomain(cloud: Cloud, domain: unknown): boolean {
  const { id, name } = fields(domain);
  return id === undefined ? name === cloud.domain.name : id === cloud.domain.id;
}

function userOf(cloud: Cloud, user: unknown): User | undefined {
  const { id, name, domain } = fields(user);
  if (text(id) !== undefined) return cloud.users.get(String(id));
  if (!isDomain(cloud, domain)) return undefined;
  return [...cloud.users.values()].find(one => one.name === name);
}

const byPassword = (cloud: Cloud, identity: unknown): Known | undefined => {
  const asked = fields(identity, 'password').user;
  const user = userOf(cloud, asked);
  return user && user.password === fields(asked).password ? { user } : undefined;
};

const byToken = (cloud: Cloud, identity: unknown): Known | undefined => {
  const token = cloud.tokens.get(String(fields(identity, 'token').id));
  if (!token || token.expiresAt <= cloud.agenda.now) return undefined;
  return { user: token.user, expiresAt: token.expiresAt };
};

const byApplicationCredential = (cloud: Cloud, identity: unknown): Known | undefined => {
  const { id, name, secret, user } = fields(identity, 'application_credential');
  const owner = userOf(cloud, user);
  const credential =
    text(id) === undefined
      ? [...cloud.credentials.values()].find(one => one.name === name && one.userId === owner?.id)
      : cloud.credentials.get(String(id));
  if (!credential || credential.secret !== secret) return undefined;
  if (credential.expiresAt !== undefined && credential.expiresAt <= cloud.agenda.now) return undefined;
  const found = cloud.users.get(credential.userId);
  return found && { user: found, projectId: credential.projectId };
};

const METHODS: Readonly<Record<string, (cloud: Cloud, identity: unknown) => Known | undefined>> = {
  password: byPassword,
  token: byToken,
  application_credential: byApplicationCredential,
};

/** @throws {Refusal} 401 where there is no such project, or none for this user: Keystone doesn't say which */
function projectOf(cloud: Cloud, known: Known, scope: unknown): Project | undefined {
  const asked = fields(scope).project;
  if (asked === undefined) {
    if (scope === 'unscoped' || isFields(scope)) return undefined;
    const id = known.projectId ?? known.user.defaultProjectId;
    return id === undefined ? undefined : cloud.projects.get(id);
  }
  const { id, name, domain } = fields(asked);
  const project =
    text(id) === undefined
      ? [...cloud.projects.values()].find(one => one.name === name && isDomain(cloud, domain))
      : cloud.projects.get(String(id));
  if (!project?.isEnabled) throw unauthorized();
  if (known.projectId !== undefined && known.projectId !== project.id) throw unauthorized();
  return project;
}

function signIn(cloud: Cloud, body: unknown): Token {
  const auth = fields(body, 'auth');
  if (!isFields(fields(body).auth)) {
    throw new Refusal(
      400,
      "'auth' is a required property\n\nFailed validating 'required' in schema:\n    {'properties': {'auth': {'properties': {'identity': {'properties': {'methods': {'type': 'array'}}}}}}}",
    );
  }
  const identity = fields(auth, 'identity');
  const methods = texts(identity.methods);
  const method = METHODS[methods[0] ?? ''];
  const known = method?.(cloud, identity);
  if (!known?.user.isEnabled) throw unauthorized();
  const project = projectOf(cloud, known, auth.scope);
  const roles: readonly Role[] = project ? (known.user.roles[project.id] ?? []) : [];
  if (project && roles.length === 0) throw unauthorized();
  const { now } = cloud.agenda;
  const token: Token = {
    value: cloud.ids.token(),
    user: known.user,
    project,
    roles,
    methods,
    auditId: cloud.ids.hex().slice(0, 22),
    issuedAt: now,
    expiresAt: Math.min(now + cloud.tokenLifetimeMs, known.expiresAt ?? Number.POSITIVE_INFINITY),
  };
  cloud.tokens.set(token.value, token);
  return token;
}

function shown(token: Token, cloud: Cloud, catalog: unknown[]): unknown {
  const { domain } = cloud;
  return {
    token: {
      methods: token.methods,
      user: { domain, id: token.user.id, name: token.user.name, password_expires_at: null },
      audit_ids: [token.auditId],
      expires_at: micros(token.expiresAt).concat('Z'),
      issued_at: micros(token.issuedAt).concat('Z'),
      ...(token.project && {
        project: { domain, id: token.project.id, name: token.project.name },
        is_domain: false,
        roles: token.roles,
        catalog,
      }),
    },
  };
}

/** The token that stands in a header, if it holds. */
export function tokenFrom(cloud: Cloud, value: string | undefined): Token | undefined {
  const token = value === undefined ? undefined : cloud.tokens.get(value);
  if (!token) return undefined;
  if (token.expiresAt > cloud.agenda.now) return token;
  cloud.tokens.delete(token.value);
  return undefined;
}

export function tokenRoutes(catalog: Catalog): Route[] {
  const about = (cloud: Cloud, token: Token, origin: string) =>
    shown(token, cloud, catalog(origin, token.project?.id ?? ''));
  const asked = ({ cloud, headers }: Call): Token => {
    const value = headers['x-subject-token'];
    const token = tokenFrom(cloud, value);
    if (!token) throw new Refusal(404, `Failed to validate token`);
    return token;
  };
  return [
    {
      method: 'POST',
      path: '/auth/tokens',
      isOpen: true,
      run({ cloud, body, origin }): Answer {
        const token = signIn(cloud, body);
        return {
          status: 201,
          headers: { 'x-subject-token': token.value },
          body: about(cloud, token, origin),
        };
      },
    },
    {
      method: 'GET',
      path: '/auth/tokens',
      run(call) {
        const token = asked(call);
        return {
          status: 200,
          headers: { 'x-subject-token': token.value },
          body: about(call.cloud, token, call.origin),
        };
      },
    },
    {
      method: 'DELETE',
      path: '/auth/tokens',
      run(call) {
        call.cloud.tokens.delete(asked(call).value);
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: '/auth/catalog',
      run: ({ token, origin, base }) => ({
        status: 200,
        body: {
          catalog: catalog(origin, token.project?.id ?? ''),
          links: { self: `${base}/auth/catalog`, previous: null, next: null },
        },
      }),
    },
  ];
}
