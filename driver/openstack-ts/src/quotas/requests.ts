import * as computeLimits from '../compute/limits/requests.ts';
import type { ComputeLimits } from '../compute/limits/results.ts';
import type { Cloud } from '../core/cloud.ts';
import { isForbidden, isNotFound, isOpenStackError } from '../core/errors.ts';
import * as networkQuotas from '../network/quotas/requests.ts';
import type { NetworkQuotas } from '../network/quotas/results.ts';
import { type CallOptions, projectOf } from '../resource.ts';
import * as volumeLimits from '../volume/limits/requests.ts';
import type { VolumeLimits } from '../volume/limits/results.ts';

/** What a project may have, and has. A service that isn't there, or doesn't tell this user, is undefined. */
export interface ProjectQuotas {
  compute: ComputeLimits | undefined;
  volume: VolumeLimits | undefined;
  network: NetworkQuotas | undefined;
}

/** Of the project that is worked in, of all services at once. @throws OpenStackError */
export async function get(cloud: Cloud, { signal }: CallOptions = {}): Promise<ProjectQuotas> {
  const [compute, volume, network] = await Promise.all([
    computeLimits.get(cloud, { signal }).catch(unlessUntold),
    volumeLimits.get(cloud, { signal }).catch(unlessUntold),
    projectOf(cloud, { signal })
      .then(project => (project === undefined ? undefined : networkQuotas.get(cloud, project, { signal })))
      .catch(unlessUntold),
  ]);
  return { compute, volume, network };
}

function unlessUntold(error: unknown): undefined {
  const isUntold = isNotFound(error) || isForbidden(error);
  if (isUntold || (isOpenStackError(error) && error.code === 'NoService')) return undefined;
  throw error;
}
