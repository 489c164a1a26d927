import { expect, it } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { awakeClock, watchTime } from './time';

it('notices when the wall clock jumps, either way, and drift is no jump', async () => {
  const clock = fakeClock();
  const look = watchTime(clock);
  await clock.advance(15_000);
  expect(look()).toEqual({ jumpedBy: 0, distrust: false });
  clock.jump(1000);
  expect(look()).toEqual({ jumpedBy: 0, distrust: false });
  clock.jump(3_600_000);
  expect(look()).toEqual({ jumpedBy: 3_600_000, distrust: true });
  expect(look()).toEqual({ jumpedBy: 0, distrust: false });
  clock.jump(-3_600_000);
  expect(look()).toEqual({ jumpedBy: -3_600_000, distrust: true });
});

it('notices when nobody looked for too long', async () => {
  const clock = fakeClock();
  const look = watchTime(clock);
  await clock.advance(61_000);
  expect(look()).toEqual({ jumpedBy: 0, distrust: true });
});

it('a sleep does not count, also where the clock goes on in it', async () => {
  const real = fakeClock();
  let slept = 0;
  using clock = awakeClock({ ...real, monotonic: () => real.monotonic() + slept });
  await real.advance(600_000);
  expect(clock.monotonic()).toBe(600_000);
  const look = watchTime(clock);
  await real.advance(5_000);
  slept += 40_000;
  real.jump(40_000);
  expect(clock.monotonic()).toBeCloseTo(600_000);
  expect(look()).toEqual({ jumpedBy: expect.closeTo(45_000), distrust: true });
});

it('what is after a sleep is later than what was asked for as the machine fell asleep', () => {
  const real = fakeClock();
  let slept = 0;
  using clock = awakeClock({ ...real, monotonic: () => real.monotonic() + slept });
  const asked = clock.monotonic();
  slept += 40_000;
  expect(clock.monotonic()).toBeGreaterThan(asked);
});
