import type { Token } from '../auth/token.ts';
import { type Cloud, openCloud } from '../core/cloud.ts';
import type { CloudConfig } from '../core/config.ts';
import type { Environment } from '../core/environment.ts';
import { allOf, pages } from '../core/pages.ts';
import { readAs } from '../core/read.ts';
import { type Project, projectSchema } from './results.ts';
import { projectsPath } from './urls.ts';

/** Who we are for the cloud: user, project, roles. @throws OpenStackError */
export async function current(
  cloud: Cloud,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Pick<Token, 'user' | 'project' | 'roles'>> {
  const { user, project, roles } = await cloud.token(options);
  return { user, project, roles };
}

/**
 * The projects that the user of a configuration may work in, whichever project it names: Keystone answers a wrong project
 * as it answers a wrong password, and this tells them apart.
 * @throws OpenStackError Unauthorized: it was the user or the password
 */
export async function projects(
  config: CloudConfig,
  environment: Partial<Environment> = {},
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Project[]> {
  const { auth, authUrl } = config;
  const cloud = openCloud(
    {
      ...config,
      auth: auth.kind === 'applicationCredential' ? auth : { ...auth, project: undefined },
      // A token without a project has no catalog.
      endpoints: { ...config.endpoints, identity: authUrl },
    },
    environment,
  );
  const items = pages(cloud, { service: 'identity', path: projectsPath, key: 'projects', signal });
  return (await allOf(items)).map((item, at) => readAs(projectSchema, item, `projects.${at}`));
}
