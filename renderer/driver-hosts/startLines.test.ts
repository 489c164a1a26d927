import { expect, test } from 'vitest';
import { startLines } from './startLines';

const NOW = new Date(2026, 0, 5, 15, 0).getTime();
const HOUR_MS = 3_600_000;
const at = (ms: number, day = {}) => new Date(ms).toLocaleString(undefined, { ...day, timeStyle: 'short' });
const error = {
  ...{ kind: 'capacity' as const, code: 'CLOUD_QUOTA_REACHED', what: 'The project has no room for a copy.' },
  ...{ why: 'Its quota is used up.', next: 'Ask for a larger one.' },
};
const next = 'is made of the next host that can wait before it serves; those after it start from that.';

test('a copy that there is has its time, and its day where that is another', () => {
  const made = (madeAt: number) => startLines({ copies: [{ flavor: 'xl', madeAt }] }, NOW);
  expect(made(NOW - HOUR_MS)).toEqual([
    `The next hosts start from a ready-made image, made at ${at(NOW - HOUR_MS)}.`,
  ]);
  const before = NOW - 30 * HOUR_MS;
  expect(made(before)).toEqual([
    `The next hosts start from a ready-made image, made at ${at(before, { dateStyle: 'medium' })}.`,
  ]);
});

test('of several flavors it is said of which', () => {
  const one = { flavor: 'xl', madeAt: NOW };
  expect(startLines({ copies: [one, { flavor: 'm' }] }, NOW)).toEqual([
    `The next hosts of xl start from a ready-made image, made at ${at(NOW)}.`,
    `A ready-made image of m ${next}`,
  ]);
  expect(startLines({ copies: [{ flavor: 'xl' }, { flavor: 'm' }] }, NOW)).toEqual([
    `A ready-made image ${next}`,
  ]);
});

test('where none is made at the moment it is said why, and until when, and nothing of it afterwards', () => {
  const paused = { error, until: NOW + HOUR_MS };
  expect(startLines({ copies: [{ flavor: 'xl' }], paused }, NOW)).toEqual([
    `No ready-made image is made before ${at(NOW + HOUR_MS)}. The project has no room for a copy. Its quota is used up. Ask for a larger one.`,
  ]);
  expect(startLines({ copies: [{ flavor: 'xl' }], paused }, NOW + HOUR_MS)).toEqual([
    `A ready-made image ${next}`,
  ]);
  expect(startLines({ copies: [{ flavor: 'xl', madeAt: NOW }], paused }, NOW)).toHaveLength(1);
});

test('hosts that start from no copies need no words', () => {
  expect(startLines(undefined, NOW)).toEqual([]);
});
