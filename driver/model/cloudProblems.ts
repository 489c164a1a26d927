import { isWorldWide, rangesIn, wordsIn } from './cidr';
import type { CloudCatalog, CloudFlavor, CloudImage, CloudNamed } from './cloudCatalog';
import type { ConfigProblem } from './configProblems';
import { reachedRanges } from './hostRanges';
import { nearNames } from './nearNames';
import { type ConfigKey, type PoolConfig, poolConfigSchema } from './poolConfig';

/** A setting that does not go with what the cloud has. */
export interface CloudProblem extends ConfigProblem {
  /** `warning`: hosts can be made so, and it may be meant. */
  level: 'problem' | 'warning';
}

const GIB = 1024 ** 3;
const usualMasterGroup = poolConfigSchema.shape.DD_HOST_MASTER_SG.parse(undefined);

/** What of a pool's settings its cloud does not have, or would refuse, a sentence each with what to do. Pure. */
export function cloudProblems(config: PoolConfig, catalog: CloudCatalog): CloudProblem[] {
  const problems: CloudProblem[] = [];
  const add = (key: ConfigKey, message: string, level: CloudProblem['level'] = 'problem') =>
    problems.push({ key, message, level });
  /** The one that is meant; undefined, with the problem told, where there is none or it isn't clear. */
  function find<T extends CloudNamed>(key: ConfigKey, what: string, name: string, all: readonly T[]) {
    const found = named(name, all);
    if (found.length === 1) return found[0];
    add(key, found.length === 0 ? lacks(what, name, all) : ambiguous(what, name, found));
    return undefined;
  }

  const image = find('DD_HOST_IMAGE', 'image', config.DD_HOST_IMAGE, catalog.images);
  for (const size of ['SMALL', 'LARGE'] as const) {
    const key = `DD_HOST_FLAVOR_NAME_${size}` as const;
    const flavor = find(key, 'flavor', config[key], catalog.flavors);
    if (!flavor) continue;
    if (image) for (const message of tooSmall(flavor, image, config)) add(key, message);
    const slotsKey = `DD_HOST_FLAVOR_SLOTS_${size}` as const;
    if (config[slotsKey] > flavor.slots) {
      const held = `${flavor.memoryMiB} MiB of memory, which is ${flavor.slots === 1 ? 'one slot' : `${flavor.slots} slots`}`;
      add(
        slotsKey,
        `${flavor.name} has ${held}; with ${config[slotsKey]} its memory is given away more than once.`,
        'warning',
      );
    }
  }
  const root = config.DD_HOST_ROOT_VOLUME_SIZE;
  const needed = image && diskNeeded(image);
  if (image && needed !== undefined && root > 0 && root < needed) {
    add(
      'DD_HOST_ROOT_VOLUME_SIZE',
      `${root} GB are too small for the image ${image.name}, which needs ${needed} GB. Take at least that, or 0 for the flavor's own disk.`,
    );
  }
  problems.push(...volumeProblems(config, catalog, find));
  problems.push(...networkProblems(config, catalog, find));
  const zone = config.DD_HOST_AVAILABILITY_ZONE;
  if (zone !== null) {
    const zones = catalog.availabilityZones.map(({ name }) => ({ id: name, name }));
    if (find('DD_HOST_AVAILABILITY_ZONE', 'availability zone', zone, zones)) {
      const isAway = catalog.availabilityZones.some(({ name, isAvailable }) => name === zone && !isAvailable);
      if (isAway)
        add(
          'DD_HOST_AVAILABILITY_ZONE',
          `The zone ${zone} takes nothing at the moment. Choose another, or leave it empty.`,
          'warning',
        );
    }
  }
  return problems;
}

type Find = <T extends CloudNamed>(
  key: ConfigKey,
  what: string,
  name: string,
  all: readonly T[],
) => T | undefined;

function volumeProblems(config: PoolConfig, { volumeTypes }: CloudCatalog, find: Find): CloudProblem[] {
  const { DD_HOST_ROOT_VOLUME_SIZE: root, DD_HOST_DATA_VOLUME_FACTOR: factor } = config;
  if (root === 0 && factor === 0) return [];
  if (volumeTypes) {
    const type = config.DD_HOST_DATA_VOLUME_TYPE;
    if (type !== null) find('DD_HOST_DATA_VOLUME_TYPE', 'volume type', type, volumeTypes);
    return [];
  }
  const message = 'The cloud has no Block Storage service, so there are no volumes. Write 0.';
  const keys: ConfigKey[] = [
    ...(root > 0 ? (['DD_HOST_ROOT_VOLUME_SIZE'] as const) : []),
    ...(factor > 0 ? (['DD_HOST_DATA_VOLUME_FACTOR'] as const) : []),
  ];
  return keys.map(key => ({ key, message, level: 'problem' }));
}

function networkProblems(config: PoolConfig, catalog: CloudCatalog, find: Find): CloudProblem[] {
  const problems: CloudProblem[] = [];
  const add = (key: ConfigKey, message: string, level: CloudProblem['level'] = 'problem') =>
    problems.push({ key, message, level });
  const network = config.DD_HOST_NETWORK;
  if (network === 'auto') {
    const withAddresses = catalog.networks.filter(({ ranges }) => ranges.length > 0);
    const inner = withAddresses.filter(({ isExternal }) => !isExternal);
    const usable = inner.length > 0 ? inner : withAddresses;
    if (usable.length === 0)
      add(
        'DD_HOST_NETWORK',
        'The project has no network with addresses. Make one with a subnet in the cloud, or have one shared with the project.',
      );
    else if (usable.length > 1)
      add(
        'DD_HOST_NETWORK',
        `"auto" is for a project with one network; this one has ${usable.length}: ${listed(usable.map(({ name, id }) => name || id))}. Choose which is meant.`,
      );
  } else if (network !== 'none') {
    // A name may have spaces in it.
    for (const id of network
      .split(',')
      .map(one => one.trim())
      .filter(Boolean)) {
      const found = find('DD_HOST_NETWORK', 'network', id, catalog.networks);
      if (found && found.ranges.length === 0)
        add(
          'DD_HOST_NETWORK',
          `The network ${found.name || found.id} has no subnet, so that a host gets no address in it. Choose another.`,
        );
    }
  }
  const floating = config.DD_HOST_FLOATING_POOL;
  if (floating !== null) {
    const external = catalog.networks.filter(({ isExternal }) => isExternal);
    find('DD_HOST_FLOATING_POOL', 'external network', floating, external);
  }
  for (const name of wordsIn(config.DD_HOST_EXTRA_SGS))
    find('DD_HOST_EXTRA_SGS', 'security group', name, catalog.securityGroups);
  const master = config.DD_HOST_MASTER_SG;
  const masters = master === null ? [] : named(master, catalog.securityGroups);
  // What nobody has chosen is the original's: few projects have it.
  const isChosen = master !== null && master !== usualMasterGroup;
  if (master !== null && (isChosen || masters.length > 1))
    find('DD_HOST_MASTER_SG', 'security group', master, catalog.securityGroups);
  const ranges = rangesIn(config.DD_HOST_SSH_FROM);
  if (ranges.length === 0 && masters.length === 0 && !isChosen)
    add(
      'DD_HOST_SSH_FROM',
      'Nobody gets to the hosts: write the address from which Rockpool reaches them, as the cloud sees it, or that of the jump host.',
    );
  const reached = reachedRanges(config, catalog);
  const isNewer = reached.length > 0 && reached.every(range => range.includes(':'));
  if (reached.length > 0 && ranges.length > 0 && ranges.every(range => range.includes(':') !== isNewer))
    add(
      'DD_HOST_SSH_FROM',
      `Hosts are reached by ${isNewer ? 'IPv6' : 'IPv4'} addresses, and none of these is one: write that from which Rockpool, or the jump host, reaches them.`,
      'warning',
    );
  for (const range of ranges.filter(isWorldWide))
    add(
      'DD_HOST_SSH_FROM',
      `${range} lets everybody knock at the hosts' SSH. Write only the addresses from which Rockpool comes.`,
      'warning',
    );
  return problems;
}

function named<T extends CloudNamed>(name: string, all: readonly T[]): T[] {
  const byId = all.find(({ id }) => id === name);
  return byId ? [byId] : all.filter(one => one.name === name);
}

function lacks(what: string, name: string, all: readonly CloudNamed[]): string {
  if (all.length === 0) return `The project sees no ${what} at all. Ask whoever runs the cloud for one.`;
  const names = all.map(one => one.name).filter(Boolean);
  const near = nearNames(name, names);
  const rest = near.length > 0 ? `Is ${oneOf(near)} meant?` : `There are: ${listed([...names].sort())}.`;
  return `The cloud has no ${what} "${name}". ${rest}`;
}

function ambiguous(what: string, name: string, found: readonly CloudNamed[]): string {
  return `The cloud has ${found.length} of the name "${name}" (${what}). Write the id of the one that is meant: ${listed(found.map(({ id }) => id))}.`;
}

/** In GB, rounded up; undefined where neither the image nor its size says anything. */
function diskNeeded({ minDiskGb, sizeBytes = 0 }: CloudImage): number | undefined {
  const needed = Math.max(minDiskGb, Math.ceil(sizeBytes / GIB));
  return needed > 0 ? needed : undefined;
}

function tooSmall(
  flavor: CloudFlavor,
  image: CloudImage,
  { DD_HOST_ROOT_VOLUME_SIZE: root }: PoolConfig,
): string[] {
  const messages: string[] = [];
  const needed = diskNeeded(image);
  if (flavor.memoryMiB < image.minMemoryMiB)
    messages.push(
      `${flavor.name} has ${flavor.memoryMiB} MiB of memory, and the image ${image.name} needs ${image.minMemoryMiB} MiB. Choose a larger flavor, or another image.`,
    );
  if (root > 0) return messages;
  if (flavor.diskGb === 0)
    messages.push(
      `${flavor.name} has no disk of its own to boot from. Set a root volume (DD_HOST_ROOT_VOLUME_SIZE), or choose another flavor.`,
    );
  else if (needed !== undefined && flavor.diskGb < needed)
    messages.push(
      `${flavor.name} has a disk of ${flavor.diskGb} GB, and the image ${image.name} needs ${needed} GB. Choose a larger flavor, or set a root volume (DD_HOST_ROOT_VOLUME_SIZE).`,
    );
  return messages;
}

const SHOWN = 8;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

const oneOf = (names: readonly string[]) =>
  names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
