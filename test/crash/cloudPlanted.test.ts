import { describe, expect, it } from 'vitest';
import { exploreCloud } from './cloud/explore';
import { plantedInCloud } from './cloud/planted';
import { cloudScenarios } from './cloud/scenarios';

describe('a planted bug of a process that follows a kill is found by killing at calls of the cloud', () => {
  for (const [name, { scenario: where, bug }] of Object.entries(plantedInCloud)) {
    it(name, async () => {
      const scenario = cloudScenarios.find(one => one.name === where);
      if (!scenario) throw new Error(`There is no scenario "${where}".`);
      const found = await exploreCloud(scenario, { bug }).catch((error: Error) => error.message);
      expect(found).toMatch(/^Killed /);
      console.log(`${name}: ${String(found).slice(0, 160)}`);
    });
  }
});
