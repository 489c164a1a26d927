import { afterAll, describe, expect, it } from 'vitest';
import { exploreCloud } from './cloud/explore';
import { cloudScenarios } from './cloud/scenarios';

const begun = process.cpuUsage();

/** Of whose recoveries nobody is killed: each asks for hundreds of things. */
const LONG = /shut the pool down|arrive late/;

// Kills at one instant between the same requests and commits leave the same, and are played once.
describe('a process that is killed before, during or after any call to its cloud comes to the same in the end, and leaves nothing', () => {
  for (const scenario of cloudScenarios) {
    it(scenario.name, async () => {
      const { calls, kills, again, played } = await exploreCloud(scenario, {
        again: !LONG.test(scenario.name),
      });
      const say = `${kills} kills, ${again} of recoveries, ${played} different recoveries`;
      console.log(`${scenario.name}: ${calls} calls, ${say}`);
      expect(calls).toBeGreaterThan(9);
    });
  }
});

afterAll(() => {
  const { user, system } = process.cpuUsage(begun);
  console.log(`All: ${((user + system) / 1e6).toFixed(0)} s of CPU`);
});
