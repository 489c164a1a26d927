import { type CloudAnswer, type CloudQuota, quotaText } from '../model/cloudCheck';
import type { PoolConfig } from '../model/poolConfig';
import type { PoolService } from './client';

const titles: Record<PoolService, string> = {
  compute: 'Compute',
  image: 'Image',
  network: 'Network',
  volume: 'Block Storage',
};

/** What a service has to be for a pool. */
export function serviceAnswer(service: PoolService, version: string | undefined): CloudAnswer {
  const known = version === undefined ? '' : `, up to version ${version}`;
  const found = `${titles[service]} is there${known}.`;
  // Nova's 2.67 (Stein, 2019) is the first that makes volumes of a chosen type together with a machine.
  if (service === 'compute' && version !== undefined && isBefore(version, 2, 67)) {
    const fix =
      'Leave the type of volumes empty (DD_HOST_DATA_VOLUME_TYPE): this cloud can not be asked for one.';
    return { name: titles[service], state: 'warning', found: `${found} It is older than 2.67.`, fix };
  }
  return { name: titles[service], state: 'ok', found };
}

/** Volumes can be done without; all others can't. */
export function missingService(
  service: PoolService,
  why: string,
  config: PoolConfig | undefined,
): CloudAnswer {
  const name = titles[service];
  if (service !== 'volume')
    return {
      name,
      state: 'failed',
      found: why,
      fix: 'Check the region and the interface of the connection, or ask whoever runs the cloud.',
    };
  const wantsVolumes =
    config === undefined || config.DD_HOST_ROOT_VOLUME_SIZE + config.DD_HOST_DATA_VOLUME_FACTOR > 0;
  if (!wantsVolumes)
    return { name, state: 'ok', found: 'The cloud has no volumes, and the pool wants none.' };
  return {
    name,
    state: 'warning',
    found: 'The cloud has no volumes.',
    fix: 'Write 0 for the root volume and for the data volume per slot in the settings of the pool.',
  };
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [m = 0, n = 0] = version.split('.').map(Number);
  return m < major || (m === major && n < minor);
}

export const serviceTitle = (service: PoolService): string => titles[service];

/** What quotas leave, and what of a host finds no room. */
export function quotaAnswer(quotas: readonly CloudQuota[]): CloudAnswer {
  const name = 'quotas';
  if (quotas.length === 0)
    return {
      name,
      state: 'warning',
      found: 'The cloud does not say how much the project may have.',
      fix: 'Hosts are asked for all the same; where there is no room, the pool says so.',
    };
  const used = quotas.filter(({ used, limit }) => limit >= 0 && used >= limit);
  const found = `${quotas.map(quotaText).join('; ')}.`;
  if (used.length === 0) return { name, state: 'ok', found };
  const which = used.map(({ what }) => what).join(', ');
  return {
    name,
    state: 'warning',
    found,
    fix: `Nothing is left of: ${which}. End what the project does not need, or ask whoever runs the cloud for more.`,
  };
}
