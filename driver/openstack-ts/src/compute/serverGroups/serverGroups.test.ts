import { expect, test } from 'vitest';
import { allOf, serverGroups } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const group = (id: string) => ({
  id,
  name: id,
  policies: ['anti-affinity'],
  members: ['s'],
  metadata: {},
  project_id: 'p',
});

test('groups are listed by offset until a page is not full: the service gives no links', async () => {
  const first = Array.from({ length: 500 }, (_, index) => group(`g${index}`));
  const { cloud, asked } = cannedCloud({ server_groups: first }, { server_groups: [group('last')] });
  const all = await allOf(serverGroups.list(cloud));
  expect(all).toHaveLength(501);
  expect(all.at(-1)).toEqual({
    id: 'last',
    name: 'last',
    policy: 'anti-affinity',
    members: ['s'],
    projectId: 'p',
  });
  expect(asked.map(({ call }) => call)).toEqual([
    'GET /os-server-groups?limit=500&offset=0',
    'GET /os-server-groups?limit=500&offset=500',
  ]);
});

test('a group is made with one policy', async () => {
  const { cloud, asked } = cannedCloud({ server_group: { ...group('g'), members: [] } });
  expect(await serverGroups.create(cloud, { name: 'g', policy: 'anti-affinity' })).toMatchObject({ id: 'g' });
  expect(asked[0]).toEqual({
    call: 'POST /os-server-groups',
    microversion: 'compute 2.63',
    body: { server_group: { name: 'g', policies: ['anti-affinity'] } },
  });
});
