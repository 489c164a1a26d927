import { expect, test } from 'vitest';
import { allOf, volumes } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const volume = {
  ...{
    id: 'v',
    name: 'bb0cabe6-blank-vol',
    description: '',
    status: 'in-use',
    size: 1,
    volume_type: '__DEFAULT__',
  },
  ...{
    bootable: 'false',
    metadata: { a: 'b' },
    availability_zone: 'nova',
    snapshot_id: null,
    source_volid: null,
  },
  ...{ created_at: '2026-11-28T05:11:46.949000', updated_at: '2026-11-28T05:11:47.000000', encrypted: false },
  attachments: [
    { id: 'v', attachment_id: 'at', volume_id: 'v', server_id: 's', host_name: null, device: '/dev/vdb' },
  ],
};

test('a volume says whose it is; its times are of UTC though they do not say so', async () => {
  const { cloud } = cannedCloud({ volume });
  expect(await volumes.get(cloud, 'v')).toMatchObject({
    ...{ id: 'v', status: 'in-use', sizeGiB: 1, isBootable: false, metadata: { a: 'b' } },
    attachments: [{ serverId: 's', attachmentId: 'at', device: '/dev/vdb' }],
    createdAt: Date.UTC(2026, 10, 28, 5, 11, 46, 949),
  });
});

test('volumes are found by their metadata, over all pages', async () => {
  const { cloud, asked } = cannedCloud(
    { volumes: [volume], volumes_links: [{ rel: 'next', href: 'http://x/v3/p/volumes/detail?marker=v' }] },
    { volumes: [{ ...volume, id: 'w', name: null, metadata: {} }] },
  );
  expect((await allOf(volumes.list(cloud, { metadata: { a: 'b' } }))).map(({ id }) => id)).toEqual(['v']);
  expect(asked.map(({ call }) => call)).toEqual(['GET /volumes/detail', 'GET /volumes/detail?marker=v']);
});

test('a volume is made with its type and metadata, marked later, and removed with its snapshots', async () => {
  const { cloud, asked } = cannedCloud({ status: 202, body: { volume } }, { metadata: {} }, { status: 202 });
  await volumes.create(cloud, { sizeGiB: 5, volumeType: 'ssd', metadata: { a: 'b' } });
  await volumes.setMetadata(cloud, 'v', { c: 'd' });
  await volumes.remove(cloud, 'v', { cascade: true });
  expect(asked).toEqual([
    { call: 'POST /volumes', body: { volume: { size: 5, volume_type: 'ssd', metadata: { a: 'b' } } } },
    { call: 'POST /volumes/v/metadata', body: { metadata: { c: 'd' } } },
    { call: 'DELETE /volumes/v?cascade=true' },
  ]);
});

test('waiting ends where a volume can not be ended', async () => {
  const { cloud } = cannedCloud({ volume: { ...volume, status: 'error_deleting' } });
  await expect(volumes.waitForStatus(cloud, 'v', 'available', { limitMs: 60_000 })).rejects.toMatchObject({
    code: 'WaitFailed',
  });
});

test('a quota that is full is told so', async () => {
  const message = "VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded for quota 'volumes'.";
  const { cloud } = cannedCloud({
    status: 413,
    body: { overLimit: { code: 413, message, retryAfter: '0' } },
  });
  await expect(volumes.create(cloud, { sizeGiB: 1 })).rejects.toMatchObject({
    code: 'QuotaExceeded',
    said: message,
  });
});
