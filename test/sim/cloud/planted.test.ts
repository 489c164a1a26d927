import { describe, expect, it } from 'vitest';
import { play } from '../play';
import { drawInCloud } from './draw';
import { plantedCloudBugs } from './planted';

/** Each bug is found in so many histories. */
const MOST_SEEDS = 60;
/** What comes to light by one thing only: it lies in wait for the first call. */
const ambushes: Record<string, string> = {
  createdAgain: 'answerLost compute POST /servers',
};

describe('a planted bug of what talks to a cloud', () => {
  it('comes in six kinds at least', () => {
    expect(Object.keys(plantedCloudBugs).length).toBeGreaterThanOrEqual(6);
  });

  for (const [name, bug] of Object.entries(plantedCloudBugs)) {
    it(`is found: ${name}`, async () => {
      const broken: string[] = [];
      for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
        const script = drawInCloud(seed);
        const ambush = ambushes[name];
        const atFirst = ambush === undefined ? script.atFirst : [ambush];
        for (const { rule } of (await play({ ...script, atFirst }, bug)).violations) broken.push(rule);
        if (broken.some(rule => bug.breaks.includes(rule))) break;
      }
      expect(broken).toContainEqual(expect.toBeOneOf([...bug.breaks]));
    });
  }
});
