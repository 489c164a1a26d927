import { expect, test } from 'vitest';
import { type CloudCatalog, usualUserOf } from './cloudCatalog';
import { cloudProblems } from './cloudProblems';
import { configProblems } from './configProblems';
import { nearNames } from './nearNames';
import { type PoolConfig, poolConfigSchema } from './poolConfig';

const GIB = 1024 ** 3;
const labId = '0f0a2c9e-7d3b-4f7e-9d5c-0c1f2e3d4a5b';
const lab = { id: labId, name: 'lab', isExternal: false, isShared: true, ranges: ['198.18.30.0/24'] };
const outside = { id: 'n2', name: 'public', isExternal: true, isShared: false, ranges: ['198.18.31.0/24'] };
const image = { id: 'i1', name: 'Debian-12-docker', sizeBytes: GIB, minDiskGb: 3, minMemoryMiB: 512 };
const medium = { vcpus: 2, memoryMiB: 4096, diskGb: 10, ephemeralGb: 0, slots: 6 };
const cloud: CloudCatalog = {
  at: 0,
  images: [image],
  flavors: [
    { id: 'f1', name: 'standard.medium', ...medium },
    { id: 'f2', name: 'standard.xlarge', ...medium, memoryMiB: 16_384, slots: 24 },
  ],
  networks: [lab, outside],
  securityGroups: [{ id: 'g1', name: 'default' }],
  volumeTypes: [{ id: 'v1', name: 'standard' }],
  availabilityZones: [{ name: 'nova', isAvailable: true }],
};
const right = { DD_HOST_IMAGE: 'Debian-12-docker', DD_HOST_SSH_FROM: '192.0.2.7' };
const config = (changes: Partial<PoolConfig> = {}) => poolConfigSchema.parse({ ...right, ...changes });
const problems = (changes: Partial<PoolConfig> = {}, has: Partial<CloudCatalog> = {}) =>
  cloudProblems(config(changes), { ...cloud, ...has }).map(({ key, message }) => `${key}: ${message}`);
const levels = (changes: Partial<PoolConfig>) =>
  cloudProblems(config(changes), cloud).map(({ key, level }) => [key, level]);

test('what the cloud has is right, by name or by id', () => {
  expect(problems()).toEqual([]);
  expect(problems({ DD_HOST_IMAGE: 'i1', DD_HOST_FLAVOR_NAME_SMALL: 'f1', DD_HOST_NETWORK: labId })).toEqual(
    [],
  );
});

test('an image that it lacks is named, with the one that may be meant or those that there are', () => {
  expect(problems({ DD_HOST_IMAGE: 'debian 12' })).toEqual([
    'DD_HOST_IMAGE: The cloud has no image "debian 12". Is Debian-12-docker meant?',
  ]);
  expect(problems({ DD_HOST_IMAGE: 'CentOS-7' })).toEqual([
    'DD_HOST_IMAGE: The cloud has no image "CentOS-7". There are: Debian-12-docker.',
  ]);
  expect(problems({}, { images: [] })[0]).toContain('sees no image at all');
});

test('who is let in is of the kind of addresses by which hosts are reached', () => {
  const newer = { ...lab, ranges: ['2001:db8::/64'] };
  const dual = { ...lab, ranges: ['2001:db8::/64', '198.18.30.0/24'] };
  const told = (from: string, network: typeof lab, more: Partial<PoolConfig> = {}) =>
    problems({ DD_HOST_SSH_FROM: from, ...more }, { networks: [network, outside] });
  expect(told('192.0.2.7', newer)).toEqual([
    'DD_HOST_SSH_FROM: Hosts are reached by IPv6 addresses, and none of these is one: write that from which Rockpool, or the jump host, reaches them.',
  ]);
  expect(told('2001:db8::7', dual)[0]).toContain('reached by IPv4 addresses');
  expect(told('2001:db8::7', newer, { DD_HOST_FLOATING_POOL: 'public' })[0]).toContain('IPv4');
  expect(told('2001:db8::7 192.0.2.7', dual)).toEqual([]);
  expect(told('2001:db8::7', newer)).toEqual([]);
});

test('a name that two have is refused with the ids to choose from', () => {
  const securityGroups = ['g1', 'g2'].map(id => ({ id, name: 'web' }));
  expect(problems({ DD_HOST_EXTRA_SGS: 'web' }, { securityGroups })).toEqual([
    'DD_HOST_EXTRA_SGS: The cloud has 2 of the name "web" (security group). Write the id of the one that is meant: g1, g2.',
  ]);
  expect(problems({ DD_HOST_EXTRA_SGS: 'g2' }, { securityGroups })).toEqual([]);
  expect(problems({ DD_HOST_EXTRA_SGS: 'default wbe' })[0]).toContain('no security group "wbe"');
});

test('a flavor that is too small for the image is refused, unless a root volume is large enough', () => {
  const images = [{ ...image, minDiskGb: 20, minMemoryMiB: 8192 }];
  const [disk, memory] = [
    problems({}, { images }).filter(text => text.includes('disk')),
    problems({}, { images }),
  ];
  expect(disk).toHaveLength(2);
  expect(memory[0]).toBe(
    'DD_HOST_FLAVOR_NAME_SMALL: standard.medium has 4096 MiB of memory, and the image Debian-12-docker needs 8192 MiB. Choose a larger flavor, or another image.',
  );
  const roomy = { images: [{ ...image, minDiskGb: 20 }] };
  expect(problems({ DD_HOST_ROOT_VOLUME_SIZE: 20 }, roomy)).toEqual([]);
  expect(problems({ DD_HOST_ROOT_VOLUME_SIZE: 19 }, roomy)).toEqual([
    "DD_HOST_ROOT_VOLUME_SIZE: 19 GB are too small for the image Debian-12-docker, which needs 20 GB. Take at least that, or 0 for the flavor's own disk.",
  ]);
  const diskless = cloud.flavors.map(flavor => ({ ...flavor, diskGb: 0 }));
  expect(problems({}, { flavors: diskless })[0]).toContain('has no disk of its own to boot from');
});

test('"auto" takes the only network; where there are two, or none, that is told', () => {
  const networks = [lab, { ...lab, id: 'n3', name: 'other' }, outside];
  expect(problems({}, { networks })).toEqual([
    'DD_HOST_NETWORK: "auto" is for a project with one network; this one has 2: lab, other. Choose which is meant.',
  ]);
  expect(problems({}, { networks: [{ ...lab, ranges: [] }] })[0]).toContain('no network with addresses');
  expect(problems({ DD_HOST_NETWORK: labId }, { networks: [{ ...lab, ranges: [] }] })[0]).toContain(
    'no subnet',
  );
});

test('the usual master group may be missing; one that was chosen may not', () => {
  expect(problems({ DD_HOST_MASTER_SG: 'pb_server' })).toEqual([]);
  expect(problems({ DD_HOST_MASTER_SG: 'controllers' })[0]).toContain('no security group "controllers"');
});

test('hosts that nobody gets to are told of, and those that everybody gets to', () => {
  expect(levels({ DD_HOST_SSH_FROM: null })).toEqual([['DD_HOST_SSH_FROM', 'problem']]);
  expect(levels({ DD_HOST_SSH_FROM: null, DD_HOST_MASTER_SG: 'default' })).toEqual([]);
  expect(levels({ DD_HOST_SSH_FROM: '0.0.0.0/0 192.0.2.7' })).toEqual([['DD_HOST_SSH_FROM', 'warning']]);
  const nobody = config({ DD_HOST_SSH_FROM: null, DD_HOST_MASTER_SG: null, DD_HOST_NETWORK: 'none' });
  expect(configProblems(nobody, 'openstack').map(({ key }) => key)).toEqual([
    'DD_HOST_NETWORK',
    'DD_HOST_SSH_FROM',
  ]);
  expect(configProblems(nobody, 'simulator')).toEqual([]);
});

test('volumes, zones and floating IPs are those that the cloud has', () => {
  expect(problems({ DD_HOST_DATA_VOLUME_TYPE: 'standart' })[0]).toContain('Is standard meant?');
  expect(problems({ DD_HOST_DATA_VOLUME_TYPE: 'ssd', DD_HOST_DATA_VOLUME_FACTOR: 0 })).toEqual([]);
  expect(problems({}, { volumeTypes: undefined })).toEqual([
    'DD_HOST_DATA_VOLUME_FACTOR: The cloud has no Block Storage service, so there are no volumes. Write 0.',
  ]);
  expect(problems({ DD_HOST_AVAILABILITY_ZONE: 'mars' })[0]).toContain('There are: nova.');
  expect(problems({ DD_HOST_FLOATING_POOL: 'lab' })[0]).toContain('no external network "lab"');
  expect(problems({ DD_HOST_FLOATING_POOL: 'public' })).toEqual([]);
});

test('more slots than the memory of a flavor holds are a warning', () => {
  expect(levels({ DD_HOST_FLAVOR_SLOTS_SMALL: 7 })).toEqual([['DD_HOST_FLAVOR_SLOTS_SMALL', 'warning']]);
});

test('near names are found in spite of case and signs, the nearest first', () => {
  const names = ['standard.medium', 'standard.large', 'gpu.1', 'Ubuntu 24.04'];
  expect(nearNames('Standard_Medium', names)[0]).toBe('standard.medium');
  expect(nearNames('ubuntu-24.04', names)).toEqual(['Ubuntu 24.04']);
  expect(nearNames('xyz', names)).toEqual([]);
});

test.each([
  ['Ubuntu 24.04', {}, 'ubuntu'],
  ['my image', { os_distro: 'debian' }, 'debian'],
  ['CentOS-7', {}, 'centos'],
  ['CentOS-Stream-9', {}, 'cloud-user'],
  ['anything', { os_admin_user: 'ops' }, 'ops'],
  ['anything', {}, undefined],
])('the usual user of %s with %j is %s', (name, properties, user) => {
  expect(usualUserOf(name, properties)).toBe(user);
});
