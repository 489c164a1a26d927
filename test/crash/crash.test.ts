import { afterAll, describe, expect, it } from 'vitest';
import { type Explored, explore } from './explore';
import { scenarios } from './scenarios';

const all: Explored[] = [];
const begun = process.cpuUsage();

describe('a process that is killed at any call or commit, and again while it recovers, comes to the same in the end', () => {
  for (const scenario of scenarios) {
    it(scenario.name, async () => {
      const explored = await explore(scenario);
      all.push(explored);
      console.log(`${scenario.name}: ${say(explored)}`);
      expect(explored.first).toBeGreaterThan(9);
    });
  }
});

afterAll(() => {
  const total: Explored = { first: 0, second: 0, played: 0 };
  for (const { first, second, played } of all) {
    total.first += first;
    total.second += second;
    total.played += played;
  }
  const { user, system } = process.cpuUsage(begun);
  console.log(`All: ${say(total)}; ${((user + system) / 1e6).toFixed(0)} s of CPU`);
});

function say({ first, second, played }: Explored): string {
  return `killed at ${first} points, and at ${second} points of the recoveries; ${played} different recoveries`;
}
