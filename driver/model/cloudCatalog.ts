/** What a project can choose from, as its cloud has it. */
export interface CloudCatalog {
  /** When it was asked for, ms since the epoch. */
  at: number;
  /** Those from which a machine can boot. */
  images: CloudImage[];
  flavors: CloudFlavor[];
  networks: CloudNetwork[];
  securityGroups: CloudNamed[];
  /** Absent: the cloud has no Block Storage service, and so no volumes. */
  volumeTypes?: CloudNamed[] | undefined;
  availabilityZones: { name: string; isAvailable: boolean }[];
}

export interface CloudNamed {
  id: string;
  name: string;
}

export interface CloudImage extends CloudNamed {
  sizeBytes?: number | undefined;
  /** What a disk and the memory of a machine must have at least; 0: anything. */
  minDiskGb: number;
  minMemoryMiB: number;
  /** `ubuntu`, `centos`, …, where the image says it. */
  system?: string | undefined;
  /** The user that it lets in by its own account, as far as can be told. */
  user?: string | undefined;
}

export interface CloudFlavor extends CloudNamed {
  vcpus: number;
  memoryMiB: number;
  /** Of the disk that a host boots from; 0: it has none of its own. */
  diskGb: number;
  ephemeralGb: number;
  /** How much a host of it would hold, counted from its memory as a machine's is. */
  slots: number;
}

export interface CloudNetwork extends CloudNamed {
  /** Floating IPs can be had from it. */
  isExternal: boolean;
  isShared: boolean;
  /** Ranges of its addresses; none: a machine gets no address in it. */
  ranges: string[];
}

/**
 * Usual users of images of clouds, by the beginning of what the system is called; their builders' documentation says so.
 * CentOS had `centos` up to 8 and has `cloud-user` since, as the RHEL has always.
 */
const USERS: readonly [RegExp, string][] = [
  [/^centos[\s_-]*(linux[\s_-]*)?[78]\b/, 'centos'],
  [/^(centos|rhel|redhat|red hat)/, 'cloud-user'],
  [/^ubuntu/, 'ubuntu'],
  [/^debian/, 'debian'],
  [/^fedora[\s_-]*coreos|^(coreos|flatcar)/, 'core'],
  [/^fedora/, 'fedora'],
  [/^rocky/, 'rocky'],
  [/^alma/, 'almalinux'],
  [/^opensuse/, 'opensuse'],
  [/^sles|^suse/, 'sles'],
  [/^arch/, 'arch'],
  [/^alpine/, 'alpine'],
  [/^oracle|^ol[789]/, 'cloud-user'],
  [/^amazon/, 'ec2-user'],
  [/^cirros/, 'cirros'],
];

/**
 * The user that an image lets in, as far as it or its name says so.
 * @param properties of the image: `os_admin_user` and the like say it outright
 */
export function usualUserOf(name: string, properties: Readonly<Record<string, unknown>>): string | undefined {
  for (const key of ['os_admin_user', 'image_original_user']) {
    const user = properties[key];
    if (typeof user === 'string' && user !== '') return user;
  }
  const system = typeof properties.os_distro === 'string' ? properties.os_distro : '';
  const texts = [name.toLowerCase(), system.toLowerCase()];
  for (const text of texts) {
    const known = USERS.find(([pattern]) => pattern.test(text));
    if (known) return known[1];
  }
  return undefined;
}
