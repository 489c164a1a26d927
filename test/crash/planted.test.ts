import { describe, expect, it } from 'vitest';
import { explore } from './explore';
import { plantedBugs } from './planted';
import { scenarios } from './scenarios';

describe('a planted bug is found by killing the process once', () => {
  for (const [name, { scenario: where, ...bug }] of Object.entries(plantedBugs)) {
    it(name, async () => {
      const scenario = scenarios.find(one => one.name === where);
      if (!scenario) throw new Error(`There is no scenario "${where}".`);
      const found = await explore(scenario, { bug, again: false }).catch((error: Error) => error.message);
      expect(found).toMatch(/^Killed /);
      console.log(`${name}: ${String(found).slice(0, 120)}`);
    });
  }
});
