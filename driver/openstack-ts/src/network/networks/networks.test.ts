import { expect, test } from 'vitest';
import { allOf, networks } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

test('networks say whether they are shared, external, and have security groups', async () => {
  const network = {
    ...{ id: 'n', name: 'public', status: 'ACTIVE', subnets: ['s'], 'router:external': true, shared: false },
    ...{ admin_state_up: true, mtu: 1500, port_security_enabled: false, project_id: 'q', tags: [] },
  };
  const { cloud, asked } = cannedCloud({ networks: [network] });
  expect(await allOf(networks.list(cloud, { isExternal: true }))).toMatchObject([
    {
      id: 'n',
      name: 'public',
      isExternal: true,
      isShared: false,
      isUp: true,
      hasPortSecurity: false,
      subnetIds: ['s'],
    },
  ]);
  expect(asked[0]?.call).toBe('GET /networks?router:external=true');
});
