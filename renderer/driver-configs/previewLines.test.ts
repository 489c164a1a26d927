import { expect, test } from 'vitest';
import { previewLines } from './previewLines';

const nothing = {
  spawn: [],
  spares: 0,
  drain: [],
  remove: [],
  launch: [],
  end: [],
  hosts: { before: 2, after: 2 },
  slots: { before: 30, after: 30 },
  costPerHour: {},
  blocked: [],
};

test('a preview says what comes and goes, what comes of it, and what would still be wrong', () => {
  const lines = previewLines({
    ...nothing,
    spawn: [{ flavor: 'standard.xlarge', slots: 24, count: 2 }],
    drain: ['a'],
    remove: ['b', 'c'],
    launch: ['i'],
    end: ['j', 'k'],
    hosts: { before: 3, after: 2 },
    slots: { before: 54, after: 48 },
    blocked: ['No flavor has 40 slots.', 'No flavor has 40 slots.'],
  });
  expect(lines).toEqual([
    'Asks for 2 hosts of standard.xlarge, 24 slots each.',
    'Drains 1 host: nothing new there, gone once empty.',
    'Removes 2 hosts.',
    'Ends or refuses 2 instances.',
    'Places 1 waiting instance.',
    'Hosts: 3 → 2. Slots: 54 → 48.',
    'No flavor has 40 slots.',
  ]);
});

test('where nothing would happen, that is said', () => {
  expect(previewLines(nothing)).toEqual([
    'Nothing now: no host comes or goes.',
    'Hosts: 2 → 2. Slots: 30 → 30.',
  ]);
});

test('the cost is told as far as it is known', () => {
  const lines = (costPerHour: { before?: number; after?: number }) =>
    previewLines({ ...nothing, costPerHour }).filter(line => line.startsWith('Cost'));
  expect(lines({ before: 0.4, after: 1.2 })).toEqual(['Cost per hour: 0.40 → 1.20.']);
  expect(lines({ after: 2 })).toEqual(['Cost per hour: 2.']);
  expect(lines({ before: 2 })).toEqual([]);
});

test('a host that is asked for to be copied is told apart', () => {
  const told = (count: number) =>
    previewLines({ ...nothing, spares: 1, spawn: [{ flavor: 'xl', slots: 24, count }] })[1];
  const why =
    'spare, to be copied, so that the next hosts start from that; it goes again once nobody needs it.';
  expect(told(1)).toBe(`It is ${why}`);
  expect(told(3)).toBe(`1 of these 3 is ${why}`);
});

test('a cloud without room for all of them is told of before the settings are saved', () => {
  const asked = (count: number, room: { room?: number }) =>
    previewLines({ ...nothing, spawn: [{ flavor: 'standard.xlarge', slots: 24, count }], ...room })[1];
  expect(asked(6, { room: 3 })).toBe(
    'The cloud has room for 3 of these 6 now: the other hosts wait until there is more.',
  );
  expect(asked(6, { room: 0 })).toBe(
    'The cloud has room for none of these 6 now: the hosts wait until there is more.',
  );
  expect(asked(1, { room: 0 })).toBe('The cloud has no room for it now: it waits until there is some.');
  expect([asked(6, { room: 6 }), asked(6, {})]).toEqual(Array(2).fill('Hosts: 2 → 2. Slots: 30 → 30.'));
});
