import { expect, test } from 'vitest';
import { allOf, securityGroupRules } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const open = {
  id: 'r',
  security_group_id: 'g',
  direction: 'egress',
  ethertype: 'IPv6',
  protocol: null,
  description: null,
};

test('a rule without a protocol is for every one; a number of a protocol is a text', async () => {
  const { cloud, asked } = cannedCloud({ security_group_rules: [open, { ...open, id: 's', protocol: 50 }] });
  const rules = await allOf(securityGroupRules.list(cloud, { securityGroupId: 'g' }));
  expect(rules.map(({ protocol }) => protocol)).toEqual([undefined, '50']);
  expect(asked[0]?.call).toBe('GET /security-group-rules?security_group_id=g&project_id=p1');
});

test('a rule is made and removed', async () => {
  const { cloud, asked } = cannedCloud({ status: 201, body: { security_group_rule: open } }, { status: 204 });
  await securityGroupRules.create(cloud, { securityGroupId: 'g', direction: 'egress', ethertype: 'IPv6' });
  await securityGroupRules.remove(cloud, 'r');
  expect(asked).toEqual([
    {
      call: 'POST /security-group-rules',
      body: { security_group_rule: { security_group_id: 'g', direction: 'egress', ethertype: 'IPv6' } },
    },
    { call: 'DELETE /security-group-rules/r' },
  ]);
});
