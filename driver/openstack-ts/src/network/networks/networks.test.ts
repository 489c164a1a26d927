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

test("an administrator who sees others' networks may be told those that the project can use", async () => {
  const network = (id: string, more: object) => ({ id, name: id, project_id: 'q', ...more });
  const { cloud } = cannedCloud({
    networks: [
      network('own', { project_id: 'p1' }),
      network('theirs', {}),
      network('shared', { shared: true }),
      network('external', { 'router:external': true }),
    ],
  });
  expect((await allOf(networks.listUsable(cloud))).map(({ id }) => id)).toEqual([
    'own',
    'shared',
    'external',
  ]);
});
