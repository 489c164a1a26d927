import { expect, test } from 'vitest';
import { availabilityZones, volumeZones } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

test('zones of servers and of volumes say whether they are up', async () => {
  const { cloud } = cannedCloud(
    { availabilityZoneInfo: [{ zoneName: 'nova', zoneState: { available: true }, hosts: null }] },
    { availabilityZoneInfo: [{ zoneName: 'disks', zoneState: { available: false } }] },
  );
  expect(await availabilityZones.list(cloud)).toEqual([{ name: 'nova', isAvailable: true }]);
  expect(await volumeZones.list(cloud)).toEqual([{ name: 'disks', isAvailable: false }]);
});
