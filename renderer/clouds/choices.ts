import type { CloudCatalog, CloudNamed } from '../../driver/model/cloudCatalog';
import type { SshFrom } from '../../driver/model/cloudCheck';
import { type CloudProblem, cloudProblems } from '../../driver/model/cloudProblems';
import type { ErrorValue } from '../../driver/model/errors';
import type { ConfigKey, PoolConfig } from '../../driver/model/pool';

/** What a pool's project can choose from, as far as it is known. */
export interface KnownCatalog {
  catalog?: CloudCatalog | undefined;
  /** From where hosts would see Rockpool come; absent: that can't be told. */
  sshFrom?: SshFrom | undefined;
  /** Why it isn't. */
  error?: ErrorValue | undefined;
}

/** What of settings the cloud does not have; nothing while it isn't known. */
export function problemsIn(config: PoolConfig, catalog: CloudCatalog | undefined): CloudProblem[] {
  return catalog ? cloudProblems(config, catalog) : [];
}

/** What can be chosen for a setting; undefined: it is typed. */
export function choicesOf(key: ConfigKey, { catalog, sshFrom }: KnownCatalog): string[] | undefined {
  if (!catalog) return undefined;
  const { images, flavors, networks, securityGroups, volumeTypes = [], availabilityZones } = catalog;
  const names = (all: readonly CloudNamed[]) => all.map(one => chosenAs(one, all)).sort();
  switch (key) {
    case 'DD_HOST_IMAGE':
      return names(images);
    case 'DD_HOST_FLAVOR_NAME_SMALL':
    case 'DD_HOST_FLAVOR_NAME_LARGE':
      return flavors.toSorted((a, b) => a.memoryMiB - b.memoryMiB).map(one => chosenAs(one, flavors));
    case 'DD_HOST_NETWORK':
      return ['auto', ...networks.filter(({ ranges }) => ranges.length > 0).map(({ id }) => id)];
    case 'DD_HOST_DATA_VOLUME_TYPE':
      return names(volumeTypes);
    case 'DD_HOST_MASTER_SG':
      return names(securityGroups);
    case 'DD_HOST_EXTRA_SGS':
      return securityGroups
        .map(one => (/[\s,]/.test(one.name) ? one.id : chosenAs(one, securityGroups)))
        .sort();
    case 'DD_HOST_FLOATING_POOL':
      return names(networks.filter(({ isExternal }) => isExternal));
    case 'DD_HOST_AVAILABILITY_ZONE':
      return availabilityZones.filter(({ isAvailable }) => isAvailable).map(({ name }) => name);
    case 'DD_HOST_SSH_FROM':
      return sshFrom && [sshFrom.ranges];
    case 'DD_HOST_SSH_USER':
      return [...new Set(images.flatMap(({ user }) => user ?? []))].sort();
    default:
      return undefined;
  }
}

/** By its name, or by its id where that says it better: it has no name, or another has the same. */
function chosenAs({ id, name }: CloudNamed, all: readonly CloudNamed[]): string {
  return name !== '' && all.filter(one => one.name === name).length === 1 ? name : id;
}

const gib = (mib: number) => Math.round((mib / 1024) * 10) / 10;

/** Those in which all words of the input occur; all of them where the input is one of them, or has nothing to do with any. */
export function choicesFor(
  typed: string,
  choices: readonly string[],
  textOf: (choice: string) => string | undefined = () => undefined,
): string[] {
  const words = typed.toLowerCase().split(/[\s,]+/);
  const found = choices.filter(choice => {
    const text = `${choice} ${textOf(choice) ?? ''}`.toLowerCase();
    return words.every(word => text.includes(word));
  });
  return found.length === 0 || choices.includes(typed) ? [...choices] : found;
}

/** Settings that go with a flavor: what is chosen for it says how much a host of it holds. */
export function followingChoice(
  key: ConfigKey,
  choice: string | boolean,
  catalog: CloudCatalog | undefined,
): Partial<Record<ConfigKey, string>> {
  const slotsKey = slotsKeys[key];
  const found = catalog?.flavors.filter(({ name, id }) => name === choice || id === choice) ?? [];
  const [flavor] = found;
  return slotsKey && flavor && found.length === 1 ? { [slotsKey]: String(Math.max(1, flavor.slots)) } : {};
}

const slotsKeys: Partial<Record<ConfigKey, ConfigKey>> = {
  DD_HOST_FLAVOR_NAME_SMALL: 'DD_HOST_FLAVOR_SLOTS_SMALL',
  DD_HOST_FLAVOR_NAME_LARGE: 'DD_HOST_FLAVOR_SLOTS_LARGE',
};

/** What is said of a choice beside its name: `4 vCPU · 8 GiB of memory · 20 GB of disk · 16 slots`. */
export function choiceText(
  key: ConfigKey,
  choice: string,
  { catalog, sshFrom }: KnownCatalog,
): string | undefined {
  if (!catalog) return undefined;
  const named = <T extends CloudNamed>(all: readonly T[]) =>
    all.find(({ name, id }) => name === choice || id === choice);
  /** What is called otherwise than it is chosen as. */
  const calledName = (all: readonly CloudNamed[]) =>
    all.filter(({ id }) => id === choice).map(({ name }) => name);
  switch (key) {
    case 'DD_HOST_FLAVOR_NAME_SMALL':
    case 'DD_HOST_FLAVOR_NAME_LARGE': {
      const flavor = named(catalog.flavors);
      return (
        flavor &&
        [
          ...calledName(catalog.flavors),
          `${flavor.vcpus} vCPU`,
          `${gib(flavor.memoryMiB)} GiB of memory`,
          flavor.diskGb === 0 ? 'no disk of its own' : `${flavor.diskGb} GB of disk`,
          flavor.slots === 1 ? '1 slot' : `${flavor.slots} slots`,
        ].join(' · ')
      );
    }
    case 'DD_HOST_IMAGE': {
      const image = named(catalog.images);
      const user = image?.user === undefined ? [] : [`usual user: ${image.user}`];
      return [...calledName(catalog.images), ...user].join(' · ') || undefined;
    }
    case 'DD_HOST_SSH_FROM':
      return choice === sshFrom?.ranges ? sshFrom.why : undefined;
    case 'DD_HOST_MASTER_SG':
    case 'DD_HOST_EXTRA_SGS':
      return calledName(catalog.securityGroups)[0];
    case 'DD_HOST_FLOATING_POOL':
      return calledName(catalog.networks)[0];
    case 'DD_HOST_DATA_VOLUME_TYPE':
      return calledName(catalog.volumeTypes ?? [])[0];
    case 'DD_HOST_NETWORK': {
      if (choice === 'auto') return 'The one that the project has.';
      const network = named(catalog.networks);
      return network && [network.name, ...network.ranges].join(' · ');
    }
    default:
      return undefined;
  }
}
