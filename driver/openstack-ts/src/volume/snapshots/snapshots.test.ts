import { expect, test } from 'vitest';
import { allOf, snapshots } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const snapshot = {
  ...{ id: 's', name: 'x', description: null, status: 'available', size: 1, volume_id: 'v', metadata: {} },
  ...{ created_at: '2026-11-28T05:11:49.171000', 'os-extended-snapshot-attributes:progress': '100%' },
};

test('snapshots of a volume are listed, made and removed', async () => {
  const { cloud, asked } = cannedCloud(
    { snapshots: [snapshot] },
    { status: 202, body: { snapshot } },
    { status: 202 },
  );
  expect(await allOf(snapshots.list(cloud, { volumeId: 'v' }))).toMatchObject([
    { id: 's', volumeId: 'v', description: '' },
  ]);
  await snapshots.create(cloud, { volumeId: 'v', name: 'x', force: true });
  await snapshots.remove(cloud, 's');
  expect(asked).toEqual([
    { call: 'GET /snapshots/detail?volume_id=v' },
    { call: 'POST /snapshots', body: { snapshot: { volume_id: 'v', name: 'x', force: true } } },
    { call: 'DELETE /snapshots/s' },
  ]);
});

test('what is noted with a snapshot is added to what is', async () => {
  const { cloud, asked } = cannedCloud({ metadata: { a: 'b' } });
  await snapshots.setMetadata(cloud, 's', { a: 'b' });
  expect(asked).toEqual([{ call: 'POST /snapshots/s/metadata', body: { metadata: { a: 'b' } } }]);
});
