import fc from 'fast-check';
import { expect, it } from 'vitest';
import { waitAfter } from './backoff';
import { seededRandom } from './seededRandom';

it('doubles with each failure up to the longest, less a part by chance', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 2_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (seed, failures, spread) => {
        const waitMs = waitAfter([3_000, 60_000], failures, seededRandom(seed), spread);
        const most = Math.min(60_000, 3_000 * 2 ** (failures - 1));
        expect(waitMs).toBeLessThanOrEqual(most);
        expect(waitMs).toBeGreaterThanOrEqual(most * (1 - spread));
      },
    ),
  );
});

it('is not the same for two who fail together', () => {
  const [one, other] = [1, 2].map(seed => waitAfter([3_000, 60_000], 4, seededRandom(seed)));
  expect(one).not.toBe(other);
});
