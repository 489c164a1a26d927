import { wordsIn } from '../../model/cidr';
import type { PoolConfig } from '../../model/pool';

/** What the settings of a pool say of its machines in a cloud; names as people write them. */
export interface CloudSettings {
  image: string;
  /** Zero: the disk of the flavor. */
  rootVolumeGb: number;
  dataVolumeGbPerSlot: number;
  volumeType?: string | undefined;
  /** `auto`, `none`, or ids with commas between them. */
  network: string;
  masterGroup?: string | undefined;
  extraGroups: readonly string[];
  sshFrom: readonly string[];
  floatingPool?: string | undefined;
  availabilityZone?: string | undefined;
  antiAffinity: boolean;
  configDrive: boolean;
  /** The flavor that the next host most likely has, and its slots. */
  nextFlavor: string;
  nextSlots: number;
  /** All that hosts are asked for with. */
  flavors: readonly { name: string; slots: number }[];
  /** Hosts start from copies of prepared ones, which are made. */
  startsWarm: boolean;
  /** What else hosts are prepared for, in any form that tells one from another. */
  preparedFor: string;
}

/** The same object as long as the pool's settings are the same one. */
export function settingsNow(configOf: () => PoolConfig): () => CloudSettings {
  let known: { config: PoolConfig; settings: CloudSettings } | undefined;
  return () => {
    const config = configOf();
    if (known?.config !== config) known = { config, settings: settingsOf(config) };
    return known.settings;
  };
}

export function settingsOf(config: PoolConfig): CloudSettings {
  return {
    image: config.DD_HOST_IMAGE,
    rootVolumeGb: config.DD_HOST_ROOT_VOLUME_SIZE,
    dataVolumeGbPerSlot: config.DD_HOST_DATA_VOLUME_FACTOR,
    volumeType: config.DD_HOST_DATA_VOLUME_TYPE ?? undefined,
    network: config.DD_HOST_NETWORK,
    masterGroup: config.DD_HOST_MASTER_SG ?? undefined,
    extraGroups: wordsIn(config.DD_HOST_EXTRA_SGS ?? ''),
    sshFrom: wordsIn(config.DD_HOST_SSH_FROM ?? ''),
    floatingPool: config.DD_HOST_FLOATING_POOL ?? undefined,
    availabilityZone: config.DD_HOST_AVAILABILITY_ZONE ?? undefined,
    antiAffinity: config.DD_HOST_ANTI_AFFINITY,
    configDrive: config.DD_HOST_CONFIG_DRIVE,
    nextFlavor: config.DD_HOST_FLAVOR_NAME_LARGE,
    nextSlots: config.DD_HOST_FLAVOR_SLOTS_LARGE,
    flavors: [
      { name: config.DD_HOST_FLAVOR_NAME_LARGE, slots: config.DD_HOST_FLAVOR_SLOTS_LARGE },
      { name: config.DD_HOST_FLAVOR_NAME_SMALL, slots: config.DD_HOST_FLAVOR_SLOTS_SMALL },
    ],
    // Who gives the pool back wants nothing of it to stay.
    startsWarm: config.DD_WARM_IMAGES && !config.DD_SHUTDOWN_MODE,
    preparedFor: JSON.stringify([
      ...[config.DD_HOST_SSH_USER, config.DD_HOST_DATA_VOLUME_DEVICE, config.DD_HOST_SWAP_MIB],
    ]),
  };
}
