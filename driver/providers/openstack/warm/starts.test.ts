import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  badNote,
  chooseStart,
  isOwnImage,
  readyNote,
  type SeenStarts,
  type StartNeeds,
  standingOf,
  startKey,
  startMetadata,
  startsIn,
} from './starts';

const SELF = 'a'.repeat(32);
const poolId = '9a1b2c3d4e5f6071';
const needs: StartNeeds = {
  ...{
    imageId: 'i',
    flavorId: 'f',
    rootVolumeGb: 0,
    dataVolumeGb: 8,
    preparedFor: 'debian',
    preparation: '1',
  },
  images: ['a 1', 'b 2'],
};
const key = startKey(needs);

type Image = SeenStarts['images'][number];
type Snapshot = SeenStarts['snapshots'][number];
const notesOf = (part: 'root' | 'data', serverId = 's1', of = key, controllerId = SELF) =>
  startMetadata({ mark: { controllerId, poolId, hostId: 'h' }, key: of, serverId, part });

function image(id: string, changes: Record<string, string> = {}, status = 'active'): Image {
  const notes = notesOf('root');
  const properties = { ...notes, instance_uuid: notes.rockpool_start_server ?? '', ...changes };
  return { id, status, properties, createdAt: 1 };
}
const ready = (id: string, data?: string, changes: Partial<Image> = {}): Image => ({
  ...image(id, readyNote(data)),
  ...changes,
});
const dataSnapshot = (id: string, status = 'available', serverId = 's1'): Snapshot => ({
  ...{ id, status, metadata: notesOf('data', serverId), createdAt: 1 },
});
const choose = (seen: Partial<SeenStarts>, of = key) => {
  const all = { images: [], snapshots: [], ...seen };
  return chooseStart(of, startsIn(poolId, SELF, all), all.snapshots)?.id;
};
const standing = (seen: Partial<SeenStarts>, wanted: string[] | 'unknown' = [key], making: string[] = []) =>
  Object.fromEntries(
    standingOf(
      [poolId, SELF],
      { images: [], snapshots: [], ...seen },
      wanted === 'unknown' ? undefined : new Set(wanted),
      new Set(making),
    ),
  );

describe('the key of a start', () => {
  it('is another as soon as anything differs that makes a host what it is', () => {
    const others: Partial<StartNeeds>[] = [
      ...[
        { imageId: 'j' },
        { flavorId: 'g' },
        { rootVolumeGb: 1 },
        { dataVolumeGb: 9 },
        { volumeType: 'ssd' },
      ],
      ...[{ preparedFor: 'root' }, { preparation: '2' }, { images: ['a 1', 'b 3'] }, { images: ['a 1'] }],
    ];
    const keys = others.map(one => startKey({ ...needs, ...one }));
    expect(new Set([key, ...keys]).size).toBe(others.length + 1);
  });

  it('does not depend on the order in which images are listed, or on how often one is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), images => {
        const mixed = [...images, ...images].reverse();
        expect(startKey({ ...needs, images: mixed })).toBe(startKey({ ...needs, images }));
      }),
    );
  });
});

describe('what a machine starts from', () => {
  it('is the newest of its key that is noted as ready and whole', () => {
    expect(choose({ images: [ready('old'), ready('new', undefined, { createdAt: 2 })] })).toBe('new');
    expect(choose({ images: [ready('one')] }, 'another')).toBeUndefined();
  });

  it('is nothing that is being made, was given up, or that its service does not have whole', () => {
    expect(choose({ images: [image('making')] })).toBeUndefined();
    expect(choose({ images: [image('bad', badNote)] })).toBeUndefined();
    expect(choose({ images: [ready('saving', undefined, { status: 'saving' })] })).toBeUndefined();
  });

  it('is only what has its data, too', () => {
    const images = [ready('one', 'd')];
    expect(choose({ images })).toBeUndefined();
    expect(choose({ images, snapshots: [dataSnapshot('d', 'error')] })).toBeUndefined();
    expect(choose({ images, snapshots: [dataSnapshot('d')] })).toBe('one');
  });

  it('is a snapshot where hosts boot from volumes', () => {
    const root = { ...dataSnapshot('r'), metadata: { ...notesOf('root'), ...readyNote('d') } };
    expect(choose({ snapshots: [root, dataSnapshot('d')] })).toBe('r');
  });

  it("is neither another Rockpool's, nor what somebody has made of a machine that was started from ours", () => {
    const other = ready('x', undefined, {
      properties: {
        ...notesOf('root', 's1', key, 'b'.repeat(32)),
        instance_uuid: 's1',
        ...readyNote(undefined),
      },
    });
    expect(choose({ images: [other] })).toBeUndefined();
    const byHand = image('by-hand', { ...readyNote(undefined), instance_uuid: 's2' });
    expect(choose({ images: [byHand] })).toBeUndefined();
    expect(isOwnImage(byHand.properties)).toBe(false);
    expect(isOwnImage({})).toBe(true);
    expect(standing({ images: [byHand] })).toEqual({});
  });
});

describe('what has had its day', () => {
  it('is all but the one that hosts start from, and its data', () => {
    const images = [ready('old'), ready('new', 'd', { createdAt: 2 })];
    expect(standing({ images, snapshots: [dataSnapshot('d'), dataSnapshot('lost')] })).toEqual({
      ...{ 'image old': 'outdated', 'image new': 'kept', 'snapshot d': 'kept', 'snapshot lost': 'outdated' },
    });
  });

  it('is what no setting leads to any more; of what nobody can say that, all that is whole is kept', () => {
    const images = [ready('one', 'd')];
    const snapshots = [dataSnapshot('d')];
    expect(standing({ images, snapshots }, ['another'])).toEqual({
      ...{ 'image one': 'outdated', 'snapshot d': 'outdated' },
    });
    expect(standing({ images, snapshots }, 'unknown')).toEqual({ 'image one': 'kept', 'snapshot d': 'kept' });
  });

  it('is what was being made by nobody who still makes it', () => {
    const seen = { images: [image('half')], snapshots: [dataSnapshot('d', 'creating')] };
    expect(standing(seen, [key], ['s1'])).toEqual({ 'image half': undefined, 'snapshot d': undefined });
    expect(standing(seen)).toEqual({ 'image half': 'outdated', 'snapshot d': 'outdated' });
  });
});
