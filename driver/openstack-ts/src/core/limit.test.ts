import { expect, test } from 'vitest';
import { handClock } from '../testing/handClock.ts';
import { limitsOf } from './limit.ts';

const forEver = () => new Promise<never>(() => undefined);
const outcome = (work: Promise<unknown>) =>
  work.then(
    value => value,
    (error: Error) => error.message,
  );

test('each piece of work has its own limit, and one timer watches over all', async () => {
  const { clock, pass, sleeping } = handClock();
  const limits = limitsOf(100, clock);
  let wasTold: unknown;
  const told = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      wasTold = signal.reason;
    });
    return forEver();
  };
  const first = outcome(limits.run(undefined, told));
  await pass(60);
  const others = [1, 2, 3].map(() => outcome(limits.run(undefined, forEver)));
  expect(sleeping.size).toBe(1);
  await pass(40);
  expect(await first).toBe('not done within 100 ms');
  expect(wasTold).toMatchObject({ name: 'LimitReached' });
  expect(sleeping.size).toBe(1);
  await pass(60);
  expect(await Promise.all(others)).toEqual(Array(3).fill('not done within 100 ms'));
  expect(sleeping.size).toBe(0);
});

test('what is done in time, fails, or is given up needs no timer any more', async () => {
  const { clock, pass, sleeping } = handClock();
  const limits = limitsOf(100, clock);
  expect(await limits.run(undefined, async () => 'done')).toBe('done');
  await expect(limits.run(undefined, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  const abort = new AbortController();
  const given = outcome(limits.run(abort.signal, forEver));
  await pass(0);
  expect(sleeping.size).toBe(1);
  abort.abort(new Error('not wanted any more'));
  expect(await given).toBe('not wanted any more');
  await expect(limits.run(abort.signal, forEver)).rejects.toThrow('not wanted any more');
  expect(sleeping.size).toBe(0);
  const later = outcome(limits.run(undefined, forEver));
  await pass(100);
  expect(await later).toBe('not done within 100 ms');
});

test('what is begun at once for the same signal ends together; what others want, or want later, goes on', async () => {
  const { clock, pass } = handClock();
  const limits = limitsOf(60_000, clock);
  const seen: AbortSignal[] = [];
  const work = (signal: AbortSignal) => {
    seen.push(signal);
    return forEver();
  };
  const abort = new AbortController();
  const together = [1, 2].map(() => outcome(limits.run(abort.signal, work)));
  const another = outcome(limits.run(undefined, work));
  await pass(100);
  const { signal: other } = new AbortController();
  const later = outcome(limits.run(other, work));
  expect(new Set(seen).size).toBe(3);
  expect(await limits.run(abort.signal, async () => 'done')).toBe('done');
  abort.abort(new Error('not wanted any more'));
  expect(await Promise.all(together)).toEqual(Array(2).fill('not wanted any more'));
  expect(seen.map(({ aborted }) => aborted)).toEqual([true, true, false, false]);
  await pass(59_900);
  expect(await another).toBe('not done within 60000 ms');
  expect(seen[3]?.aborted).toBe(false);
  await pass(100);
  expect(await later).toBe('not done within 60000 ms');
});
