import type { Cloud } from './cloud';
import type { Quotas } from './identity/records';
import type { Image } from './image/records';
import { standard } from './network/collection';
import { addNetwork, addSubnet } from './network/networks';
import { takeAddress } from './network/ports';

/** What a cloud has before anybody uses it. */
export interface Furnishing {
  flavors: readonly { name: string; vcpus: number; ram: number; disk: number }[];
  images: readonly {
    name: string;
    minDisk?: number;
    minRam?: number;
    size?: number;
    status?: Image['status'];
  }[];
  /** Networks that the project can use; `isRouted`: a router leads from it to `public`, so that floating IPs reach it. */
  networks: readonly { name: string; cidr: string; isRouted?: boolean }[];
  volumeTypes: readonly string[];
  /** What differs from the usual ones. */
  quotas: Partial<Quotas>;
}

/** As the lab in `test/lab/openstack` has it. */
export const labFurnishing: Furnishing = {
  flavors: [
    { name: 'standard.tiny', vcpus: 1, ram: 1024, disk: 8 },
    { name: 'standard.medium', vcpus: 2, ram: 1536, disk: 10 },
    { name: 'standard.xlarge', vcpus: 2, ram: 3072, disk: 20 },
  ],
  images: [
    { name: 'Debian-12', minDisk: 3, size: 616_955_904 },
    { name: 'Debian-12-docker', minDisk: 3, size: 739_311_616 },
  ],
  networks: [{ name: 'lab', cidr: '198.18.0.0/16' }],
  volumeTypes: ['__DEFAULT__'],
  quotas: {},
};

const PUBLIC_CIDR = '198.19.0.0/16';

export const USER = 'lab';
export const PASSWORD = 'lab-secret';

const QUOTAS: Quotas = {
  compute: {
    cores: 20,
    injected_file_content_bytes: 10_240,
    injected_file_path_bytes: 255,
    injected_files: 5,
    instances: 10,
    key_pairs: 100,
    metadata_items: 128,
    ram: 51_200,
    server_group_members: 10,
    server_groups: 10,
  },
  network: {
    network: 100,
    subnet: 100,
    subnetpool: -1,
    port: 500,
    router: 10,
    floatingip: 50,
    rbac_policy: 10,
    security_group: 10,
    security_group_rule: 200,
  },
  volume: {
    volumes: 10,
    per_volume_gigabytes: -1,
    snapshots: 10,
    gigabytes: 1000,
    backups: 10,
    backup_gigabytes: 1000,
    volumes___DEFAULT__: -1,
    gigabytes___DEFAULT__: -1,
    snapshots___DEFAULT__: -1,
    groups: 10,
  },
};

const UNLIMITED: Quotas = { compute: {}, network: {}, volume: {} };

/** Makes users, projects, and what an operator has set up. */
export function furnish(cloud: Cloud, { flavors, images, networks, volumeTypes, quotas }: Furnishing): void {
  const admin = cloud.projects.add({
    id: cloud.ids.hex(),
    name: 'admin',
    isEnabled: true,
    quotas: UNLIMITED,
  });
  const project = cloud.projects.add({
    id: cloud.ids.hex(),
    name: 'lab',
    isEnabled: true,
    quotas: {
      compute: { ...QUOTAS.compute, ...quotas.compute },
      network: { ...QUOTAS.network, ...quotas.network },
      volume: { ...QUOTAS.volume, ...quotas.volume },
    },
  });
  const { member, reader, admin: adminRole } = cloud.roles;
  cloud.users.add({
    id: cloud.ids.hex(),
    name: USER,
    password: PASSWORD,
    isEnabled: true,
    roles: { [project.id]: [member, reader] },
    defaultProjectId: project.id,
  });
  cloud.users.add({
    id: cloud.ids.hex(),
    name: 'admin',
    password: PASSWORD,
    isEnabled: true,
    roles: { [admin.id]: [adminRole, member, reader], [project.id]: [adminRole, member, reader] },
  });
  for (const flavor of flavors) cloud.flavors.add({ ...flavor, id: cloud.ids.uuid(), extraSpecs: {} });
  for (const image of images) addImage(cloud, admin.id, image);
  for (const name of volumeTypes)
    cloud.volumeTypes.add({
      id: cloud.ids.uuid(),
      name,
      description: name === '__DEFAULT__' ? 'Default Volume Type' : null,
      isPublic: true,
    });
  const outside = addNetwork(cloud, admin.id, { name: 'public', isExternal: true });
  addSubnet(cloud, outside, { name: 'public', cidr: PUBLIC_CIDR });
  for (const { name, cidr, isRouted } of networks) {
    const network = addNetwork(cloud, admin.id, { name, isShared: true });
    const subnet = addSubnet(cloud, network, { name, cidr });
    const external = cloud.networks.get(outside.id);
    if (!isRouted || !external) continue;
    cloud.routers.add({
      ...standard(cloud, admin.id, { name: `${name}-router` }),
      externalNetworkId: external.id,
      externalAddress: takeAddress(cloud, external).address,
      subnetIds: [subnet.id],
    });
  }
}

function addImage(cloud: Cloud, projectId: string, asked: Furnishing['images'][number]): void {
  const { now } = cloud.agenda;
  cloud.images.add({
    id: cloud.ids.uuid(),
    projectId,
    name: asked.name,
    status: asked.status ?? 'active',
    visibility: 'public',
    diskFormat: 'qcow2',
    containerFormat: 'bare',
    size: asked.size ?? 2 ** 29,
    virtualSize: 3 * 2 ** 30,
    minDisk: asked.minDisk ?? 0,
    minRam: asked.minRam ?? 0,
    isProtected: false,
    checksum: cloud.ids.hex(),
    hash: [1, 2, 3, 4].map(() => cloud.ids.hex()).join(''),
    tags: [],
    properties: {
      hw_rng_model: 'virtio',
      os_version: '12',
      os_distro: 'debian',
      'owner_specified.openstack.md5': '',
      'owner_specified.openstack.sha256': '',
      'owner_specified.openstack.object': `images/${asked.name}`,
    },
    createdAt: now,
    updatedAt: now,
  });
}
