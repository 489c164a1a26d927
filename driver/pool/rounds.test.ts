import { expect, it, vi } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { createRounds } from './rounds';

function begin(round: () => number | undefined) {
  const clock = fakeClock();
  const count = vi.fn(round);
  const error = vi.fn();
  const nothing = () => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing, error };
  const rounds = createRounds(count, { clock, log });
  return { clock, count, error, rounds };
}

it('the next round is when the plan says, and after fifteen seconds at the latest', async () => {
  let inMs: number | undefined = 2_000;
  const { clock, count, rounds } = begin(() => inMs);
  rounds.wake();
  await clock.advance(1_999);
  expect(count).toHaveBeenCalledTimes(1);
  await clock.advance(1);
  expect(count).toHaveBeenCalledTimes(2);
  inMs = 3_600_000;
  await clock.advance(2_000);
  expect(count).toHaveBeenCalledTimes(3);
  inMs = undefined;
  await clock.advance(15_000);
  await clock.advance(15_000);
  expect(count).toHaveBeenCalledTimes(5);
  rounds.stop();
});

it('what a round notes itself is planned on once it is written, and only once', async () => {
  const { clock, count, rounds } = begin(() => {
    if (count.mock.calls.length === 1) rounds.changed();
    return undefined;
  });
  rounds.changed();
  await clock.advance(10);
  expect(count).toHaveBeenCalledTimes(1);
  rounds.written();
  await clock.advance(10);
  rounds.written();
  await clock.advance(10);
  expect(count).toHaveBeenCalledTimes(2);
  rounds.stop();
});

it('a round that throws is told, and the next one comes', async () => {
  const { clock, count, error, rounds } = begin(() => {
    throw new Error('A rule is wrong.');
  });
  rounds.wake();
  await clock.advance(15_000);
  expect(count).toHaveBeenCalledTimes(2);
  expect(error.mock.calls[0]).toEqual([
    'planning failed',
    { error: expect.stringContaining('A rule is wrong.') },
  ]);
  rounds.stop();
});

it('there is no round once they are stopped, also where that happens in one', async () => {
  const { clock, count, rounds } = begin(() => {
    rounds.stop();
    return 1_000;
  });
  rounds.wake();
  await clock.advance(60_000);
  rounds.changed();
  await clock.advance(60_000);
  expect(count).toHaveBeenCalledTimes(1);
});
