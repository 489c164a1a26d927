import { expect, test } from 'vitest';
import { allOf, securityGroupRules, securityGroups } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const rule = {
  id: 'r',
  project_id: 'p',
  security_group_id: 'g',
  ethertype: 'IPv4',
  direction: 'ingress',
  protocol: 'tcp',
  port_range_min: 22,
  port_range_max: 22,
  remote_ip_prefix: '10.0.0.0/8',
  remote_group_id: null,
  remote_address_group_id: null,
  normalized_cidr: '10.0.0.0/8',
  description: '',
  revision_number: 0,
};
const group = {
  id: 'g',
  name: 'pool',
  stateful: true,
  shared: false,
  tenant_id: 'p',
  project_id: 'p',
  description: 'd',
  security_group_rules: [rule],
  tags: ['t'],
  created_at: '2026-11-28T05:11:44Z',
  updated_at: '2026-11-28T05:11:44Z',
  revision_number: 4,
};
const ours = {
  id: 'r',
  securityGroupId: 'g',
  ethertype: 'IPv4',
  direction: 'ingress',
  protocol: 'tcp',
  portMin: 22,
  portMax: 22,
  remotePrefix: '10.0.0.0/8',
  description: '',
} as const;

test('groups are those of the project that is worked in, with their rules', async () => {
  const { cloud, asked } = cannedCloud({ security_groups: [group] }, { security_groups: [] });
  expect(await allOf(securityGroups.list(cloud, { name: 'pool' }))).toEqual([
    {
      id: 'g',
      name: 'pool',
      description: 'd',
      rules: [ours],
      tags: ['t'],
      revisionNumber: 4,
      createdAt: Date.UTC(2026, 10, 28, 5, 11, 44),
      updatedAt: Date.UTC(2026, 10, 28, 5, 11, 44),
      projectId: 'p',
    },
  ]);
  await allOf(securityGroups.list(cloud, { projectId: null }));
  expect(asked.map(({ call }) => call)).toEqual([
    'GET /security-groups?name=pool&project_id=p1',
    'GET /security-groups',
  ]);
});

test('a change may be made only of what nobody has changed since', async () => {
  const type = 'RevisionNumberConstraintFailed';
  const message = 'Constrained to 3, but current revision is 4';
  const { cloud, asked } = cannedCloud(
    { status: 412, body: { NeutronError: { type, message, detail: '' } } },
    { status: 204 },
  );
  const stale = securityGroups.update(cloud, 'g', { description: 'x' }, { ifMatch: 3 });
  await expect(stale).rejects.toMatchObject({ code: 'PreconditionFailed', said: message });
  await securityGroups.remove(cloud, 'g', { ifMatch: 4 });
  expect(asked).toEqual([
    {
      call: 'PUT /security-groups/g',
      body: { security_group: { description: 'x' } },
      ifMatch: 'revision_number=3',
    },
    { call: 'DELETE /security-groups/g', ifMatch: 'revision_number=4' },
  ]);
});

test('a tag is one call, put and taken away', async () => {
  const { cloud, asked } = cannedCloud({ status: 201 }, { status: 204 });
  await securityGroups.addTag(cloud, 'g', 'writes-1');
  await securityGroups.removeTag(cloud, 'g', 'writes-1');
  expect(asked.map(({ call }) => call)).toEqual([
    'PUT /security-groups/g/tags/writes-1',
    'DELETE /security-groups/g/tags/writes-1',
  ]);
});

test('several rules are one call', async () => {
  const { cloud, asked } = cannedCloud({ status: 201, body: { security_group_rules: [rule] } });
  const wish = {
    securityGroupId: 'g',
    direction: 'ingress',
    protocol: 'tcp',
    portMin: 22,
    portMax: 22,
  } as const;
  expect(await securityGroupRules.createMany(cloud, [{ ...wish, remotePrefix: '10.0.0.0/8' }])).toEqual([
    ours,
  ]);
  expect(asked[0]).toEqual({
    call: 'POST /security-group-rules',
    body: {
      security_group_rules: [
        {
          ...{ security_group_id: 'g', direction: 'ingress', protocol: 'tcp' },
          ...{ port_range_min: 22, port_range_max: 22, remote_ip_prefix: '10.0.0.0/8' },
        },
      ],
    },
  });
});

test('a quota that is full is told from a conflict by what the service calls it', async () => {
  const quota = {
    type: 'OverQuota',
    message: "Quota exceeded for resources: ['security_group'].",
    detail: '',
  };
  const used = { type: 'SecurityGroupInUse', message: 'Security Group g in use.', detail: '' };
  const { cloud } = cannedCloud(
    { status: 409, body: { NeutronError: quota } },
    { status: 409, body: { NeutronError: used } },
  );
  await expect(securityGroups.create(cloud, { name: 'x' })).rejects.toMatchObject({ code: 'QuotaExceeded' });
  await expect(securityGroups.remove(cloud, 'g')).rejects.toMatchObject({
    code: 'Conflict',
    said: used.message,
  });
});
