import { expect, test } from 'vitest';
import { computeLimits } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

test('limits tell what is used of what there may be; -1 is no limit', async () => {
  const absolute = {
    maxTotalInstances: 10,
    totalInstancesUsed: 3,
    maxTotalCores: -1,
    totalCoresUsed: 6,
    maxTotalRAMSize: 51200,
    totalRAMUsed: 4608,
    maxServerGroupMembers: 10,
    maxServerMeta: 128,
  };
  const { cloud } = cannedCloud({ limits: { rate: [], absolute } });
  expect(await computeLimits.get(cloud)).toEqual({
    instances: { limit: 10, used: 3 },
    cores: { limit: -1, used: 6 },
    memoryMiB: { limit: 51200, used: 4608 },
    serverGroups: undefined,
    serverGroupMembers: 10,
    metadataKeys: 128,
    keypairs: undefined,
  });
});

test('quotas count as used what is reserved for calls under way', async () => {
  const { cloud, asked } = cannedCloud({
    quota_set: { id: 'p', instances: { limit: 10, in_use: 3, reserved: 1 } },
  });
  expect(await computeLimits.quotas(cloud, 'p')).toEqual({ instances: { limit: 10, used: 4 } });
  expect(asked[0]?.call).toBe('GET /os-quota-sets/p/detail');
});
