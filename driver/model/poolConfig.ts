import { z } from 'zod';
import { cloudKeys } from './cloudKeys';
import { type ConfigMeta, key, type ProviderName, providerNames, whole } from './configMeta';
import { formatDuration, parseLifetime } from './duration';

export * from './configMeta';

const MOST_HOSTS = 10_000;
const MOST_SLOTS = 10_000;
const MOST_PRICE = 1_000_000;
const MOST_SWAP_MIB = 1_048_576;
/** A disk as Linux names it, also by its id: that stays where letters change with each boot. */
const DISK = /^\/dev\/[\w.:/-]+$/;

/** True for what can be the name of a disk of a machine. */
export function isDiskName(text: string): boolean {
  return DISK.test(text) && !text.split('/').includes('..');
}

function price(flavor: string) {
  const range = `The price of a ${flavor} host is a number from 0 to ${MOST_PRICE}; empty: unknown.`;
  return z.number({ error: range }).min(0, range).max(MOST_PRICE, range).nullable().default(null);
}

function time(least: string, help: string) {
  const atLeast = parseLifetime(least) ?? 0;
  return z.string().refine(
    text => {
      const ms = parseLifetime(text);
      return ms !== undefined && (ms === 0 || ms >= atLeast);
    },
    `Write days, hours and minutes, for example "4h" or "30m", at least ${formatDuration(atLeast)}; ${help}.`,
  );
}

const slots = (flavor: string) =>
  whole(`The capacity of a ${flavor} host`, 1, MOST_SLOTS, ': a host has at least one slot');
const flavorName = (flavor: string) =>
  z.string().trim().min(1, `Name the flavor of a ${flavor} host.`).max(255, 'At most 255 characters.');

const { DD_HOST_IMAGE, ...restOfCloud } = cloudKeys;

/** The settings of one pool; DD_* keys have the original's names, meanings and defaults. */
export const poolConfigSchema = z.object({
  localSlots: key(
    z
      .number()
      .int('Slots are whole numbers.')
      .min(1, 'A host has at least one slot.')
      .max(MOST_SLOTS, `At most ${MOST_SLOTS} slots.`)
      .nullable()
      .default(null),
    {
      title: 'Slots of this machine',
      help: 'How much the engine holds; empty: counted from its memory.',
      unit: 'slots',
      group: 'capacity',
      providers: ['local'],
      empty: 'automatic',
    },
  ),
  DD_MAX_HOSTS: key(
    whole('The most hosts', 1, MOST_HOSTS, '; to have none, switch the shutdown mode on').default(4),
    {
      title: 'Most hosts',
      help: 'Never more hosts than this, whatever state they are in, and over SSH never more than there are machines. Fewer than there are: the surplus goes, empty ones first.',
      unit: 'hosts',
      group: 'capacity',
      required: true,
    },
  ),
  DD_FREE_SLOT_TARGET: key(
    whole(
      'The free slots to keep',
      0,
      MOST_HOSTS * MOST_SLOTS,
      '; 0: hosts come when somebody waits',
    ).default(4),
    {
      title: 'Free slots to keep',
      help: 'Slots that are kept free, so that a launch need not wait for a host. They are counted as launches of the largest active blueprint: what is left on a host that is too full for one does not count.',
      unit: 'slots',
      group: 'capacity',
      required: true,
    },
  ),
  DD_HOST_IMAGE,
  DD_HOST_FLAVOR_NAME_SMALL: key(flavorName('small').default('standard.medium'), {
    title: 'Small flavor',
    help: 'The flavor of a host while nothing runs in the pool.',
    group: 'flavors',
    required: true,
  }),
  DD_HOST_FLAVOR_SLOTS_SMALL: key(slots('small').default(6), {
    title: 'Slots of the small flavor',
    help: 'How much a small host holds. A slot stands for 512 MiB of memory.',
    unit: 'slots',
    group: 'flavors',
    required: true,
  }),
  DD_HOST_PRICE_SMALL: key(price('small'), {
    title: 'Price of the small flavor',
    help: 'What a small host costs, in whatever currency. The cost of the pool is shown once both prices are known.',
    unit: 'per hour',
    group: 'flavors',
    empty: 'unknown',
  }),
  DD_HOST_FLAVOR_NAME_LARGE: key(flavorName('large').default('standard.xlarge'), {
    title: 'Large flavor',
    help: 'The flavor of further hosts once something runs, and of hosts for what is too large for a small one.',
    group: 'flavors',
    required: true,
  }),
  DD_HOST_FLAVOR_SLOTS_LARGE: key(slots('large').default(24), {
    title: 'Slots of the large flavor',
    help: 'How much a large host holds; no launch may need more than this.',
    unit: 'slots',
    group: 'flavors',
    required: true,
  }),
  DD_HOST_PRICE_LARGE: key(price('large'), {
    title: 'Price of the large flavor',
    help: 'What a large host costs, in the same currency.',
    unit: 'per hour',
    group: 'flavors',
    empty: 'unknown',
  }),
  ...restOfCloud,
  DD_HOST_DATA_VOLUME_DEVICE: key(
    z
      .string()
      .trim()
      .max(255, 'At most 255 characters.')
      .refine(
        isDiskName,
        'Write the name of a disk, for example /dev/vdb; "lsblk" on a machine lists its disks. Empty: no disk of its own.',
      )
      .nullable()
      .default(null),
    {
      title: "Disk for Docker's data",
      help: 'A second disk that each machine has under this name; Docker keeps images and containers there. Empty: its data volume where it has one. Only an empty disk is taken, or one that a cloud has put there for the time being: a disk with anything on it is left as it is, and the host says so. Heeded when a host is prepared.',
      group: 'storage',
      providers: ['ssh', 'openstack'],
      original: true,
      empty: "the machine's own",
    },
  ),
  DD_HOST_SWAP_MIB: key(whole('The swap', 0, MOST_SWAP_MIB, '; 0: none').nullable().default(null), {
    title: 'Swap on that disk',
    help: "Room on the disk for Docker's data to which memory that is not in use can go; empty: twice the machine's memory, at most a quarter of the disk. Without such a disk there is none.",
    unit: 'MiB',
    group: 'storage',
    providers: ['ssh', 'openstack'],
    empty: 'automatic',
  }),
  DD_PUSH_ALL_IMAGES: key(z.boolean().default(true), {
    title: 'All images on each host',
    help: 'Each host gets all of the image directory that it can run: first what active blueprints need, the rest while it works. Off: only what active blueprints need.',
    group: 'storage',
  }),
  DD_HOSTS_FEED_EACH_OTHER: key(z.boolean().default(false), {
    title: 'Hosts give each other images',
    help: 'For a workstation behind a slow line: what one host of the pool has got of an image the others take from it, host to host over SSH, so that it leaves the workstation once. The machines must reach each other on the port on which Rockpool reaches them. For each image one machine is let in at another, with a key that is good for one delivery within three minutes. Where it does not work Rockpool sends the image itself.',
    group: 'storage',
    providers: ['ssh'],
  }),
  DD_REMOVE_IMAGES: key(z.boolean().default(false), {
    title: 'Take images off machines that are given back',
    help: 'What Rockpool has brought goes with it, as far as no container uses it; images of others stay. Off: the images stay for the next time, when they need not be sent again.',
    group: 'storage',
    providers: ['ssh'],
  }),
  DD_HOST_LIFETIME: key(time('10m', '0m: hosts never grow old').default('4h'), {
    title: 'Life-time of a host',
    help: 'A host is replaced this long after its first use, and goes once it is empty. An unused host does not age.',
    unit: 'duration',
    group: 'lifetime and errors',
  }),
  DD_MAX_HOST_ERRORS: key(whole('The errors a host may have', 0, 1000, '').default(5), {
    title: 'Errors before a host is given up',
    help: 'A host with more failures in a row than this is given up and replaced; one success begins the count anew.',
    unit: 'errors',
    group: 'lifetime and errors',
  }),
  DD_HOST_LOST_AFTER: key(time('1m', '0m: only at your word').default('30m'), {
    title: 'A silent host is lost after',
    help: 'A host that has not answered for so long is removed, and its instances count as failed. Only time in which Rockpool was running counts.',
    unit: 'duration',
    group: 'lifetime and errors',
  }),
  DD_REMOVE_LEFTOVERS: key(z.boolean().default(false), {
    title: 'Remove leftovers',
    help: 'What carries the mark of this pool and belongs to nothing is removed by itself. Off: it is listed under Driver Hosts, and removed by one click.',
    group: 'shutdown',
  }),
  DD_SHUTDOWN_MODE: key(z.boolean().default(false), {
    title: 'Shutdown mode',
    help: 'No new instances, no new hosts; hosts are removed as they become empty.',
    group: 'shutdown',
    required: true,
    providers: providerNames,
  }),
});
export type PoolConfig = z.infer<typeof poolConfigSchema>;
export type ConfigKey = keyof PoolConfig;

/** True if a pool with this provider has many hosts that come and go by need. */
export function hasManyHosts(provider: ProviderName): boolean {
  return provider !== 'local';
}

/** True if its hosts are made as large as is wanted, by flavors; others are machines that are there. */
export function hasFlavors(provider: ProviderName): boolean {
  return provider === 'simulator' || provider === 'openstack';
}

/** The capacity of a flavor; undefined where the settings don't name it. */
export function slotsOfFlavor(flavor: string | undefined, config: PoolConfig): number | undefined {
  if (flavor === config.DD_HOST_FLAVOR_NAME_LARGE) return config.DD_HOST_FLAVOR_SLOTS_LARGE;
  return flavor === config.DD_HOST_FLAVOR_NAME_SMALL ? config.DD_HOST_FLAVOR_SLOTS_SMALL : undefined;
}

/** The settings that mean something for a provider's pools, in the schema's order. */
export function configKeysOf(provider: ProviderName): ConfigKey[] {
  const all = Object.keys(poolConfigSchema.shape) as ConfigKey[];
  return all.filter(name => {
    const { providers, group } = configMetaOf(name);
    if (providers) return providers.includes(provider);
    return group === 'flavors' ? hasFlavors(provider) : hasManyHosts(provider);
  });
}

/** What a screen shows of a setting. */
export function configMetaOf(name: ConfigKey): ConfigMeta {
  return poolConfigSchema.shape[name].meta() as unknown as ConfigMeta;
}

/** The settings of a new pool. That of the GPU hosts has the original's own defaults. */
export function defaultConfigOf(poolName: string): PoolConfig {
  return poolConfigSchema.parse(poolName === GPU_POOL ? gpuDefaults : {});
}

/** The original's two pools. */
export const CPU_POOL = 'DockerDriver';
export const GPU_POOL = 'DockerDriverGpu';
const gpuDefaults = {
  DD_MAX_HOSTS: 1,
  DD_HOST_FLAVOR_NAME_SMALL: 'gpu.1.1gpu',
  DD_HOST_FLAVOR_SLOTS_SMALL: 210,
  DD_HOST_FLAVOR_NAME_LARGE: 'gpu.1.1gpu',
  DD_HOST_FLAVOR_SLOTS_LARGE: 210,
};
