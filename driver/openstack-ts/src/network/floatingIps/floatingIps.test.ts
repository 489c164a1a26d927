import { expect, test } from 'vitest';
import { allOf, floatingIps } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const floatingip = {
  ...{
    id: 'f',
    floating_ip_address: '198.18.31.139',
    floating_network_id: 'n',
    fixed_ip_address: null,
    port_id: null,
  },
  ...{
    router_id: null,
    status: 'DOWN',
    description: 'd',
    project_id: 'p',
    created_at: '2026-11-28T05:11:46Z',
  },
  ...{ revision_number: 0, tags: [], port_details: null },
};

test('an address that nothing has, has no port', async () => {
  const { cloud, asked } = cannedCloud({ floatingips: [floatingip] });
  expect(await allOf(floatingIps.list(cloud, { tags: ['a', 'b'] }))).toMatchObject([
    { id: 'f', address: '198.18.31.139', networkId: 'n', portId: undefined, description: 'd' },
  ]);
  expect(asked[0]?.call).toBe('GET /floatingips?tags=a,b&project_id=p1');
});

test('an address is taken for a port, given to another, taken from it, and given back', async () => {
  const { cloud, asked } = cannedCloud(
    { status: 201, body: { floatingip } },
    { floatingip },
    { floatingip },
    { status: 204 },
  );
  await floatingIps.create(cloud, { networkId: 'n', portId: 'p1', description: 'mine' });
  await floatingIps.update(cloud, 'f', { portId: 'p2' });
  await floatingIps.update(cloud, 'f', { portId: null });
  await floatingIps.remove(cloud, 'f');
  expect(asked).toEqual([
    {
      call: 'POST /floatingips',
      body: { floatingip: { floating_network_id: 'n', port_id: 'p1', description: 'mine' } },
    },
    { call: 'PUT /floatingips/f', body: { floatingip: { port_id: 'p2' } } },
    { call: 'PUT /floatingips/f', body: { floatingip: { port_id: null } } },
    { call: 'DELETE /floatingips/f' },
  ]);
});
