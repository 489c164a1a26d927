import { expect, test } from 'vitest';
import { allOf, volumeTypes } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

test('types that may be chosen, also where extra specs are kept from us', async () => {
  const type = { id: 't', name: '__DEFAULT__', description: null, is_public: true, qos_specs_id: null };
  const { cloud, asked } = cannedCloud({ volume_types: [type] });
  expect(await allOf(volumeTypes.list(cloud))).toEqual([
    { id: 't', name: '__DEFAULT__', description: '', isPublic: true, extraSpecs: {} },
  ]);
  expect(asked[0]?.call).toBe('GET /types');
});
