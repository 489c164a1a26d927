import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestStep, type PoolSample, thinned } from './poolSample';

const sample = (at: number, free: number): PoolSample => ({
  at,
  free,
  coming: 0,
  target: 4,
  total: 24,
  queue: 0,
  running: 0,
  hosts: { active: 1 },
});

test('few samples stay as they are', () => {
  const few = [sample(0, 3), sample(10, 2)];
  expect(thinned(few, 0, 10)).toEqual(few);
  expect(thinned([], 0, 10)).toEqual([]);
});

test('a shortage of one minute is still to be seen in a week of few points', () => {
  const week = Array.from({ length: 10_000 }, (_, minute) =>
    sample(minute * 60_000, minute === 4321 ? 0 : 8),
  );
  const shown = thinned(week, 0, 100);
  expect(shown.length).toBeLessThanOrEqual(100);
  expect(shown.some(({ free }) => free === 0)).toBe(true);
});

test('however many there are: in order, no more than asked for, the last among them, and the fewest free slots kept', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ step: fc.integer({ min: 1, max: 500 }), free: fc.nat(50) }), { minLength: 1 }),
      fc.integer({ min: 2, max: 60 }),
      (steps, points) => {
        let at = 0;
        const all = steps.map(({ step, free }) => {
          at += step;
          return sample(at, free);
        });
        const shown = thinned(all, 0, points);
        expect(shown.length).toBeLessThanOrEqual(points);
        expect(shown.at(-1)).toBe(all.at(-1));
        expect(shown.map(one => one.at)).toEqual(shown.map(one => one.at).sort((a, b) => a - b));
        expect(Math.min(...shown.map(({ free }) => free))).toBe(Math.min(...all.map(({ free }) => free)));
      },
    ),
  );
});

test('a line goes on over the usual steps of its age, and breaks where nobody looked', () => {
  const hour = 3_600_000;
  expect(longestStep(hour, 0)).toBeLessThan(5 * 60_000);
  expect(longestStep(48 * hour, 0)).toBeGreaterThan(15 * 60_000);
  expect(longestStep(hour, 600_000)).toBeGreaterThan(600_000);
});
