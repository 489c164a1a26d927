import { type CloudConfig, cloudOfOpenrc, type DomainRef } from 'openstack-ts';
import { type CloudAuth, type CloudDraft, cloudDraftSchema } from '../model/cloudConnection';

/** What a pasted openrc describes. */
export interface OpenrcDraft {
  draft: CloudDraft;
  /** It asks for the password when it runs, or has none. */
  lacksSecret: boolean;
  warnings: string[];
}

/** Reads an openrc, of which nothing is run. @throws CloudConfigError (of the client) */
export function draftOfOpenrc(text: string, home: string): OpenrcDraft {
  const { config, caFile, lacksSecret, warnings } = cloudOfOpenrc(text, { home });
  const { auth, secret } = partsOf(config.auth);
  const draft = cloudDraftSchema.parse({
    connection: {
      ...{ kind: 'own', authUrl: config.authUrl, auth, interface: config.interface, verify: config.verify },
      ...(config.region === undefined ? {} : { region: config.region }),
      ...(caFile === undefined ? {} : { caFile }),
    },
    ...(secret === '' ? {} : { secret }),
  });
  return { draft, lacksSecret, warnings: warnings.map(warning => warning.text) };
}

const nameOf = (ref: { id: string } | { name: string }) => ('id' in ref ? ref.id : ref.name);
const domainIn = (ref: { id: string } | { name: string; domain: DomainRef }) =>
  'domain' in ref ? nameOf(ref.domain) : undefined;

/** How to sign in without the secret, and that. */
function partsOf(auth: CloudConfig['auth']): { auth: CloudAuth; secret: string } {
  if (auth.kind === 'applicationCredential') {
    const { credential, secret } = auth;
    if ('id' in credential) return { auth: { kind: auth.kind, id: credential.id }, secret };
    const { name, user } = credential;
    return { auth: { kind: auth.kind, name, user: nameOf(user), userDomain: domainIn(user) }, secret };
  }
  const { project } = auth;
  const inProject =
    project === undefined || 'id' in project
      ? { projectId: project?.id }
      : { projectName: project.name, projectDomain: domainIn(project) };
  if (auth.kind === 'token') return { auth: { kind: auth.kind, ...inProject }, secret: auth.token };
  const user = { user: nameOf(auth.user), userDomain: domainIn(auth.user) };
  return { auth: { kind: auth.kind, ...user, ...inProject }, secret: auth.password };
}
