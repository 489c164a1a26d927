import { type Cloud, type CloudConfig, type Environment, identity } from 'openstack-ts';
import type { CloudClient } from './client';
import { openstackReader } from './openstackReader';

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
      if (config.auth.kind === 'applicationCredential') return undefined;
      const found = await identity.projects(config, environment, { signal });
      return found.map(({ name }) => name).sort();
    },
    async version(service, signal) {
      await cloud.endpoint(service, { signal });
      if (service === 'compute' || service === 'volume')
        return (await cloud.versions(service, { signal })).most;
      return undefined;
    },
  };
}
