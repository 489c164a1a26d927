import type { ProjectQuotas } from 'openstack-ts';
import { expect, it } from 'vitest';
import { hostQuotas } from './hostRoom';
import { roomWithin } from './room';

const host = {
  ...{ flavor: { vcpus: 2, memoryMiB: 4096 }, rootVolumeGb: 20, dataVolumeGb: 24 },
  ...{ networks: 1, wantsFloating: true },
};
const usual = {
  compute: {
    instances: { used: 2, limit: 10 },
    cores: { used: 4, limit: 20 },
    memoryMiB: { used: 8192, limit: 51_200 },
  },
  volume: { volumes: { used: 4, limit: 10 }, sizeGiB: { used: 88, limit: 1000 } },
  network: { ports: { used: 4, limit: 500 }, floatingIps: { used: 2, limit: 50 } },
};
type Changes = { [service in keyof typeof usual]?: Partial<(typeof usual)[service]> };
const quotasWith = ({ compute, volume, network }: Changes = {}) =>
  ({
    compute: { ...usual.compute, ...compute },
    volume: { ...usual.volume, ...volume },
    network: { ...usual.network, ...network },
  }) as ProjectQuotas;
const shortBy = (changes: Changes, of = host) =>
  roomWithin(hostQuotas(quotasWith(changes), of)).short.map(({ name }) => name);

it('a host takes a machine, its processors and memory, its volumes and their space, a port and an address', () => {
  expect(roomWithin(hostQuotas(quotasWith(), host)).hosts).toBe(3);
  expect(shortBy({ compute: { instances: { used: 10, limit: 10 } } })).toEqual(['instances']);
  expect(shortBy({ compute: { cores: { used: 19, limit: 20 } } })).toEqual(['cores']);
  expect(shortBy({ compute: { memoryMiB: { used: 48_000, limit: 51_200 } } })).toEqual(['ram']);
  expect(shortBy({ volume: { volumes: { used: 9, limit: 10 } } })).toEqual(['volumes']);
  expect(shortBy({ volume: { sizeGiB: { used: 957, limit: 1000 } } })).toEqual(['gigabytes']);
  expect(shortBy({ network: { ports: { used: 500, limit: 500 } } })).toEqual(['port']);
  expect(shortBy({ network: { floatingIps: { used: 50, limit: 50 } } })).toEqual(['floatingip']);
});

it('a host that is kept apart takes a place in the group of those', () => {
  const quotas = quotasWith({ compute: { serverGroupMembers: 10 } as never });
  const shortWith = (keptApart?: number) => roomWithin(hostQuotas(quotas, { ...host, keptApart })).short;
  expect([undefined, 9, 10].map(apart => shortWith(apart).map(({ name }) => name))).toEqual([
    ...[[], [], ['server_group_members']],
  ]);
});

it('a host takes nothing of what it does not need, and what the cloud does not tell is no limit', () => {
  const small = { ...host, rootVolumeGb: 0, dataVolumeGb: 0, wantsFloating: false };
  const none = { used: 1, limit: 1 };
  expect(
    shortBy({ volume: { volumes: none, sizeGiB: none }, network: { floatingIps: none } }, small),
  ).toEqual([]);
  expect(hostQuotas({ compute: undefined, volume: undefined, network: undefined }, host)).toEqual([]);
});
