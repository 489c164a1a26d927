import { type Cloud, type CloudConfig, type Environment, openCloud } from 'openstack-ts';
import { z } from 'zod';
import type { CloudClient } from './client';
import { openstackReader } from './openstackReader';

const projectsSchema = z.object({ projects: z.array(z.object({ name: z.string() })) });

/** A cloud to be looked over, as OpenStack has it. */
export function openstackClient(
  cloud: Cloud,
  config: CloudConfig,
  environment: Partial<Environment>,
): CloudClient {
  return {
    reader: openstackReader(cloud),
    async signIn(signal) {
      const { user, project, roles, catalog } = await cloud.token({ signal });
      const regions = catalog.flatMap(({ endpoints }) =>
        endpoints.map(one => one.region_id ?? one.region ?? ''),
      );
      return {
        ...{ user: user.name, project: project?.name, roles },
        regions: [...new Set(regions)].filter(Boolean).sort(),
      };
    },
    async projects(signal) {
      const { auth } = config;
      if (auth.kind === 'applicationCredential') return undefined;
      // For no project there is no catalog, which would say where the Identity service is.
      const endpoints = { ...config.endpoints, identity: config.authUrl };
      const unscoped = openCloud(
        { ...config, endpoints, auth: { ...auth, project: undefined } },
        environment,
      );
      const { body } = await unscoped.call({
        service: 'identity',
        method: 'GET',
        path: '/auth/projects',
        signal,
      });
      const found = projectsSchema.safeParse(body);
      return found.success ? found.data.projects.map(({ name }) => name).sort() : undefined;
    },
    async version(service, signal) {
      await cloud.endpoint(service, { signal });
      if (service === 'compute' || service === 'volume')
        return (await cloud.versions(service, { signal })).most;
      return undefined;
    },
  };
}
