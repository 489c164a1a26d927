import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { onAbort, orAborted } from './aborted.ts';

test('all who wait for one signal are told, by one listener; who has gone is not', () => {
  const abort = new AbortController();
  const told: number[] = [];
  const gone = onAbort(abort.signal, () => told.push(0));
  for (let number = 1; number <= 100; number += 1) onAbort(abort.signal, () => told.push(number));
  gone();
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
  abort.abort();
  expect([told.length, told[0], told.at(-1)]).toEqual([100, 1, 100]);
});

test('who is aborted does not wait, and gets the reason; the others get what comes of it', async () => {
  const abort = new AbortController();
  let resolve = (_: string) => {};
  const promise = new Promise<string>(done => {
    resolve = done;
  });
  const [one, other] = [orAborted(promise, abort.signal), orAborted(promise, undefined)];
  abort.abort(new Error('not wanted any more'));
  await expect(one).rejects.toThrow('not wanted any more');
  await expect(orAborted(promise, abort.signal)).rejects.toThrow('not wanted any more');
  resolve('done');
  expect(await other).toBe('done');
  await expect(orAborted(Promise.reject(new Error('failed')), new AbortController().signal)).rejects.toThrow(
    'failed',
  );
});
