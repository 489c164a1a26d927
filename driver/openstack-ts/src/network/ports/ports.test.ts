import { expect, test } from 'vitest';
import { allOf, ports } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const port = {
  ...{
    id: 'p1',
    name: '',
    status: 'ACTIVE',
    network_id: 'n',
    device_id: 'server',
    device_owner: 'compute:nova',
  },
  ...{
    mac_address: 'fa:16:3e:04:4b:bd',
    security_groups: ['g'],
    port_security_enabled: true,
    project_id: 'p',
  },
  ...{
    fixed_ips: [{ subnet_id: 's', ip_address: '198.18.30.75' }],
    created_at: '2026-11-28T05:11:45Z',
    tags: [],
  },
  ...{ description: '', revision_number: 2, admin_state_up: true, 'binding:vnic_type': 'normal' },
};

test('ports of a server, with their addresses', async () => {
  const { cloud, asked } = cannedCloud({ ports: [port] });
  expect(await allOf(ports.list(cloud, { deviceId: 'server' }))).toMatchObject([
    {
      id: 'p1',
      deviceId: 'server',
      addresses: [{ address: '198.18.30.75', subnetId: 's' }],
      securityGroupIds: ['g'],
      revisionNumber: 2,
    },
  ]);
  expect(asked[0]?.call).toBe('GET /ports?device_id=server&project_id=p1');
});

test('a port is made, changed and removed', async () => {
  const { cloud, asked } = cannedCloud({ status: 201, body: { port } }, { port }, { status: 204 });
  await ports.create(cloud, { networkId: 'n', name: 'x', securityGroupIds: ['g'] });
  await ports.update(cloud, 'p1', { description: 'd' }, { ifMatch: 2 });
  await ports.remove(cloud, 'p1');
  expect(asked).toEqual([
    { call: 'POST /ports', body: { port: { network_id: 'n', name: 'x', security_groups: ['g'] } } },
    { call: 'PUT /ports/p1', body: { port: { description: 'd' } }, ifMatch: 'revision_number=2' },
    { call: 'DELETE /ports/p1' },
  ]);
});
