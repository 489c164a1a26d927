import { describe, expect, it } from 'vitest';
import { readMetadata } from './marks';
import { blockDevices, serverMark, serverWish, volumesOf, type Wish } from './wish';

const wish: Wish = {
  mark: {
    controllerId: '0123456789abcdef0123456789abcdef',
    poolId: '9a1b2c3d4e5f6071',
    hostId: 'pb_dd_00112233445566778899aabbccddeeff',
  },
  ...{ imageId: 'image', flavorId: 'flavor', networkIds: ['network'], groupIds: ['group'] },
  ...{ rootVolumeGb: 0, dataVolumeGb: 0, configDrive: false, userData: '' },
};

describe('a machine that is wanted', () => {
  it('boots from the disk of its flavor, or from a volume of the size that is set', () => {
    expect(blockDevices(wish)).toEqual([
      {
        ...{ bootIndex: 0, source: 'image', destination: 'local', sourceId: 'image' },
        endsWithServer: true,
      },
    ]);
    expect(blockDevices({ ...wish, rootVolumeGb: 30 })).toMatchObject([
      { bootIndex: 0, source: 'image', destination: 'volume', sizeGiB: 30 },
    ]);
  });

  it('has an empty volume for data, and volumes of the type that is set', () => {
    const [, data] = blockDevices({ ...wish, dataVolumeGb: 24 });
    expect(data).toMatchObject({ source: 'blank', sizeGiB: 24, volumeType: undefined });
    expect(data?.bootIndex).toBeUndefined();
    expect(blockDevices({ ...wish, dataVolumeGb: 24, volumeType: 'ssd' })[1]).toMatchObject({
      volumeType: 'ssd',
    });
    expect(blockDevices({ ...wish, rootVolumeGb: 30, volumeType: 'ssd' })[0]).toMatchObject({
      volumeType: 'ssd',
    });
  });

  it('has no disk that outlives it', () => {
    for (const disk of blockDevices({ ...wish, rootVolumeGb: 30, dataVolumeGb: 24 }))
      expect(disk.endsWithServer).toBe(true);
  });

  it('counts its volumes, for the quota', () => {
    expect(volumesOf({ rootVolumeGb: 30, dataVolumeGb: 24 })).toEqual({ count: 2, gigabytes: 54 });
    expect(volumesOf(wish)).toEqual({ count: 0, gigabytes: 0 });
  });

  it('carries its mark from the first moment: in its name, its metadata and its tags', () => {
    const { name, metadata, tags } = serverMark(wish.mark);
    expect(name).toBe(wish.mark.hostId);
    expect(readMetadata(metadata)).toEqual(wish.mark);
    expect(tags).toEqual(['rockpool-9a1b2c3d4e5f6071']);
  });

  it('names all that it is made of, and boots from a volume without an image of its own', () => {
    expect(serverWish({ ...wish, serverGroupId: 'apart', availabilityZone: 'nova' })).toMatchObject({
      ...{ name: wish.mark.hostId, flavorId: 'flavor', imageId: 'image', groupId: 'apart' },
      ...{ networks: [{ networkId: 'network' }], securityGroups: ['group'], availabilityZone: 'nova' },
    });
    const fromVolume = serverWish({ ...wish, rootVolumeGb: 20 });
    expect(fromVolume.imageId).toBeUndefined();
    expect(fromVolume.blockDevices).toMatchObject([{ sourceId: 'image', sizeGiB: 20 }]);
  });
});
