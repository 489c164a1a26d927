import { expect, test } from 'vitest';
import { allOf, subnets } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

test('subnets of a network, also one without a gateway', async () => {
  const subnet = {
    ...{ id: 's', name: 'lab', network_id: 'n', cidr: '198.18.30.0/24', ip_version: 4, gateway_ip: null },
    ...{ enable_dhcp: true, dns_nameservers: [], project_id: 'p', tags: [] },
  };
  const { cloud, asked } = cannedCloud({ subnets: [subnet] });
  expect(await allOf(subnets.list(cloud, { networkId: 'n' }))).toMatchObject([
    { id: 's', networkId: 'n', cidr: '198.18.30.0/24', version: 4, gateway: undefined, hasDhcp: true },
  ]);
  expect(asked[0]?.call).toBe('GET /subnets?network_id=n');
});
