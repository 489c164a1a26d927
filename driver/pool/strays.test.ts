import { describe, expect, it } from 'vitest';
import type { Resource } from '../model/resource';
import type { Machine } from '../providers';
import { type Belonging, createSightings, straysOf } from './strays';

const aMachine = (hostId: string, changes: Partial<Machine> = {}): Machine => ({
  ...{ hostId, providerId: `m-${hostId}`, controllerId: 'ours', state: 'running' },
  ...changes,
});
const aVolume = (hostId: string, changes: Partial<Resource> = {}): Resource => ({
  ...{ kind: 'volume', id: `v-${hostId}`, name: hostId, controllerId: 'ours', hostId },
  ...changes,
});
const group: Resource = { kind: 'securityGroup', id: 'g', name: 'g', controllerId: 'ours' };
function strays(changes: Partial<Belonging>): string[] {
  const none = { hosts: [], removed: new Set<string>(), machines: [], resources: [] };
  return straysOf({ ...none, ours: new Set(['ours', 'before']), ...changes }).map(({ id }) => id);
}

describe('what belongs to nothing', () => {
  it('is a machine whose host is removed, with what belongs to it', () => {
    const removed = new Set(['a']);
    expect(strays({ removed, machines: [aMachine('a')], resources: [aVolume('a')] })).toEqual(['m-a', 'v-a']);
  });

  it('is a machine that has failed without a record, and not one that is about to be taken back', () => {
    expect(strays({ machines: [aMachine('a', { state: 'failed' })] })).toEqual(['m-a']);
    expect(strays({ machines: [aMachine('a')], resources: [aVolume('a'), group] })).toEqual([]);
  });

  it('is the second machine of a host, once it is known which one is the first', () => {
    const machines = [aMachine('a'), aMachine('a', { providerId: 'second' })];
    expect(strays({ hosts: [{ id: 'a', providerId: 'm-a' }], machines })).toEqual(['second']);
    expect(strays({ hosts: [{ id: 'a', providerId: undefined }], machines })).toEqual([]);
    expect(strays({ hosts: [{ id: 'a', providerId: 'elsewhere' }], machines })).toEqual([]);
  });

  it('is what belongs to no host that is there, also to one that was just asked for', () => {
    expect(strays({ resources: [aVolume('a')] })).toEqual(['v-a']);
    expect(strays({ hosts: [{ id: 'a', providerId: undefined }], resources: [aVolume('a')] })).toEqual([]);
  });

  it("is the pool's group where the pool has neither a host nor anybody's machine", () => {
    expect(strays({ resources: [group] })).toEqual(['g']);
    expect(strays({ hosts: [{ id: 'a', providerId: undefined }], resources: [group] })).toEqual([]);
    expect(strays({ machines: [aMachine('a', { controllerId: 'other' })], resources: [group] })).toEqual([]);
  });

  it('is not what keeps the lease: that goes when the pool is given back', () => {
    expect(strays({ resources: [{ ...group, holdsLease: true }] })).toEqual([]);
  });

  it('is not what the next machines start from, also while the pool has none; it is once none starts from it', () => {
    const image: Resource = { kind: 'image', id: 'i', name: 'i', controllerId: 'ours' };
    expect(strays({ resources: [{ ...image, start: 'kept' }] })).toEqual([]);
    expect(strays({ resources: [{ ...image, hostId: 'gone', start: 'kept' }] })).toEqual([]);
    const hosts = [{ id: 'a', providerId: 'm-a' }];
    expect(
      strays({ hosts, machines: [aMachine('a')], resources: [{ ...image, start: 'outdated' }] }),
    ).toEqual(['i']);
  });

  it("is never what carries another's mark; what carries that of a predecessor is ours", () => {
    const machines = [aMachine('a', { controllerId: 'other', state: 'failed' })];
    expect(strays({ machines, resources: [aVolume('a', { controllerId: 'other' })] })).toEqual([]);
    expect(strays({ resources: [aVolume('a', { controllerId: 'before' })] })).toEqual(['v-a']);
  });
});

describe('sightings', () => {
  it('count from the first time without a break', () => {
    let now = 10;
    const sightings = createSightings(() => now);
    expect(sightings.note([group])).toEqual([group]);
    now = 20;
    expect(sightings.note([group])).toEqual([]);
    expect(sightings.since.get('securityGroup g')).toBe(10);
    sightings.note([]);
    sightings.note([group]);
    expect(sightings.since.get('securityGroup g')).toBe(20);
  });
});
