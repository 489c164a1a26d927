import { describe, expect, it } from 'vitest';
import { play } from '../play';
import type { Script, Step } from '../script';
import { drawInCloud } from './draw';
import { plantedCloudBugs } from './planted';

/** Each bug is found in so many histories. */
const MOST_SEEDS = 60;
/** The cloud refuses everything for two minutes, once there are hosts. */
const away: Step = { waitMs: 90_000, what: 'cloudFault', with: [0, 0.9, 0.9] };
const AWAY_AT = 30;
/** What comes to light by one thing only: it lies in wait for the first call, or happens in the middle. */
const helped: Record<string, (script: Script) => Script> = {
  createdAgain: script => ({ ...script, atFirst: ['answerLost compute POST /servers'] }),
  failedListIsEmpty: script => ({
    ...script,
    steps: [...script.steps.slice(0, AWAY_AT), away, away, ...script.steps.slice(AWAY_AT)],
  }),
};

describe('a planted bug of what talks to a cloud', () => {
  it('comes in six kinds at least', () => {
    expect(Object.keys(plantedCloudBugs).length).toBeGreaterThanOrEqual(6);
  });

  for (const [name, bug] of Object.entries(plantedCloudBugs)) {
    it(`is found: ${name}`, async () => {
      const broken: string[] = [];
      for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
        const script = helped[name]?.(drawInCloud(seed)) ?? drawInCloud(seed);
        for (const { rule } of (await play(script, bug)).violations) broken.push(rule);
        if (broken.some(rule => bug.breaks.includes(rule))) break;
      }
      expect(broken).toContainEqual(expect.toBeOneOf([...bug.breaks]));
    });
  }
});
