import { expect, it } from 'vitest';
import { play } from '../play';
import { drawInCloud } from './draw';
import { cloudCells, cloudKeyOf } from './faults';

const SEEDS = 4;

it('is one history for one seed, bit for bit, and another for another', async () => {
  const [one, again, other] = [
    await play(drawInCloud(5)),
    await play(drawInCloud(5)),
    await play(drawInCloud(6)),
  ];
  expect(again.hash).toBe(one.hash);
  expect(again.lines).toEqual(one.lines);
  expect(other.hash).not.toBe(one.hash);
});

it('holds in a few histories in a project of an OpenStack', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { violations, steps } = await play(drawInCloud(seed));
    expect(violations, `seed ${seed}`).toEqual([]);
    expect(steps).toBeGreaterThanOrEqual(100);
  }
});

it('names each combination of a fault and a call of the cloud once', () => {
  expect(new Set(cloudCells.map(cloudKeyOf)).size).toBe(cloudCells.length);
  expect(cloudCells.length).toBeGreaterThan(400);
});
