import { expect, test } from 'vitest';
import { writeConfigFile } from './configFile';
import { readSettings } from './importedSettings';
import { type Pool, poolConfigSchema } from './pool';

/** The settings of a pool as the original stores them. */
const original = {
  DD_SHUTDOWN_MODE: 'False',
  DD_HOST_IMAGE: 'CentOS-7',
  DD_MAX_HOSTS: '3',
  DD_FREE_SLOT_TARGET: 4,
  DD_HOST_FLAVOR_NAME_SMALL: 'gpu.1.1gpu ',
  DD_HOST_FLAVOR_SLOTS_SMALL: '6',
  DD_HOST_FLAVOR_NAME_LARGE: 'standard.xlarge',
  DD_HOST_FLAVOR_SLOTS_LARGE: 24,
  DD_HOST_MASTER_SG: 'pb_server',
  DD_HOST_EXTRA_SGS: '',
  DD_HOST_ROOT_VOLUME_SIZE: 0,
  DD_HOST_DATA_VOLUME_FACTOR: 4,
  DD_HOST_DATA_VOLUME_DEVICE: '/dev/vdb',
  DD_HOST_DATA_VOLUME_TYPE: 'standard',
  DD_HOST_NETWORK: 'auto',
};
const problems = (changes: object) => readSettings({ ...original, ...changes }, 'simulator').problems;

test("the original's settings are taken, and what says something about OpenStack alone is set aside by name", () => {
  const { settings, setAside, kept, problems } = readSettings(original, 'simulator');
  expect(problems).toEqual([]);
  expect(settings).toEqual({
    DD_SHUTDOWN_MODE: false,
    DD_MAX_HOSTS: 3,
    DD_FREE_SLOT_TARGET: 4,
    DD_HOST_FLAVOR_NAME_SMALL: 'gpu.1.1gpu',
    DD_HOST_FLAVOR_SLOTS_SMALL: 6,
    DD_HOST_FLAVOR_NAME_LARGE: 'standard.xlarge',
    DD_HOST_FLAVOR_SLOTS_LARGE: 24,
  });
  expect(setAside).toEqual([
    'DD_HOST_IMAGE',
    'DD_HOST_MASTER_SG',
    'DD_HOST_EXTRA_SGS',
    'DD_HOST_ROOT_VOLUME_SIZE',
    'DD_HOST_DATA_VOLUME_FACTOR',
    'DD_HOST_DATA_VOLUME_DEVICE',
    'DD_HOST_DATA_VOLUME_TYPE',
    'DD_HOST_NETWORK',
  ]);
  expect(kept).toContain('DD_HOST_LIFETIME');
});

test('a key that nobody knows is named', () => {
  expect(problems({ DD_MAX_HOST: 3, constructor: 1 })).toEqual([
    'DD_MAX_HOST: no pool has such a setting.',
    'constructor: no pool has such a setting.',
  ]);
});

test('a value of a wrong type is named, with what is there and what is needed', () => {
  expect(problems({ DD_MAX_HOSTS: 'four', DD_SHUTDOWN_MODE: 'yes', DD_HOST_LIFETIME: 4 })).toEqual([
    'DD_SHUTDOWN_MODE: the file has "yes", where true or false is needed.',
    'DD_MAX_HOSTS: the file has "four", where a number is needed.',
    'DD_HOST_LIFETIME: the file has 4, where a text is needed.',
  ]);
  expect(problems({ DD_MAX_HOSTS: [3], DD_FREE_SLOT_TARGET: {} })).toEqual([
    'DD_MAX_HOSTS: the file has a list, where a number is needed.',
    'DD_FREE_SLOT_TARGET: the file has an object, where a number is needed.',
  ]);
});

test('a value that is not possible is refused in the same words as a typed one', () => {
  for (const hosts of [0, -1, 1e9, '0', '1.5']) {
    expect(problems({ DD_MAX_HOSTS: hosts })).toEqual([
      'DD_MAX_HOSTS: The most hosts is a whole number from 1 to 10000; to have none, switch the shutdown mode on.',
    ]);
  }
});

test('what is required may neither be missing nor empty', () => {
  const { DD_MAX_HOSTS: _, ...without } = original;
  expect(readSettings(without, 'simulator').problems).toEqual([
    "DD_MAX_HOSTS: the file lacks it, and a pool can't be without (Most hosts).",
  ]);
  expect(problems({ DD_HOST_FLAVOR_NAME_SMALL: ' ', DD_FREE_SLOT_TARGET: null })).toEqual([
    'DD_FREE_SLOT_TARGET: it is empty, and needs a value.',
    'DD_HOST_FLAVOR_NAME_SMALL: it is empty, and needs a value.',
  ]);
});

test('settings that do not go together are refused with the reason', () => {
  expect(problems({ DD_FREE_SLOT_TARGET: 100 })[0]).toMatch(/^DD_FREE_SLOT_TARGET: 100 free slots can never/);
  expect(problems({ DD_HOST_FLAVOR_SLOTS_SMALL: 30 })[0]).toMatch(/more than the large one with 24/);
});

test('the pool of this machine takes what it heeds', () => {
  const { settings, setAside, problems } = readSettings({ ...original, localSlots: '' }, 'local');
  expect(problems).toEqual([]);
  expect(settings).toEqual({ DD_SHUTDOWN_MODE: false, localSlots: null });
  expect(setAside).toContain('DD_MAX_HOSTS');
});

test('a pool of machines takes the disk that the original names, and swap as a text', () => {
  const { settings, problems } = readSettings({ ...original, DD_HOST_SWAP_MIB: '512' }, 'ssh');
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({ DD_HOST_DATA_VOLUME_DEVICE: '/dev/vdb', DD_HOST_SWAP_MIB: 512 });
  expect(readSettings({ ...original, DD_HOST_DATA_VOLUME_DEVICE: '' }, 'ssh').settings).toMatchObject({
    DD_HOST_DATA_VOLUME_DEVICE: null,
  });
});

test("a pool in a cloud takes all that the original has, and gives it back in the original's shape", () => {
  const { settings, setAside, problems } = readSettings(original, 'openstack');
  expect([problems, setAside]).toEqual([[], []]);
  expect(settings).toMatchObject({ DD_HOST_IMAGE: 'CentOS-7', DD_HOST_EXTRA_SGS: null });
  const pool: Pool = {
    ...{ id: 'pool', name: 'DockerDriver', provider: 'openstack', engineUrl: 'openstack://DockerDriver' },
    ...{ config: poolConfigSchema.parse(settings), createdAt: 0 },
  };
  const { value } = JSON.parse(writeConfigFile(pool, 'original'));
  expect(Object.keys(value).sort()).toEqual(Object.keys(original).sort());
  expect(value).toMatchObject({ DD_HOST_EXTRA_SGS: '', DD_HOST_ROOT_VOLUME_SIZE: 0 });
  expect(readSettings(value, 'openstack').settings).toEqual(settings);
});
