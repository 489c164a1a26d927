import { expect, test } from 'vitest';
import type { CloudCatalog } from '../../driver/model/cloudCatalog';
import { poolConfigSchema } from '../../driver/model/pool';
import { choicesFor, choicesOf, choiceText, followingChoice, problemsIn } from './choices';

const catalog: CloudCatalog = {
  at: 0,
  images: [
    { id: 'i2', name: 'Ubuntu 24.04', minDiskGb: 0, minMemoryMiB: 0, user: 'ubuntu' },
    { id: 'i1', name: 'Debian-12', minDiskGb: 3, minMemoryMiB: 0, user: 'debian' },
  ],
  flavors: [
    { id: 'f2', name: 'large', vcpus: 8, memoryMiB: 16_384, diskGb: 80, ephemeralGb: 0, slots: 30 },
    { id: 'f1', name: 'tiny', vcpus: 1, memoryMiB: 1024, diskGb: 8, ephemeralGb: 0, slots: 1 },
  ],
  networks: [
    { id: 'n1', name: 'lab', isExternal: false, isShared: false, ranges: ['10.0.0.0/24'] },
    { id: 'n2', name: 'public', isExternal: true, isShared: true, ranges: [] },
  ],
  securityGroups: [{ id: 'g1', name: 'default' }],
  volumeTypes: [{ id: 'v1', name: 'ssd' }],
  availabilityZones: [
    { name: 'nova', isAvailable: true },
    { name: 'old', isAvailable: false },
  ],
};
const sshFrom = { ranges: '198.51.100.7/32', isSure: true, why: 'From there.' };

test('what the project has is chosen from: names in order, flavors by their size, networks by id', () => {
  const choices = (key: Parameters<typeof choicesOf>[0]) => choicesOf(key, { catalog, sshFrom });
  expect(choices('DD_HOST_IMAGE')).toEqual(['Debian-12', 'Ubuntu 24.04']);
  expect(choices('DD_HOST_FLAVOR_NAME_SMALL')).toEqual(['tiny', 'large']);
  expect(choices('DD_HOST_NETWORK')).toEqual(['auto', 'n1']);
  expect(choices('DD_HOST_FLOATING_POOL')).toEqual(['public']);
  expect(choices('DD_HOST_AVAILABILITY_ZONE')).toEqual(['nova']);
  expect(choices('DD_HOST_SSH_USER')).toEqual(['debian', 'ubuntu']);
  expect(choices('DD_HOST_SSH_FROM')).toEqual(['198.51.100.7/32']);
  expect(choices('DD_MAX_HOSTS')).toBeUndefined();
});

test('what can not be told from others by its name is chosen by its id, and says its name', () => {
  const known = {
    catalog: {
      ...catalog,
      images: [...catalog.images, { id: 'i3', name: 'Debian-12', minDiskGb: 3, minMemoryMiB: 0 }],
      securityGroups: [
        { id: 'g1', name: 'default' },
        { id: 'g2', name: 'Web servers' },
      ],
    },
  };
  expect(choicesOf('DD_HOST_IMAGE', known)).toEqual(['Ubuntu 24.04', 'i1', 'i3']);
  expect(choiceText('DD_HOST_IMAGE', 'i1', known)).toBe('Debian-12 · usual user: debian');
  expect(choiceText('DD_HOST_IMAGE', 'i3', known)).toBe('Debian-12');
  // Of several the names stand with spaces between them.
  expect(choicesOf('DD_HOST_EXTRA_SGS', known)).toEqual(['default', 'g2']);
  expect(choiceText('DD_HOST_EXTRA_SGS', 'g2', known)).toBe('Web servers');
  expect(choicesOf('DD_HOST_MASTER_SG', known)).toEqual(['Web servers', 'default']);
});

test('while nobody knows what the cloud has, all is typed, and nothing is called wrong', () => {
  expect(choicesOf('DD_HOST_IMAGE', {})).toBeUndefined();
  expect(problemsIn(poolConfigSchema.parse({}), undefined)).toEqual([]);
});

test('a choice says what it is', () => {
  const text = (key: Parameters<typeof choiceText>[0], choice: string) =>
    choiceText(key, choice, { catalog, sshFrom });
  expect(text('DD_HOST_FLAVOR_NAME_LARGE', 'large')).toBe(
    '8 vCPU · 16 GiB of memory · 80 GB of disk · 30 slots',
  );
  expect(text('DD_HOST_FLAVOR_NAME_LARGE', 'tiny')).toBe('1 vCPU · 1 GiB of memory · 8 GB of disk · 1 slot');
  expect(text('DD_HOST_NETWORK', 'n1')).toBe('lab · 10.0.0.0/24');
  expect(text('DD_HOST_SSH_FROM', '198.51.100.7/32')).toBe('From there.');
  expect(text('DD_HOST_SSH_FROM', '')).toBeUndefined();
  expect(text('DD_HOST_AVAILABILITY_ZONE', 'nova')).toBeUndefined();
});

test('of many those are shown that what is typed is found in, by name or by what is said of them', () => {
  const names = ['Debian-12', 'Debian-12-docker', 'Ubuntu 24.04'];
  const textOf = (name: string) => (name.startsWith('Ubuntu') ? 'user ubuntu' : 'user debian');
  expect(choicesFor('docker deb', names)).toEqual(['Debian-12-docker']);
  expect(choicesFor('user ub', names, textOf)).toEqual(['Ubuntu 24.04']);
  expect(choicesFor('Debian-12', names), 'chosen already').toEqual(names);
  expect(choicesFor('Rocky', names), 'none of them').toEqual(names);
});

test('with a flavor goes how much a host of it holds; nothing goes with one that is not there', () => {
  const following = (choice: string) => followingChoice('DD_HOST_FLAVOR_NAME_LARGE', choice, catalog);
  expect(following('large')).toEqual({ DD_HOST_FLAVOR_SLOTS_LARGE: '30' });
  expect(following('larg')).toEqual({});
  expect(followingChoice('DD_HOST_IMAGE', 'Debian-12', catalog)).toEqual({});
});
