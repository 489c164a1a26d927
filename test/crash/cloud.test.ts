import { afterAll, describe, expect, it } from 'vitest';
import { exploreCloud } from './cloud/explore';
import { cloudScenarios } from './cloud/scenarios';

const begun = process.cpuUsage();

/** Those in which hundreds of things are asked for: no recovery is killed, and a poll is killed at one time a phase. */
const LONG = /shut the pool down|taking a pool over/;
/** Those in which calls are under way for long anyway. */
const ONCE = /arrive late/;

// Kills at one instant between the same requests and commits leave the same, and are played once.
describe('a process that is killed before, during or after any call to its cloud comes to the same in the end, and leaves nothing', () => {
  for (const scenario of cloudScenarios) {
    const isLong = LONG.test(scenario.name);
    const polls = isLong ? ' (of equal calls in a phase the first)' : '';
    it(`${scenario.name}${polls}`, async () => {
      const { calls, kills, again, played } = await exploreCloud(scenario, {
        again: !isLong && !ONCE.test(scenario.name),
        pollsOnce: isLong,
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
