import { expect, test } from 'vitest';
import { allOf, images } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const image = {
  id: '55a70b40',
  name: 'Debian-12',
  status: 'active',
  visibility: 'public',
  owner: 'bdc1',
  min_disk: 3,
  min_ram: 0,
  size: 616955904,
  virtual_size: null,
  disk_format: 'qcow2',
  container_format: 'bare',
  created_at: '2026-11-28T04:04:38Z',
  updated_at: '2026-11-28T04:04:41Z',
  tags: [],
  protected: false,
  os_hidden: false,
  checksum: '0123',
  self: '/v2/images/55a70b40',
  file: '/v2/images/55a70b40/file',
  schema: '/v2/schemas/image',
  os_distro: 'debian',
};

test('an image is told with the properties that somebody has noted', async () => {
  const { cloud } = cannedCloud(image);
  expect(await images.get(cloud, '55a70b40')).toEqual({
    id: '55a70b40',
    name: 'Debian-12',
    status: 'active',
    visibility: 'public',
    ownerId: 'bdc1',
    minDiskGiB: 3,
    minMemoryMiB: 0,
    size: 616955904,
    diskFormat: 'qcow2',
    createdAt: Date.UTC(2026, 10, 28, 4, 4, 38),
    updatedAt: Date.UTC(2026, 10, 28, 4, 4, 41),
    tags: [],
    isProtected: false,
    isHidden: false,
    properties: { os_distro: 'debian' },
  });
});

test('of images with one name the newest comes first, over all pages', async () => {
  const { cloud, asked } = cannedCloud(
    { images: [image], next: '/v2/images?marker=55a70b40&name=Debian-12' },
    { images: [{ ...image, id: 'newer', created_at: '2026-12-01T00:00:00Z' }] },
  );
  expect((await images.find(cloud, 'Debian-12')).map(({ id }) => id)).toEqual(['newer', '55a70b40']);
  expect(asked.map(({ call }) => call)).toEqual([
    'GET /images?limit=500&name=Debian-12',
    'GET /images?marker=55a70b40&name=Debian-12',
  ]);
});

test('images are asked for by tags, owner and properties', async () => {
  const { cloud, asked } = cannedCloud({ images: [] });
  await allOf(
    images.list(cloud, { tags: ['a', 'b'], ownerId: 'p', properties: { note: '1' }, visibility: 'private' }),
  );
  expect(asked[0]?.call).toBe('GET /images?note=1&visibility=private&limit=500&owner=p&tag=a&tag=b');
});

test('a change says what changes, in the form that the service takes', async () => {
  const { cloud, asked } = cannedCloud(image);
  await images.update(cloud, '55a70b40', {
    name: 'x',
    isProtected: false,
    properties: { 'a/b': '1', gone: null },
  });
  expect(asked[0]).toEqual({
    call: 'PATCH /images/55a70b40',
    contentType: 'application/openstack-images-v2.1-json-patch',
    body: [
      { op: 'replace', path: '/name', value: 'x' },
      { op: 'replace', path: '/protected', value: false },
      { op: 'add', path: '/a~1b', value: '1' },
      { op: 'remove', path: '/gone' },
    ],
  });
});
