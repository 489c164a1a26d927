import type { Mark } from './marks';
import { markMetadata } from './marks';

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

/** A disk of a machine that is asked for, with the API's own names. */
export interface BlockDevice {
  bootIndex: number;
  sourceType: 'image' | 'blank';
  destinationType: 'local' | 'volume';
  uuid?: string;
  volumeSize?: number;
  volumeType?: string;
  deleteOnTermination: true;
}

/** Tags are found by the services themselves, also by people in a dashboard. */
export const poolTag = (poolId: string): string => `rockpool-${poolId}`;

/**
 * The disks of a machine. All end with it: a volume that outlives its machine costs, and nobody would know whose it was.
 */
export function blockDevices({ imageId, rootVolumeGb, dataVolumeGb, volumeType }: Wish): BlockDevice[] {
  const type = volumeType === undefined ? {} : { volumeType };
  const root: BlockDevice = {
    ...{ bootIndex: 0, sourceType: 'image', uuid: imageId, deleteOnTermination: true },
    ...(rootVolumeGb > 0
      ? { destinationType: 'volume', volumeSize: rootVolumeGb, ...type }
      : { destinationType: 'local' }),
  };
  if (dataVolumeGb <= 0) return [root];
  const data: BlockDevice = {
    ...{ bootIndex: -1, sourceType: 'blank', destinationType: 'volume', deleteOnTermination: true },
    volumeSize: dataVolumeGb,
    ...type,
  };
  return [root, data];
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

/** The document that asks for a machine. */
export function serverBody(wish: Wish): Record<string, unknown> {
  const { mark, imageId, flavorId, networkIds, groupIds, rootVolumeGb, availabilityZone } = wish;
  const disks = blockDevices(wish).map(disk => ({
    ...{ boot_index: disk.bootIndex, source_type: disk.sourceType, destination_type: disk.destinationType },
    ...(disk.uuid === undefined ? {} : { uuid: disk.uuid }),
    ...(disk.volumeSize === undefined ? {} : { volume_size: disk.volumeSize }),
    ...(disk.volumeType === undefined ? {} : { volume_type: disk.volumeType }),
    delete_on_termination: disk.deleteOnTermination,
  }));
  const server = {
    ...serverMark(mark),
    // From a volume it boots without one.
    imageRef: rootVolumeGb > 0 ? '' : imageId,
    flavorRef: flavorId,
    networks: networkIds.map(uuid => ({ uuid })),
    security_groups: groupIds.map(name => ({ name })),
    block_device_mapping_v2: disks,
    user_data: wish.userData,
    config_drive: wish.configDrive,
    ...(availabilityZone === undefined ? {} : { availability_zone: availabilityZone }),
  };
  const { serverGroupId: group } = wish;
  return { server, ...(group === undefined ? {} : { 'os:scheduler_hints': { group } }) };
}
