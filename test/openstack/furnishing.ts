import { labFurnishing } from '../support/openstack/seed';

/** Limits that the scenario runs into; the rest is generous. */
export const QUOTAS = {
  compute: { instances: 1, server_groups: 1, cores: 1, ram: 2048, key_pairs: 1 },
  network: { security_group: 3, security_group_rule: 14, floatingip: 1, port: 2 },
  volume: { volumes: 1, gigabytes: 3, snapshots: 1 },
};

/** A flavor for which no node of any cloud has room: its disk, GB. */
export const ENDLESS = { name: 'standard.endless', vcpus: 1, ram: 1024, disk: 900_000 };

/** Images that don't go with the smallest flavor, or with none. */
export const IMAGES = [
  { name: 'recorded-large', minDisk: 100 },
  { name: 'recorded-hungry', minRam: 2048 },
  { name: 'recorded-empty', status: 'queued' },
] as const;

/** A network from which a router leads to `public`. */
export const ROUTED = { name: 'routed', cidr: '198.18.41.0/24' };

/** What the emulated cloud has. */
export const FURNISHING = {
  flavors: [...labFurnishing.flavors, ENDLESS],
  images: [...labFurnishing.images, ...IMAGES],
  networks: [...labFurnishing.networks, { ...ROUTED, isRouted: true }],
  quotas: QUOTAS,
};
