import { expect, it } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { paced } from './paced';

function setUp(takesMs: number) {
  let spent = 0;
  const clock = fakeClock();
  const runs: number[] = [];
  const now = () => clock.monotonic() + spent;
  const work = paced(
    () => {
      runs.push(now());
      spent += takesMs;
    },
    { ...clock, monotonic: now },
  );
  return { clock, work, runs };
}

it('gathers what asks in one tick, and runs at its end', async () => {
  const { clock, work, runs } = setUp(0);
  work.wake();
  work.wake();
  expect(runs).toEqual([]);
  await clock.advance(0);
  work.wake();
  await clock.advance(0);
  expect(runs).toEqual([0, 0]);
});

it('runs again at once after a quiet time, with others in between', async () => {
  const { clock, work, runs } = setUp(100);
  work.wake();
  await clock.advance(0);
  work.wake();
  await Promise.resolve();
  expect(runs).toEqual([0]);
  await clock.advance(0);
  expect(runs).toEqual([0, 100]);
});

it('leaves three quarters of the time to others in the long run', async () => {
  const { clock, work, runs } = setUp(100);
  for (let wakes = 0; wakes < 40_000; wakes += 1) {
    work.wake();
    await clock.advance(1);
  }
  const took = runs.length * 100;
  expect(took / (took + 40_000)).toBeGreaterThan(0.24);
  expect(took / (took + 40_000)).toBeLessThan(0.26);
});

it('runs no more when it is stopped, whether it was due in this tick or later', async () => {
  const { clock, work, runs } = setUp(10);
  work.wake();
  await clock.advance(0);
  work.wake();
  work.stop();
  work.wake();
  await clock.advance(1_000);
  expect(runs).toHaveLength(1);
});
