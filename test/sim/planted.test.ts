import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plantedBugs } from './planted';
import { play } from './play';
import { draw, lots, type Script } from './script';

/** Each bug is found in so many histories. */
const MOST_SEEDS = 100;
/** Where they are looked for first: histories that found them when this was written. Others do it as well, and take longer. */
const firstSeeds: Record<string, number> = {
  errorsAreEmpty: 42,
  lostAtFirstSight: 15,
  oneHostTooMany: 2,
  silentIsLost: 2,
  expiresByMonotonic: 5,
};

const examples = JSON.parse(
  readFileSync(new URL('./counterExamples.json', import.meta.url), 'utf8'),
) as Record<string, Script>;
/** What histories hardly draw: they are like one that is kept, each with other times. */
const likenesses: Record<string, string> = {
  endedOnOldListings: 'what others start on a host between its last listing and its removal keeps it',
};

function scriptOf(name: string, seed: number): Script {
  const example = examples[likenesses[name] ?? ''];
  if (!example) return draw(seed);
  const by = lots(seed);
  const steps = example.steps.map(step => {
    const waitMs = Math.round(step.waitMs * (0.7 + 0.6 * by.float()));
    return {
      ...step,
      waitMs,
      with: by.chance(0.5) ? step.with : ([by.float(), by.float(), by.float()] as const),
    };
  });
  return { ...example, seed, steps };
}

describe('a planted bug', () => {
  it('comes in ten kinds at least', () => {
    expect(Object.keys(plantedBugs).length).toBeGreaterThanOrEqual(10);
  });

  for (const [name, bug] of Object.entries(plantedBugs)) {
    it(`is found: ${name}`, async () => {
      const from = firstSeeds[name] ?? 1;
      const broken: string[] = [];
      for (let seed = from; seed < from + MOST_SEEDS; seed += 1) {
        for (const { rule } of (await play(scriptOf(name, seed), bug)).violations) broken.push(rule);
        if (broken.some(rule => bug.breaks.includes(rule))) break;
      }
      expect(broken).toContainEqual(expect.toBeOneOf([...bug.breaks]));
    });
  }
});
