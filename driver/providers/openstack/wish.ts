import type { BlockDevice, ServerWish } from 'openstack-ts';
import { type Mark, markMetadata } from './marks';
import { MADE_OF, madeOf, STARTED_FROM, type Start } from './warm/starts';

/** A machine that is wanted, with everything that it names found in the cloud: ids, never names. */
export interface Wish {
  mark: Mark & { hostId: string };
  imageId: string;
  /** What it starts from in place of the image. */
  start?: Pick<Start, 'kind' | 'id' | 'dataSnapshotId'> | undefined;
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
export function blockDevices(wish: Wish): BlockDevice[] {
  const { imageId, start, rootVolumeGb, dataVolumeGb, volumeType } = wish;
  const { dataSnapshotId } = start ?? {};
  // A volume has the type of the snapshot that it is made of, and no other can be asked for.
  const volume = (sizeGiB: number, isCopy: boolean) => ({
    ...{ destination: 'volume' as const, sizeGiB, endsWithServer: true },
    ...(isCopy ? {} : { volumeType }),
  });
  const root: BlockDevice = {
    ...{ bootIndex: 0, source: start?.kind ?? 'image', sourceId: start?.id ?? imageId },
    ...(rootVolumeGb > 0
      ? volume(rootVolumeGb, start !== undefined)
      : { destination: 'local', endsWithServer: true }),
  };
  if (dataVolumeGb <= 0) return [root];
  const isCopy = dataSnapshotId !== undefined;
  const from = isCopy
    ? { source: 'snapshot' as const, sourceId: dataSnapshotId }
    : { source: 'blank' as const };
  return [root, { ...from, ...volume(dataVolumeGb, isCopy) }];
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
  const { mark, imageId, start, flavorId, networkIds, groupIds, rootVolumeGb } = wish;
  const { availabilityZone, serverGroupId, configDrive, userData } = wish;
  const { name, metadata, tags } = serverMark(mark);
  metadata[MADE_OF] = madeOf(wish);
  if (start) metadata[STARTED_FROM] = start.id;
  return {
    name,
    metadata,
    tags,
    flavorId,
    availabilityZone,
    configDrive,
    userData,
    // From a volume it boots without one.
    imageId: rootVolumeGb > 0 ? undefined : (start?.id ?? imageId),
    networks: networkIds.map(networkId => ({ networkId })),
    securityGroups: groupIds,
    blockDevices: blockDevices(wish),
    groupId: serverGroupId,
  };
}
