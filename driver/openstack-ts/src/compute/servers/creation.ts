import { compareVersions } from '../../core/microversions.ts';

/** A disk of a server, made with it. Sizes in GiB. */
export interface BlockDevice {
  source: 'image' | 'volume' | 'snapshot' | 'blank';
  /** Of the image, volume or snapshot. */
  sourceId?: string | undefined;
  destination: 'volume' | 'local';
  /** 0: it is booted from. Absent: never. */
  bootIndex?: number | undefined;
  sizeGiB?: number | undefined;
  /** Needs 2.67. */
  volumeType?: string | undefined;
  endsWithServer?: boolean | undefined;
  /** As a hint only: `vdb`. */
  deviceName?: string | undefined;
  /** `swap`, or a file system, of a local disk. */
  guestFormat?: string | undefined;
}

export interface NetworkOfServer {
  networkId?: string | undefined;
  portId?: string | undefined;
  fixedAddress?: string | undefined;
}

export interface ServerWish {
  name: string;
  flavorId: string;
  /** Absent where a block device is booted from. */
  imageId?: string | undefined;
  metadata?: Readonly<Record<string, string>> | undefined;
  /** Needs 2.52. */
  tags?: readonly string[] | undefined;
  /** In base64, as cloud-init is to get it. */
  userData?: string | undefined;
  /** `auto` and `none` need 2.37; absent: as the service has it, which is `auto` in effect. */
  networks?: 'auto' | 'none' | readonly NetworkOfServer[] | undefined;
  blockDevices?: readonly BlockDevice[] | undefined;
  /** Names or ids; absent: the project's `default`. Not used with ports, which have their own. */
  securityGroups?: readonly string[] | undefined;
  availabilityZone?: string | undefined;
  /** Of a server group. */
  groupId?: string | undefined;
  /** Further scheduler hints, as the service has them. */
  schedulerHints?: Readonly<Record<string, unknown>> | undefined;
  configDrive?: boolean | undefined;
  keyName?: string | undefined;
  /** Needs 2.19. */
  description?: string | undefined;
}

/** The oldest microversion that has all that is wished. */
export function versionFor(wish: ServerWish): string {
  if (wish.blockDevices?.some(device => device.volumeType !== undefined)) return '2.67';
  if (wish.tags?.length) return '2.52';
  if (typeof wish.networks === 'string') return '2.37';
  return wish.description === undefined ? '2.1' : '2.19';
}

/** The document that Compute is asked for a server with. What is undefined doesn't go over the wire. */
export function bodyOf(wish: ServerWish): Record<string, unknown> {
  const hints = { ...(wish.groupId === undefined ? {} : { group: wish.groupId }), ...wish.schedulerHints };
  return {
    server: {
      name: wish.name,
      flavorRef: wish.flavorId,
      imageRef: wish.imageId,
      metadata: wish.metadata,
      tags: wish.tags?.length ? wish.tags : undefined,
      user_data: wish.userData,
      networks: networksOf(wish),
      block_device_mapping_v2: wish.blockDevices?.map(deviceOf),
      security_groups: wish.securityGroups?.map(name => ({ name })),
      availability_zone: wish.availabilityZone,
      config_drive: wish.configDrive,
      key_name: wish.keyName,
      description: wish.description,
    },
    'os:scheduler_hints': Object.keys(hints).length > 0 ? hints : undefined,
  };
}

function networksOf(wish: ServerWish): unknown {
  const { networks } = wish;
  // From 2.37 on they have to be said; until then nobody can say `auto`.
  if (networks === undefined) return compareVersions(versionFor(wish), '2.37') < 0 ? undefined : 'auto';
  if (typeof networks === 'string') return networks;
  return networks.map(one => ({ uuid: one.networkId, port: one.portId, fixed_ip: one.fixedAddress }));
}

function deviceOf(device: BlockDevice): Record<string, unknown> {
  return {
    source_type: device.source,
    uuid: device.sourceId,
    destination_type: device.destination,
    // What has none is given -1, as the service's own client does.
    boot_index: device.bootIndex ?? -1,
    volume_size: device.sizeGiB,
    volume_type: device.volumeType,
    delete_on_termination: device.endsWithServer,
    device_name: device.deviceName,
    guest_format: device.guestFormat,
  };
}
