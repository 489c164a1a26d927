import { expect, test } from 'vitest';
import { type Turns, turns } from './turns';

const { signal } = new AbortController();

/** Work by name: which has begun, and a way to end each. */
function start(most: number, mostIdle: number) {
  const queue: Turns = turns(most, mostIdle);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const take = (name: string, urgent = false, own: AbortSignal = signal) =>
    queue.take(
      () =>
        new Promise<void>(resolve => {
          begun.push(name);
          ends.set(name, resolve);
        }),
      { urgent, signal: own },
    );
  const settle = () => new Promise(resolve => setImmediate(resolve));
  const end = async (name: string) => {
    ends.get(name)?.();
    await settle();
  };
  return { take, begun, end, settle };
}

test('so much is done at a time, in the order in which it came', async () => {
  const { take, begun, end, settle } = start(2, 2);
  for (const name of ['a', 'b', 'c']) void take(name);
  await settle();
  expect(begun).toEqual(['a', 'b']);
  await end('a');
  expect(begun).toEqual(['a', 'b', 'c']);
});

test('what somebody waits for comes first, and finds places that the rest does not take', async () => {
  const { take, begun, end, settle } = start(2, 1);
  void take('a');
  void take('b');
  await settle();
  expect(begun).toEqual(['a']);
  void take('urgent', true);
  void take('urgent too', true);
  await settle();
  expect(begun).toEqual(['a', 'urgent']);
  await end('a');
  expect(begun).toEqual(['a', 'urgent', 'urgent too']);
  await end('urgent');
  expect(begun.at(-1)).toBe('b');
});

test('what is hurried while it waits comes first', async () => {
  const { take, begun, end, settle } = start(1, 1);
  void take('a');
  void take('b');
  const { turn } = take('c');
  turn.hurry();
  await settle();
  await end('a');
  expect(begun).toEqual(['a', 'c']);
});

test('what is aborted while it waits is never begun, and takes no place', async () => {
  const { take, begun, end, settle } = start(1, 1);
  void take('a');
  const abort = new AbortController();
  const { done } = take('b', true, abort.signal);
  void take('c');
  abort.abort();
  await expect(done).rejects.toThrow('aborted');
  await settle();
  await end('a');
  expect(begun).toEqual(['a', 'c']);
});

test('what fails gives its place back', async () => {
  const queue = turns(1, 1);
  const fail = () => queue.take(() => Promise.reject(new Error('no')), { urgent: true, signal }).done;
  await expect(fail()).rejects.toThrow('no');
  await expect(fail()).rejects.toThrow('no');
});
