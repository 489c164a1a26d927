import { expect, it } from 'vitest';
import { fakeClock } from '../../../test/support/fakeClock';
import { shareWork } from './sharedWork';

function start() {
  const clock = fakeClock();
  const work = shareWork<number>();
  let begun = 0;
  const slow = async (signal: AbortSignal) => {
    begun += 1;
    const number = begun;
    await clock.sleep(100, { signal });
    return number;
  };
  return { clock, work, slow, begun: () => begun };
}
const { signal } = new AbortController();

it('all who want the same at the same time share it; who comes later, or wants another, does not', async () => {
  const { clock, work, slow, begun } = start();
  const all = Promise.all([
    work.get('a', signal, slow),
    work.get('a', signal, slow),
    work.get('b', signal, slow),
  ]);
  expect(work.isUnderWay).toBe(true);
  await clock.advance(100);
  expect(await all).toEqual([1, 1, 2]);
  expect([work.isUnderWay, begun()]).toEqual([false, 2]);
  const later = work.get('a', signal, slow);
  await clock.advance(100);
  expect(await later).toBe(3);
});

it('one who goes leaves it to the others; when all have gone it is given up, and done anew for the next', async () => {
  const { clock, work, slow, begun } = start();
  const [one, other] = [new AbortController(), new AbortController()];
  const both = Promise.allSettled([work.get('a', one.signal, slow), work.get('a', other.signal, slow)]);
  one.abort(new Error('one has gone'));
  await clock.advance(50);
  expect(work.isUnderWay).toBe(true);
  other.abort(new Error('both have gone'));
  expect(await both).toMatchObject([
    { reason: { message: 'one has gone' } },
    { reason: { message: 'both have gone' } },
  ]);
  const next = work.get('a', signal, slow);
  await clock.advance(100);
  expect([await next, begun(), work.isUnderWay]).toEqual([2, 2, false]);
});

it('what was given up counts as under way until it has ended, and takes nothing from what was begun after it', async () => {
  const { clock, work, slow } = start();
  const gone = new AbortController();
  const deaf = () => slow(signal);
  const first = work.get('a', gone.signal, deaf);
  gone.abort(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  await clock.advance(50);
  const second = work.get('a', signal, deaf);
  await clock.advance(50);
  const third = work.get('a', signal, deaf);
  expect(work.isUnderWay).toBe(true);
  await clock.advance(50);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  expect(work.isUnderWay).toBe(false);
});
