import type { SeenFlavor, SeenQuota, SeenQuotas } from './calls';
import type { Quota } from './room';
import { volumesOf } from './wish';

/** What one more host takes of each quota that the cloud tells. Pure. */
export function hostQuotas(
  quotas: SeenQuotas,
  {
    flavor,
    rootVolumeGb,
    dataVolumeGb,
    networks,
    wantsFloating,
  }: {
    flavor: Pick<SeenFlavor, 'vcpus' | 'memoryMiB'>;
    rootVolumeGb: number;
    dataVolumeGb: number;
    networks: number;
    wantsFloating: boolean;
  },
): Quota[] {
  const volumes = volumesOf({ rootVolumeGb, dataVolumeGb });
  const rows: [SeenQuota | undefined, Omit<Quota, 'used' | 'limit'>][] = [
    [quotas.instances, { what: 'machines', name: 'instances', perHost: 1 }],
    [quotas.cores, { what: 'virtual processors', name: 'cores', perHost: flavor.vcpus }],
    [quotas.ram, { what: 'memory', name: 'ram', perHost: flavor.memoryMiB, unit: 'MiB' }],
    [quotas.volumes, { what: 'volumes', name: 'volumes', perHost: volumes.count }],
    [
      quotas.gigabytes,
      { what: 'space of volumes', name: 'gigabytes', perHost: volumes.gigabytes, unit: 'GB' },
    ],
    [quotas.ports, { what: 'network ports', name: 'port', perHost: networks }],
    [quotas.floatingIps, { what: 'floating addresses', name: 'floatingip', perHost: wantsFloating ? 1 : 0 }],
  ];
  return rows.flatMap(([seen, row]) => (seen ? [{ ...row, ...seen }] : []));
}
