import type { Cloud } from '../cloud';
import { micros, seconds } from '../core/read';
import type { Call } from '../core/service';
import type { Server } from './records';

const STATUS = {
  building: 'BUILD',
  active: 'ACTIVE',
  stopped: 'SHUTOFF',
  error: 'ERROR',
  softDeleted: 'SOFT_DELETED',
  deleted: 'DELETED',
} as const;

export const statusOf = ({ vmState, taskState }: Server): string => {
  if (taskState === 'reboot_started') return 'REBOOT';
  return STATUS[vmState];
};

const POWER = { building: 0, active: 1, stopped: 4, error: 0, softDeleted: 4, deleted: 0 } as const;

/** An address of the API without its version, as bookmarks have it. */
export const unversioned = (base: string) => base.replace(/\/v2\.1$/, '');

export const linksOf = (base: string, kind: string, id: string) => [
  { rel: 'self', href: `${base}/${kind}/${id}` },
  { rel: 'bookmark', href: `${unversioned(base)}/${kind}/${id}` },
];

function addressesOf(cloud: Cloud, server: Server) {
  const found: Record<string, unknown[]> = {};
  if (!server.hasAddresses) return found;
  for (const id of cloud.portsOf.get(server.id) ?? []) {
    const port = cloud.ports.get(id);
    const name = port && cloud.networks.get(port.networkId)?.name;
    if (!port || name === undefined) continue;
    const entries = found[name] ?? [];
    found[name] = entries;
    const entry = (addr: string, type: string) =>
      entries.push({ version: 4, addr, 'OS-EXT-IPS:type': type, 'OS-EXT-IPS-MAC:mac_addr': port.mac });
    for (const { address } of port.fixedIps) entry(address, 'fixed');
    for (const floating of cloud.floatingIpsOf.get(id) ?? []) {
      const address = cloud.floatingIps.get(floating)?.address;
      if (address !== undefined) entry(address, 'floating');
    }
  }
  return found;
}

function groupsOf(cloud: Cloud, server: Server): { security_groups?: { name: string }[] } {
  const ids = new Set(
    [...(cloud.portsOf.get(server.id) ?? [])].flatMap(id => cloud.ports.get(id)?.securityGroupIds ?? []),
  );
  if (ids.size === 0) return {};
  return { security_groups: [...ids].map(id => ({ name: cloud.securityGroups.get(id)?.name ?? id })) };
}

function flavorOf({ flavor }: Server, { minor, base }: Call) {
  if (minor < 47)
    return {
      id: flavor.id,
      links: [{ rel: 'bookmark', href: `${unversioned(base)}/flavors/${flavor.id}` }],
    };
  return {
    vcpus: flavor.vcpus,
    ram: flavor.ram,
    disk: flavor.disk,
    ephemeral: 0,
    swap: 0,
    original_name: flavor.name,
    extra_specs: flavor.extraSpecs,
  };
}

/** @param isAlone shown by itself: with what a listing leaves out */
export function showServer(server: Server, call: Call, isAlone: boolean): Record<string, unknown> {
  const { cloud, minor, base } = call;
  return {
    id: server.id,
    name: server.name,
    status: statusOf(server),
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: server.metadata,
    hostId: server.hostId,
    image:
      server.imageId === undefined
        ? ''
        : {
            id: server.imageId,
            links: [{ rel: 'bookmark', href: `${unversioned(base)}/images/${server.imageId}` }],
          },
    flavor: flavorOf(server, call),
    created: seconds(server.createdAt),
    updated: seconds(server.updatedAt),
    addresses: addressesOf(cloud, server),
    accessIPv4: '',
    accessIPv6: '',
    links: linksOf(base, 'servers', server.id),
    'OS-DCF:diskConfig': 'MANUAL',
    ...(server.vmState !== 'deleted' && server.vmState !== 'error' && { progress: 0 }),
    // One that has never been on a node is kept elsewhere, where a listing doesn't look for its fault.
    ...(server.fault &&
      (isAlone || server.hasBeenScheduled) &&
      (server.vmState === 'error' || server.vmState === 'deleted') && {
        fault: {
          code: server.fault.code,
          created: seconds(server.fault.created),
          message: server.fault.message,
        },
      }),
    'OS-EXT-AZ:availability_zone': server.zone,
    config_drive: server.hasConfigDrive ? 'True' : '',
    key_name: server.keyName,
    'OS-SRV-USG:launched_at': server.launchedAt === undefined ? null : launched(server.launchedAt),
    'OS-SRV-USG:terminated_at': server.terminatedAt === undefined ? null : launched(server.terminatedAt),
    ...groupsOf(cloud, server),
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:power_state': POWER[server.vmState],
    'os-extended-volumes:volumes_attached': server.attachments.map(({ volumeId, deleteOnTermination }) => ({
      id: volumeId,
      ...(minor >= 3 && { delete_on_termination: deleteOnTermination }),
    })),
    ...(minor >= 9 && { locked: false }),
    ...(minor >= 73 && { locked_reason: null }),
    ...(minor >= 19 && { description: server.description }),
    ...(minor >= 26 && { tags: server.tags }),
    ...(minor >= 63 && { trusted_image_certificates: null }),
    ...(minor >= 90 && { 'OS-EXT-SRV-ATTR:hostname': server.hostname }),
    ...(minor >= 71 && isAlone && { server_groups: server.groupId === undefined ? [] : [server.groupId] }),
  };
}

/** Nova keeps these without fractions and shows six zeros. */
const launched = (ms: number) => micros(Math.floor(ms / 1000) * 1000);

export const briefly = ({ id, name }: Server, { base }: Call) => ({
  id,
  name,
  links: linksOf(base, 'servers', id),
});
