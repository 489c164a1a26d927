import type { Pool } from '../../driver/model/pool';

/** Where the hosts of a pool are, in words. */
export function hostsAre({ provider, engineUrl }: Pick<Pool, 'provider' | 'engineUrl'>): string {
  switch (provider) {
    case 'local':
      return `the Docker engine at ${engineUrl}`;
    case 'ssh':
      return 'machines over SSH';
    case 'openstack':
      return 'machines of an OpenStack project';
    case 'simulator':
      return 'simulated hosts';
  }
}
