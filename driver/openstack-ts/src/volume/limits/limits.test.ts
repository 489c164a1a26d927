import { expect, test } from 'vitest';
import { volumeLimits } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

test('limits tell what is used of what there may be', async () => {
  const absolute = {
    maxTotalVolumes: 10,
    totalVolumesUsed: 2,
    maxTotalVolumeGigabytes: 1000,
    totalGigabytesUsed: 30,
  };
  const { cloud } = cannedCloud({ limits: { rate: [], absolute } });
  expect(await volumeLimits.get(cloud)).toEqual({
    volumes: { limit: 10, used: 2 },
    snapshots: undefined,
    sizeGiB: { limit: 1000, used: 30 },
  });
});

test('quotas are told also of each type', async () => {
  const one = { limit: -1, in_use: 3, reserved: 0, allocated: 0 };
  const { cloud, asked } = cannedCloud({ quota_set: { id: 'p', volumes: one, gigabytes_ssd: one } });
  expect(await volumeLimits.quotas(cloud, 'p')).toEqual({
    volumes: { limit: -1, used: 3 },
    gigabytes_ssd: { limit: -1, used: 3 },
  });
  expect(asked[0]?.call).toBe('GET /os-quota-sets/p?usage=true');
});
