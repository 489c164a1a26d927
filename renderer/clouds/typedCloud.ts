import type { CloudAuth, CloudConnection, CloudDraft } from '../../driver/model/cloudConnection';
import { cloudConnectionSchema } from '../../driver/model/cloudConnection';

/** How an admin says where a cloud is. */
export type CloudWay = 'file' | 'openrc' | 'fields';

/** What has been typed of a cloud, whichever way is chosen. */
export interface TypedCloud {
  way: CloudWay;
  /** Of clouds.yaml; empty: the file that OpenStack's own clients would find. */
  path: string;
  cloud: string;
  cloudRegion: string;
  authUrl: string;
  kind: CloudAuth['kind'];
  user: string;
  userDomain: string;
  projectName: string;
  projectDomain: string;
  /** Of an application credential. */
  credentialId: string;
  region: string;
  interface: 'public' | 'internal' | 'admin';
  caFile: string;
  verify: boolean;
  /** Null: as it is kept. */
  secret: string | null;
}

export const NO_CLOUD: TypedCloud = {
  ...{ way: 'file', path: '', cloud: '', cloudRegion: '' },
  ...{ authUrl: '', kind: 'password', user: '', userDomain: '', projectName: '', projectDomain: '' },
  ...{ credentialId: '', region: '', interface: 'public', caFile: '', verify: true, secret: null },
};

/** A connection as its form has it. */
export function typedCloud(connection: CloudConnection, secret: string | null = null): TypedCloud {
  if (connection.kind === 'cloudsYaml') {
    const { path = '', cloud, region = '' } = connection;
    return { ...NO_CLOUD, path, cloud, cloudRegion: region, secret };
  }
  const { authUrl, auth, region = '', caFile = '', verify } = connection;
  return {
    ...NO_CLOUD,
    ...typedAuth(auth),
    ...{ way: 'fields', authUrl, region, caFile, verify, secret, interface: connection.interface },
  };
}

function typedAuth(auth: CloudAuth): Partial<TypedCloud> {
  const { kind } = auth;
  if (auth.kind === 'applicationCredential') {
    const { id = '', user = '', userDomain = '' } = auth;
    return { kind, credentialId: id || (auth.name ?? ''), user, userDomain };
  }
  const { projectId = '', projectName = projectId, projectDomain = '' } = auth;
  const project = { kind, projectName, projectDomain };
  return auth.kind === 'token' ? project : { ...project, user: auth.user, userDomain: auth.userDomain ?? '' };
}

/** What the fields of a form need. */
export interface CloudFieldsProps {
  value: TypedCloud;
  onChange: (value: TypedCloud) => void;
  /** Of those that are to be shown by now. */
  errors: Readonly<Record<string, string>>;
  /** True if a secret is kept already, so that an empty input is no missing one. */
  hasSecret: boolean;
}

/** Ids as Keystone makes them. */
const ID = /^[0-9a-f]{32}$/;

function authOf(typed: TypedCloud): CloudAuth {
  const { kind, user, userDomain, projectName, projectDomain, credentialId } = typed;
  const said = (text: string) => text.trim() || undefined;
  const project = ID.test(projectName.trim())
    ? { projectId: projectName.trim() }
    : { projectName: said(projectName), projectDomain: said(projectDomain) };
  switch (kind) {
    case 'password':
      return { kind, user: user.trim(), userDomain: said(userDomain), ...project };
    case 'token':
      return { kind, ...project };
    case 'applicationCredential':
      return user.trim() === ''
        ? { kind, id: said(credentialId) }
        : { kind, name: said(credentialId), user: user.trim(), userDomain: said(userDomain) };
  }
}

/** What the form comes to, and what is wrong with it, by the name of its field. */
export function draftOf(typed: TypedCloud): { draft?: CloudDraft; errors: Record<string, string> } {
  const said = (text: string) => text.trim() || undefined;
  const connection =
    typed.way === 'file'
      ? {
          ...{ kind: 'cloudsYaml', path: said(typed.path), cloud: typed.cloud },
          region: said(typed.cloudRegion),
        }
      : {
          ...{ kind: 'own', authUrl: typed.authUrl, auth: authOf(typed), region: said(typed.region) },
          ...{ interface: typed.interface, caFile: said(typed.caFile), verify: typed.verify },
        };
  const result = cloudConnectionSchema.safeParse(connection);
  if (result.success) {
    const secret = typed.secret === null ? {} : { secret: typed.secret };
    return { draft: { connection: result.data, ...secret }, errors: {} };
  }
  const errors: Record<string, string> = {};
  for (const { path, message } of result.error.issues) {
    const field = String(path.at(-1) ?? '');
    errors[fieldNames[field] ?? field] ??= message;
  }
  return { errors };
}

/** Where the form calls something otherwise than the connection. */
const fieldNames: Record<string, string> = { id: 'credentialId', name: 'credentialId' };
