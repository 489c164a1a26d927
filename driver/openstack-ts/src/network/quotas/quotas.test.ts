import { expect, test } from 'vitest';
import { networkQuotas } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

test('quotas are told with what is used, those of the service that are known here', async () => {
  const one = { limit: 10, used: 1, reserved: 1 };
  const { cloud, asked } = cannedCloud({
    quota: { security_group: one, floatingip: { ...one, limit: -1 }, rbac_policy: one },
  });
  expect(await networkQuotas.get(cloud, 'p')).toMatchObject({
    securityGroups: { limit: 10, used: 2 },
    floatingIps: { limit: -1, used: 2 },
    ports: undefined,
  });
  expect(asked[0]?.call).toBe('GET /quotas/p/details.json');
});
