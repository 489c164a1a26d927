import {
  allOf,
  availabilityZones,
  type Cloud,
  flavors,
  images,
  networks,
  projectQuotas,
  type Quota,
  securityGroups,
  subnets,
  volumeTypes,
} from 'openstack-ts';
import { usualUserOf } from '../model/cloudCatalog';
import type { CloudQuota } from '../model/cloudCheck';
import { slotsOfEngine } from '../model/slots';
import { clientFailure } from './failures';
import type { CloudReader } from './reader';

/** Kernels and their like, from which nothing boots by itself. */
const NO_DISKS = ['aki', 'ari'];
/** An image that a Rockpool has made of a host is chosen by no person. */
const isMadeByUs = (name: string) => name.startsWith('rockpool_');

/** A project as its services show it. */
export function openstackReader(cloud: Cloud): CloudReader {
  return {
    async images(signal) {
      const all = await allOf(images.list(cloud, { status: 'active' }, { signal }));
      return all
        .filter(({ status, isHidden }) => status === 'active' && !isHidden)
        .filter(({ diskFormat = '', properties }) => {
          return !NO_DISKS.includes(diskFormat) && !Object.keys(properties).some(isMadeByUs);
        })
        .map(({ id, name, size, minDiskGiB, minMemoryMiB, properties }) => ({
          ...{ id, name, sizeBytes: size, minDiskGb: minDiskGiB, minMemoryMiB },
          ...{ system: properties.os_distro, user: usualUserOf(name, properties) },
        }));
    },
    async flavors(signal) {
      const all = await allOf(flavors.list(cloud, {}, { signal }));
      return all
        .filter(({ isDisabled }) => !isDisabled)
        .map(({ id, name, vcpus, memoryMiB, diskGiB, ephemeralGiB }) => ({
          ...{ id, name, vcpus, memoryMiB, diskGb: diskGiB, ephemeralGb: ephemeralGiB },
          slots: slotsOfEngine(memoryMiB),
        }));
    },
    async networks(signal) {
      const [all, parts] = await Promise.all([
        allOf(networks.listUsable(cloud, { signal })),
        allOf(subnets.list(cloud, {}, { signal })),
      ]);
      return all.map(({ id, name, isExternal, isShared }) => ({
        ...{ id, name, isExternal, isShared },
        ranges: parts.filter(({ networkId }) => networkId === id).map(({ cidr }) => cidr),
      }));
    },
    async securityGroups(signal) {
      const all = await allOf(securityGroups.list(cloud, {}, { signal }));
      return all.map(({ id, name }) => ({ id, name }));
    },
    async volumeTypes(signal) {
      const all = await allOf(volumeTypes.list(cloud, { signal })).catch(unlessMissing);
      return all?.map(({ id, name }) => ({ id, name }));
    },
    availabilityZones: signal => availabilityZones.list(cloud, { signal }),
    async quotas(signal) {
      const { compute, volume, network } = await projectQuotas.get(cloud, { signal });
      return [
        ...row('machines', compute?.instances),
        ...row('virtual processors', compute?.cores),
        ...row('memory', compute?.memoryMiB, 'MiB'),
        ...row('volumes', volume?.volumes),
        ...row('volume space', volume?.sizeGiB, 'GB'),
        ...row('network ports', network?.ports),
        ...row('security groups', network?.securityGroups),
        ...row('floating IPs', network?.floatingIps),
      ];
    },
  };
}

function row(what: string, quota: Quota | undefined, unit?: CloudQuota['unit']): CloudQuota[] {
  return quota ? [{ what, used: quota.used, limit: quota.limit, ...(unit ? { unit } : {}) }] : [];
}

function unlessMissing(error: unknown): undefined {
  if (clientFailure(error)?.code === 'NoService') return undefined;
  throw error;
}
