import { expect, test } from 'vitest';
import { previewLines } from './previewLines';

const nothing = {
  spawn: [],
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
