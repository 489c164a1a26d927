import { expect, it } from 'vitest';
import { hostQuotas } from './hostRoom';
import { roomWithin } from './room';

const host = {
  ...{ flavor: { vcpus: 2, memoryMiB: 4096 }, rootVolumeGb: 20, dataVolumeGb: 24 },
  ...{ networks: 1, wantsFloating: true },
};
const quotas = {
  instances: { used: 2, limit: 10 },
  cores: { used: 4, limit: 20 },
  ram: { used: 8192, limit: 51_200 },
  volumes: { used: 4, limit: 10 },
  gigabytes: { used: 88, limit: 1000 },
  ports: { used: 4, limit: 500 },
  floatingIps: { used: 2, limit: 50 },
};
const shortBy = (changes: object, of = host) =>
  roomWithin(hostQuotas({ ...quotas, ...changes }, of)).short.map(({ name }) => name);

it('a host takes a machine, its processors and memory, its volumes and their space, a port and an address', () => {
  expect(roomWithin(hostQuotas(quotas, host)).hosts).toBe(3);
  expect(shortBy({ instances: { used: 10, limit: 10 } })).toEqual(['instances']);
  expect(shortBy({ cores: { used: 19, limit: 20 } })).toEqual(['cores']);
  expect(shortBy({ ram: { used: 48_000, limit: 51_200 } })).toEqual(['ram']);
  expect(shortBy({ volumes: { used: 9, limit: 10 } })).toEqual(['volumes']);
  expect(shortBy({ gigabytes: { used: 957, limit: 1000 } })).toEqual(['gigabytes']);
  expect(shortBy({ ports: { used: 500, limit: 500 } })).toEqual(['port']);
  expect(shortBy({ floatingIps: { used: 50, limit: 50 } })).toEqual(['floatingip']);
});

it('a host takes nothing of what it does not need, and what the cloud does not tell is no limit', () => {
  const small = { ...host, rootVolumeGb: 0, dataVolumeGb: 0, wantsFloating: false };
  const none = { used: 1, limit: 1 };
  expect(shortBy({ volumes: none, gigabytes: none, floatingIps: none }, small)).toEqual([]);
  expect(hostQuotas({}, host)).toEqual([]);
});
