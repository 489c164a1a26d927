import { expect, it } from 'vitest';
import { cells, keyOf } from './cells';
import { play } from './play';
import { draw } from './script';

const FIRST_SEED = 1;
const SEEDS = 8;

it('is one history for one seed, bit for bit, and another for another', async () => {
  const [one, again, other] = [await play(draw(5)), await play(draw(5)), await play(draw(6))];
  expect(again.hash).toBe(one.hash);
  expect(again.lines).toEqual(one.lines);
  expect(other.hash).not.toBe(one.hash);
});

it('holds in a few histories of hundreds of steps', async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    const { violations, steps } = await play(draw(seed));
    expect(violations, `seed ${seed}`).toEqual([]);
    expect(steps).toBeGreaterThanOrEqual(200);
  }
});

it('names each combination of a fault, a phase and a call once', () => {
  expect(new Set(cells.map(keyOf)).size).toBe(cells.length);
  expect(cells.length).toBeGreaterThan(100);
});
