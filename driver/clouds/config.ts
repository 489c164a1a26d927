import { readFile } from 'node:fs/promises';
import {
  type CloudConfig,
  CloudConfigError,
  type DomainRef,
  loadCloud,
  type Machine,
  type UserRef,
} from 'openstack-ts';
import type { CloudAuth, CloudConnection } from '../model/cloudConnection';
import { cloudText, isCloudId } from '../model/cloudConnection';
import type { CloudPlace } from './client';

/** What a connection comes to, with the secret in it: for the client alone. */
export interface CloudRead {
  config: CloudConfig;
  place: CloudPlace;
  /** The password or what else stands for it is said nowhere. */
  lacksSecret: boolean;
}

type OwnConnection = Extract<CloudConnection, { kind: 'own' }>;

/**
 * Reads what a connection refers to.
 * @param secret what is kept for it; where clouds.yaml has its own, that counts
 * @throws CloudConfigError (of the client)
 */
export async function readConnection(
  connection: CloudConnection,
  secret: string,
  machine: Machine,
  { signal }: { signal: AbortSignal },
): Promise<CloudRead> {
  const where = cloudText(connection);
  if (connection.kind === 'own') {
    const { caFile } = connection;
    const ca =
      caFile === undefined || caFile === '' ? undefined : await certificates(caFile, machine.home, signal);
    const config = ownConfig(connection, secret, ca);
    return { config, place: placeOf(config, where, caFile, []), lacksSecret: secret === '' };
  }
  const { path, cloud, region } = connection;
  const read = await loadCloud(machine, {
    file: path || undefined,
    cloud,
    region: region || undefined,
    signal,
  });
  const config = read.lacksSecret
    ? { ...read.config, auth: withSecret(read.config.auth, secret) }
    : read.config;
  const warnings = read.warnings.map(({ text }) => text);
  return {
    config,
    place: placeOf(config, where, read.caFile, warnings),
    lacksSecret: read.lacksSecret && secret === '',
  };
}

function placeOf(
  { authUrl, auth, region, verify = true }: CloudConfig,
  where: string,
  caFile: string | undefined,
  warnings: readonly string[],
): CloudPlace {
  const project = auth.kind === 'applicationCredential' ? undefined : auth.project;
  return {
    ...{ where, authUrl, kind: auth.kind, region, caFile, verify, warnings },
    project: project && ('id' in project ? project.id : project.name),
  };
}

function ownConfig(connection: OwnConnection, secret: string, ca: string | undefined): CloudConfig {
  const { authUrl, auth, region, interface: wanted, verify } = connection;
  return {
    ...{
      name: cloudText(connection),
      authUrl,
      auth: withSecret(authOf(auth), secret),
      interface: wanted,
      verify,
    },
    ...(region ? { region } : {}),
    ...(ca === undefined ? {} : { ca }),
  };
}

function authOf(auth: CloudAuth): CloudConfig['auth'] {
  switch (auth.kind) {
    case 'password':
      return {
        kind: 'password',
        user: userOf(auth.user, auth.userDomain),
        password: '',
        project: projectOf(auth),
      };
    case 'token':
      return { kind: 'token', token: '', project: projectOf(auth) };
    case 'applicationCredential': {
      const { id, name = '', user = '', userDomain } = auth;
      const credential = id ? { id } : { name, user: userOf(user, userDomain) };
      return { kind: 'applicationCredential', credential, secret: '' };
    }
  }
}

function withSecret(auth: CloudConfig['auth'], secret: string): CloudConfig['auth'] {
  switch (auth.kind) {
    case 'password':
      return { ...auth, password: secret };
    case 'token':
      return { ...auth, token: secret };
    case 'applicationCredential':
      return { ...auth, secret };
  }
}

/** Keystone's usual domain has this id everywhere; what it is called is up to whoever runs it. */
const USUAL_DOMAIN: DomainRef = { id: 'default' };

function domainOf(text: string | undefined): DomainRef {
  if (!text) return USUAL_DOMAIN;
  return isCloudId(text) ? { id: text } : { name: text };
}

function userOf(user: string, domain: string | undefined): UserRef {
  return isCloudId(user) ? { id: user } : { name: user, domain: domainOf(domain) };
}

function projectOf({
  projectId,
  projectName = '',
  projectDomain,
}: Extract<CloudAuth, { kind: 'token' }> | Extract<CloudAuth, { kind: 'password' }>) {
  return projectId ? { id: projectId } : { name: projectName, domain: domainOf(projectDomain) };
}

async function certificates(file: string, home: string, signal: AbortSignal): Promise<string> {
  const path = file.replace(/^~(?=$|[\\/])/, home);
  try {
    const text = await readFile(path, { encoding: 'utf8', signal });
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (error) {
    if (signal.aborted) throw error;
    const isThere = (error as NodeJS.ErrnoException).code !== 'ENOENT';
    const why = isThere
      ? 'The file with certificates can not be read.'
      : 'There is no such file with certificates.';
    throw new CloudConfigError('FileUnreadable', why, { file: path }, error);
  }
  throw new CloudConfigError(
    'FileMalformed',
    'The file has no certificates (PEM); one begins with "-----BEGIN CERTIFICATE-----".',
    { file: path },
  );
}
