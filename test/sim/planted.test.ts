import { describe, expect, it } from 'vitest';
import { plantedBugs } from './planted';
import { play } from './play';
import { draw } from './script';

/** Each bug is found in so many histories. */
const MOST_SEEDS = 100;
/** Where they are looked for first: histories that found them when this was written. Others do it as well, and take longer. */
const firstSeeds: Record<string, number> = {
  errorsAreEmpty: 42,
  endedOnOldListings: 203_254,
  lostAtFirstSight: 15,
  oneHostTooMany: 2,
  silentIsLost: 2,
  expiresByMonotonic: 5,
};

describe('a planted bug', () => {
  it('comes in ten kinds at least', () => {
    expect(Object.keys(plantedBugs).length).toBeGreaterThanOrEqual(10);
  });

  for (const [name, bug] of Object.entries(plantedBugs)) {
    it(`is found: ${name}`, async () => {
      const from = firstSeeds[name] ?? 1;
      const broken: string[] = [];
      for (let seed = from; seed < from + MOST_SEEDS; seed += 1) {
        for (const { rule } of (await play(draw(seed), bug)).violations) broken.push(rule);
        if (broken.some(rule => bug.breaks.includes(rule))) break;
      }
      expect(broken).toContainEqual(expect.toBeOneOf([...bug.breaks]));
    });
  }
});
