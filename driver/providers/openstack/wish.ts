import type { BlockDevice, ServerWish } from 'openstack-ts';
import { type Mark, markMetadata } from './marks';

/** A machine that is wanted, with everything that it names found in the cloud: ids, never names. */
export interface Wish {
  mark: Mark & { hostId: string };
  imageId: string;
  flavorId: string;
  networkIds: readonly string[];
  /** The pool's own first. */
  groupIds: readonly string[];
  /** Zero: it boots from the disk of its flavor. */
  rootVolumeGb: number;
  /** Zero: none. */
  dataVolumeGb: number;
  volumeType?: string | undefined;
  availabilityZone?: string | undefined;
  /** A group of servers that are to be on different machines of the cloud. */
  serverGroupId?: string | undefined;
  configDrive: boolean;
  /** What cloud-init is given, in base64. */
  userData: string;
}

/** Tags are found by the services themselves, also by people in a dashboard. */
export const poolTag = (poolId: string): string => `rockpool-${poolId}`;

/**
 * The disks of a machine. All end with it: a volume that outlives its machine costs, and nobody would know whose it was.
 */
export function blockDevices({ imageId, rootVolumeGb, dataVolumeGb, volumeType }: Wish): BlockDevice[] {
  const root: BlockDevice = {
    ...{ bootIndex: 0, source: 'image', sourceId: imageId, endsWithServer: true },
    ...(rootVolumeGb > 0
      ? { destination: 'volume', sizeGiB: rootVolumeGb, volumeType }
      : { destination: 'local' }),
  };
  if (dataVolumeGb <= 0) return [root];
  return [
    root,
    {
      ...{ source: 'blank', destination: 'volume', sizeGiB: dataVolumeGb, volumeType },
      endsWithServer: true,
    },
  ];
}

/** The volumes of Cinder that it takes, and their size together. */
export function volumesOf({ rootVolumeGb, dataVolumeGb }: Pick<Wish, 'rootVolumeGb' | 'dataVolumeGb'>): {
  count: number;
  gigabytes: number;
} {
  const sizes = [rootVolumeGb, dataVolumeGb].filter(size => size > 0);
  return { count: sizes.length, gigabytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** The mark of a machine, in the call that makes it. Its name is the host's id. */
export function serverMark(mark: Wish['mark']): {
  name: string;
  metadata: Record<string, string>;
  tags: string[];
} {
  return { name: mark.hostId, metadata: markMetadata(mark), tags: [poolTag(mark.poolId)] };
}

/** What the cloud is asked for. */
export function serverWish(wish: Wish): ServerWish {
  const { mark, imageId, flavorId, networkIds, groupIds, rootVolumeGb } = wish;
  const { availabilityZone, serverGroupId, configDrive, userData } = wish;
  return {
    ...serverMark(mark),
    ...{ flavorId, availabilityZone, configDrive, userData },
    // From a volume it boots without one.
    imageId: rootVolumeGb > 0 ? undefined : imageId,
    networks: networkIds.map(networkId => ({ networkId })),
    securityGroups: groupIds,
    blockDevices: blockDevices(wish),
    groupId: serverGroupId,
  };
}
