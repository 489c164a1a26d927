import { describe, expect, it } from 'vitest';
import { plantedBugs } from './planted';
import { play } from './play';
import { draw } from './script';

/** Each bug is found by then. */
const MOST_SEEDS = 300;

describe('a planted bug', () => {
  it('comes in ten kinds at least', () => {
    expect(Object.keys(plantedBugs).length).toBeGreaterThanOrEqual(10);
  });

  for (const [name, bug] of Object.entries(plantedBugs)) {
    it(`is found: ${name}`, async () => {
      let found: string | undefined;
      for (let seed = 1; seed <= MOST_SEEDS && !found; seed += 1) {
        found = (await play(draw(seed), bug)).violations[0]?.rule;
      }
      expect(found).toBeDefined();
    });
  }
});
