import { expect, test } from 'vitest';
import { createBroadcast, createLatest } from './streams';

async function take<T>(count: number, stream: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const value of stream) {
    taken.push(value);
    if (taken.length === count) break;
  }
  return taken;
}
const never = () => new AbortController().signal;

test('what is pushed before anybody listens waits for the first listener', async () => {
  const broadcast = createBroadcast<number>();
  for (let i = 0; i < 30; i += 1) broadcast.push(i);
  expect(await take(20, broadcast.stream(never()))).toEqual(Array.from({ length: 20 }, (_, i) => i + 10));
  expect(broadcast.listeners).toBe(0);
});

test('every listener is given every value', async () => {
  const broadcast = createBroadcast<string>();
  const both = Promise.all([take(2, broadcast.stream(never())), take(2, broadcast.stream(never()))]);
  broadcast.push('a');
  broadcast.push('b');
  expect(await both).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('an aborted listener ends', async () => {
  const abort = new AbortController();
  const broadcast = createBroadcast<string>();
  const ended = take(1, broadcast.stream(abort.signal));
  abort.abort();
  expect(await ended).toEqual([]);
  expect(broadcast.listeners).toBe(0);
});

test('a burst of changes arrives as the present state and the last one', async () => {
  let value = 0;
  const latest = createLatest(() => value);
  const taken = take(2, latest.stream(never()));
  for (value = 1; value < 100; value += 1) latest.changed();
  expect(await taken).toEqual([0, 100]);
});
