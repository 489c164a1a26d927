import { describe, expect, it } from 'vitest';
import { configProblems } from './configProblems';
import { patchOf } from './patch';
import {
  type ConfigKey,
  configGroups,
  configKeysOf,
  configMetaOf,
  defaultConfigOf,
  poolConfigSchema,
  providerNames,
} from './poolConfig';

const config = (changes: object = {}) => poolConfigSchema.parse(changes);
const said = (changes: object) =>
  poolConfigSchema.safeParse(changes).error?.issues.map(({ message }) => message);
const problems = (changes: object) => configProblems(config(changes), 'simulator');

describe('the settings of a pool', () => {
  it("have the original's defaults, and fill in what an older state lacks", () => {
    expect(config({ DD_SHUTDOWN_MODE: true, localSlots: 3 })).toEqual({
      DD_HOST_IMAGE: 'CentOS-7',
      DD_HOST_ROOT_VOLUME_SIZE: 0,
      DD_HOST_DATA_VOLUME_FACTOR: 4,
      DD_HOST_DATA_VOLUME_TYPE: 'standard',
      DD_HOST_NETWORK: 'auto',
      DD_HOST_MASTER_SG: 'pb_server',
      DD_HOST_EXTRA_SGS: null,
      DD_HOST_SSH_FROM: null,
      DD_HOST_SSH_USER: 'cloud-user',
      DD_HOST_SSH_JUMP: null,
      DD_HOST_FLOATING_POOL: null,
      DD_HOST_AVAILABILITY_ZONE: null,
      DD_HOST_ANTI_AFFINITY: false,
      DD_HOST_CONFIG_DRIVE: false,
      DD_WARM_IMAGES: true,
      DD_MAX_HOSTS: 4,
      DD_FREE_SLOT_TARGET: 4,
      DD_HOST_FLAVOR_NAME_SMALL: 'standard.medium',
      DD_HOST_FLAVOR_SLOTS_SMALL: 6,
      DD_HOST_PRICE_SMALL: null,
      DD_HOST_PRICE_LARGE: null,
      DD_HOST_FLAVOR_NAME_LARGE: 'standard.xlarge',
      DD_HOST_FLAVOR_SLOTS_LARGE: 24,
      DD_HOST_DATA_VOLUME_DEVICE: null,
      DD_HOST_SWAP_MIB: null,
      DD_PUSH_ALL_IMAGES: true,
      DD_HOSTS_FEED_EACH_OTHER: false,
      DD_REMOVE_IMAGES: false,
      DD_HOST_LIFETIME: '4h',
      DD_MAX_HOST_ERRORS: 5,
      DD_HOST_LOST_AFTER: '30m',
      DD_REMOVE_LEFTOVERS: false,
      DD_SHUTDOWN_MODE: true,
      localSlots: 3,
    });
    expect(problems({})).toEqual([]);
  });

  it('say what they are, each in a group', () => {
    for (const key of Object.keys(poolConfigSchema.shape) as ConfigKey[]) {
      const { title, help, group } = configMetaOf(key);
      expect(title.length * help.length).toBeGreaterThan(0);
      expect(configGroups).toContain(group);
    }
  });

  it('are heeded by some provider, each of them', () => {
    const heeded = new Set(providerNames.flatMap(configKeysOf));
    expect([...heeded].sort()).toEqual(Object.keys(poolConfigSchema.shape).sort());
  });

  it("of the GPU hosts' pool begin with the original's own defaults", () => {
    expect(defaultConfigOf('DockerDriverGpu')).toMatchObject({
      DD_MAX_HOSTS: 1,
      DD_HOST_FLAVOR_NAME_SMALL: 'gpu.1.1gpu',
      DD_HOST_FLAVOR_SLOTS_LARGE: 210,
    });
    expect(defaultConfigOf('my own')).toEqual(config());
    expect(configProblems(defaultConfigOf('DockerDriverGpu'), 'simulator')).toEqual([]);
  });

  it.each([-1, Number.NaN, 1e7, '2'])('refuse a price of %s', price => {
    expect(said({ DD_HOST_PRICE_SMALL: price })?.[0]).toBe(
      'The price of a small host is a number from 0 to 1000000; empty: unknown.',
    );
    expect(said({ DD_HOST_PRICE_SMALL: 0.04, DD_HOST_PRICE_LARGE: null })).toBeUndefined();
  });

  it.each([0, -1, 1e9, 1.5])('refuse %s hosts and say what can be', hosts => {
    expect(said({ DD_MAX_HOSTS: hosts })).toEqual(
      expect.arrayContaining([
        'The most hosts is a whole number from 1 to 10000; to have none, switch the shutdown mode on.',
      ]),
    );
    expect(patchOf(poolConfigSchema).safeParse({ DD_MAX_HOSTS: hosts }).success).toBe(false);
  });

  it('take a disk by any name that it can have, and refuse what is none', () => {
    for (const disk of ['/dev/vdb', '/dev/disk/by-path/pci-0000:00:07.0', ' /dev/nvme1n1 ', null]) {
      expect(config({ DD_HOST_DATA_VOLUME_DEVICE: disk }).DD_HOST_DATA_VOLUME_DEVICE).toBe(
        disk?.trim() ?? null,
      );
    }
    for (const text of [
      'vdb',
      '/dev/',
      '/etc/passwd',
      '/dev/../etc/passwd',
      '/dev/vdb; reboot',
      "/dev/v'db",
      '',
    ]) {
      expect(said({ DD_HOST_DATA_VOLUME_DEVICE: text })?.[0]).toContain('for example /dev/vdb');
    }
  });

  it.each([
    ['DD_HOST_NETWORK', 'auto', 'the name of a network'],
    [
      'DD_HOST_NETWORK',
      '0f0a2c9e-7d3b-4f7e-9d5c-0c1f2e3d4a5b, 0f0a2c9e7d3b4f7e9d5c0c1f2e3d4a5c',
      'auto, none',
    ],
    ['DD_HOST_SSH_FROM', '192.0.2.7 198.51.100.0/24, 2001:db8::/48', '192.0.2.256'],
    ['DD_HOST_SSH_FROM', null, 'everywhere'],
    ['DD_HOST_SSH_FROM', '2001:db8::7', ' , '],
    ['DD_HOST_SSH_JUMP', 'ada@login.example.org:2222', 'login.example.org'],
    ['DD_HOST_SSH_JUMP', 'ada@[2001:db8::7]', 'ada@login:70000'],
    ['DD_HOST_SSH_USER', 'cloud-user', 'root; reboot'],
    ['DD_HOST_EXTRA_SGS', 'web db', ''],
    ['DD_HOST_IMAGE', 'Ubuntu 24.04', ' '],
    ['DD_HOST_DATA_VOLUME_FACTOR', 0, -1],
  ])('of %s take %j and refuse %j', (key, right, wrong) => {
    expect(said({ [key]: right })).toBeUndefined();
    expect(said({ [key]: wrong })).toHaveLength(1);
  });

  it('refuse swap that no disk has room for', () => {
    expect(said({ DD_HOST_SWAP_MIB: -1 })?.[0]).toBe(
      'The swap is a whole number from 0 to 1048576; 0: none.',
    );
    expect(said({ DD_HOST_SWAP_MIB: 0 })).toBeUndefined();
  });

  it('refuse times that are none, or too short to be meant', () => {
    for (const text of ['', 'soon', '5m', '4 hours']) {
      expect(said({ DD_HOST_LIFETIME: text })?.[0]).toContain('for example "4h"');
    }
    expect(said({ DD_HOST_LIFETIME: '0m', DD_HOST_LOST_AFTER: '1d 2h' })).toBeUndefined();
  });

  it('refuse a target that no pool of that size can keep, and say why', () => {
    expect(problems({ DD_FREE_SLOT_TARGET: 96 })).toEqual([]);
    expect(problems({ DD_FREE_SLOT_TARGET: 97 })).toEqual([
      {
        key: 'DD_FREE_SLOT_TARGET',
        message:
          '97 free slots can never be kept: 4 hosts (DD_MAX_HOSTS) of 24 slots hold 96 at the most, even with nothing running. Lower the target, or allow more hosts.',
      },
    ]);
  });

  it('refuse a small flavor that is larger than the large one', () => {
    expect(problems({ DD_HOST_FLAVOR_SLOTS_SMALL: 25 })).toMatchObject([
      { key: 'DD_HOST_FLAVOR_SLOTS_SMALL' },
    ]);
    expect(problems({ DD_HOST_FLAVOR_SLOTS_SMALL: 24 })).toEqual([]);
  });

  it('refuse one flavor with two capacities, or two prices', () => {
    const same = { DD_HOST_FLAVOR_NAME_LARGE: 'standard.medium' };
    expect(problems(same)).toEqual([
      {
        key: 'DD_HOST_FLAVOR_SLOTS_SMALL',
        message:
          "Both flavors are standard.medium, which can't have 6 slots and 24. Give both the same, or name another flavor.",
      },
    ]);
    const alike = { ...same, DD_HOST_FLAVOR_SLOTS_LARGE: 6 };
    expect(problems({ ...alike, DD_HOST_PRICE_SMALL: 1, DD_HOST_PRICE_LARGE: 2 })).toMatchObject([
      { key: 'DD_HOST_PRICE_SMALL' },
    ]);
    expect(problems({ ...alike, DD_HOST_PRICE_SMALL: 1 })).toEqual([]);
  });

  it('apply to pools of many hosts; the one host of this machine has its own', () => {
    expect(configKeysOf('local')).toEqual(['localSlots', 'DD_SHUTDOWN_MODE']);
    expect(configKeysOf('simulator')).toHaveLength(14);
    expect(configProblems(config({ DD_FREE_SLOT_TARGET: 97 }), 'local')).toEqual([]);
  });
});
