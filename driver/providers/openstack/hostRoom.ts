import type { Flavor, ProjectQuotas, Quota as Usage } from 'openstack-ts';
import { GROUP_MEMBERS } from './quotaNames';
import type { Quota } from './room';
import { volumesOf } from './wish';

/** What one more host takes of each quota that the cloud tells. Pure. */
export function hostQuotas(
  { compute, volume, network }: ProjectQuotas,
  {
    flavor,
    rootVolumeGb,
    dataVolumeGb,
    networks,
    wantsFloating,
    keptApart,
  }: {
    flavor: Pick<Flavor, 'vcpus' | 'memoryMiB'>;
    rootVolumeGb: number;
    dataVolumeGb: number;
    networks: number;
    wantsFloating: boolean;
    /** Machines that are in one group of servers with it; undefined: it is in none. */
    keptApart?: number | undefined;
  },
): Quota[] {
  const volumes = volumesOf({ rootVolumeGb, dataVolumeGb });
  const mostApart = compute?.serverGroupMembers;
  const apart =
    keptApart === undefined || mostApart === undefined ? undefined : { used: keptApart, limit: mostApart };
  const rows: [Usage | undefined, Omit<Quota, 'used' | 'limit'>][] = [
    [compute?.instances, { what: 'machines', name: 'instances', perHost: 1 }],
    [compute?.cores, { what: 'virtual processors', name: 'cores', perHost: flavor.vcpus }],
    [compute?.memoryMiB, { what: 'memory', name: 'ram', perHost: flavor.memoryMiB, unit: 'MiB' }],
    [apart, { what: GROUP_MEMBERS, name: 'server_group_members', perHost: 1 }],
    [volume?.volumes, { what: 'volumes', name: 'volumes', perHost: volumes.count }],
    [
      volume?.sizeGiB,
      { what: 'space of volumes', name: 'gigabytes', perHost: volumes.gigabytes, unit: 'GB' },
    ],
    [network?.ports, { what: 'network ports', name: 'port', perHost: networks }],
    [
      network?.floatingIps,
      { what: 'floating addresses', name: 'floatingip', perHost: wantsFloating ? 1 : 0 },
    ],
  ];
  return rows.flatMap(([seen, row]) => (seen ? [{ ...row, ...seen }] : []));
}
