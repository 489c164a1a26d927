import { expect, test } from 'vitest';
import { allOf, flavors } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const flavor = {
  id: '1577f05d',
  name: 'gpu.large',
  vcpus: 2,
  ram: 1536,
  disk: 10,
  swap: '',
  rxtx_factor: 1,
  'OS-FLV-EXT-DATA:ephemeral': 0,
  'OS-FLV-DISABLED:disabled': false,
  'os-flavor-access:is_public': true,
  description: null,
};

test('a flavor says its size, and its extra specs where the service tells them with it', async () => {
  const { cloud, asked } = cannedCloud({
    flavors: [flavor, { ...flavor, id: 'b', extra_specs: { 'resources:VGPU': '1' } }],
  });
  expect(await allOf(flavors.list(cloud, { minRam: 1024 }))).toMatchObject([
    {
      id: '1577f05d',
      name: 'gpu.large',
      vcpus: 2,
      memoryMiB: 1536,
      diskGiB: 10,
      swapMiB: 0,
      isPublic: true,
      extraSpecs: undefined,
    },
    { id: 'b', extraSpecs: { 'resources:VGPU': '1' } },
  ]);
  expect(asked).toEqual([{ call: 'GET /flavors/detail?minRam=1024', microversion: 'compute 2.61' }]);
});

test('extra specs can be asked for by themselves', async () => {
  const { cloud, asked } = cannedCloud({ extra_specs: { 'hw:cpu_policy': 'dedicated' } });
  expect(await flavors.extraSpecs(cloud, 'b')).toEqual({ 'hw:cpu_policy': 'dedicated' });
  expect(asked[0]?.call).toBe('GET /flavors/b/os-extra_specs');
});
