import { expect, it } from 'vitest';
import { fakeClock } from '../../../test/support/fakeClock';
import { shareListing } from './sharedListing';

const { signal } = new AbortController();
function start() {
  const clock = fakeClock();
  let count = 0;
  const listing = shareListing(async () => {
    count += 1;
    const number = count;
    await clock.sleep(100);
    if (number === 3) throw new Error('page 2 failed');
    return [number];
  }, clock);
  return { clock, listing, count: () => count };
}

it('all who ask at once share one listing, and who asks while it is under way the next', async () => {
  const { clock, listing, count } = start();
  const first = Promise.all([listing.fresh(signal), listing.fresh(signal), listing.recent(0, signal)]);
  await clock.advance(50);
  const second = Promise.all([listing.fresh(signal), listing.fresh(signal)]);
  await clock.advance(200);
  expect(await first).toEqual([[1], [1], [1]]);
  expect(await second).toEqual([[2], [2]]);
  expect(count()).toBe(2);
});

it('what began a moment ago is good enough where that is said', async () => {
  const { clock, listing, count } = start();
  const first = listing.fresh(signal);
  await clock.advance(100);
  await first;
  expect(await listing.recent(100, signal)).toEqual([1]);
  await clock.advance(1);
  const later = listing.recent(100, signal);
  await clock.advance(100);
  expect(await later).toEqual([2]);
  expect(count()).toBe(2);
});

it('a listing that failed is not remembered, and holds up nobody', async () => {
  const { clock, listing } = start();
  for (let number = 1; number <= 2; number += 1) {
    const asked = listing.fresh(signal);
    await clock.advance(100);
    await asked;
  }
  const failed = expect(listing.fresh(signal)).rejects.toThrow('page 2 failed');
  await clock.advance(50);
  const after = listing.fresh(signal);
  await clock.advance(300);
  await failed;
  expect(await after).toEqual([4]);
});

it('who is not wanted any more does not wait, and the others still hear', async () => {
  const { clock, listing } = start();
  const abort = new AbortController();
  const mine = expect(listing.fresh(abort.signal)).rejects.toThrow('abort');
  const others = listing.fresh(signal);
  await clock.advance(10);
  abort.abort();
  await mine;
  await clock.advance(100);
  expect(await others).toEqual([1]);
});
