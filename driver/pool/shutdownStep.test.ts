import { expect, it } from 'vitest';
import { MOST_REMAINING, type Remaining } from '../model/shutdown';
import { proofsAfter, shownOf, stateOf } from './shutdownStep';

const one = (changes: Partial<Remaining> = {}): Remaining => ({
  kind: 'container',
  id: 'c',
  name: 'pb',
  why: '',
  resists: false,
  ...changes,
});

it('is done only when two listings have proven that nothing is left', () => {
  expect(stateOf('under way', [], 0)).toBe('under way');
  expect(stateOf('under way', [], 1)).toBe('under way');
  expect(stateOf('under way', [], 2)).toBe('done');
  expect(stateOf('under way', [one()], 2)).toBe('under way');
});

it('is stuck when everything that is left resists, and stays so until nothing is left', () => {
  expect(stateOf('under way', [one({ resists: true }), one()], 0)).toBe('under way');
  expect(stateOf('under way', [one({ resists: true })], 0)).toBe('stuck');
  expect(stateOf('stuck', [one()], 0)).toBe('stuck');
  expect(stateOf('stuck', [], 1)).toBe('stuck');
  expect(stateOf('stuck', [], 2)).toBe('done');
});

it('shows what needs a person first, then what goes, then what only waits, and not thousands', () => {
  const [waits, goes, stays] = [
    one({ id: 'w', until: 1 }),
    one({ id: 'g' }),
    one({ id: 's', resists: true }),
  ];
  expect(shownOf([waits, goes, stays]).map(({ id }) => id)).toEqual(['s', 'g', 'w']);
  expect(shownOf(Array.from({ length: 1000 }, () => one()))).toHaveLength(MOST_REMAINING);
});

it('listings prove that nothing is left only in a row, empty, and begun after the last act', () => {
  expect(proofsAfter(0, { begun: 100, found: 0 }, 100)).toBe(1);
  expect(proofsAfter(1, { begun: 200, found: 0 }, 100)).toBe(2);
  expect(proofsAfter(1, { begun: 200, found: 1 }, 100)).toBe(0);
  expect(proofsAfter(1, { begun: 99, found: 0 }, 100)).toBe(0);
  expect(proofsAfter(1, { begun: 200, found: 0 }, undefined)).toBe(0);
});
