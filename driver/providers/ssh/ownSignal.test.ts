import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { withOwnSignal } from './ownSignal';

/** Ends when the signal does; as a connection to a machine, it never lets go of it. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
const many = (signal: AbortSignal) => Promise.all(Array.from({ length: 30 }, () => untilAborted(signal)));

it('lets many calls for one signal ask many each, and nobody is warned of a leak', async () => {
  const warnings: string[] = [];
  const note = ({ message }: Error) => warnings.push(message);
  process.on('warning', note);
  const { signal } = new AbortController();
  const calls = Array.from({ length: 8 }, () =>
    withOwnSignal(signal, async own => {
      for (let at = 0; at < 30; at += 1) own.addEventListener('abort', () => undefined);
    }),
  );
  expect(getEventListeners(signal, 'abort')).toHaveLength(8);
  await Promise.all(calls);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  // A warning is told a turn later.
  await new Promise(resolve => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

it('ends all of them with the reason of the caller', async () => {
  const abort = new AbortController();
  const all = withOwnSignal(abort.signal, many);
  const reason = new Error('The app quits.');
  abort.abort(reason);
  await expect(all).rejects.toBe(reason);
  await expect(withOwnSignal(abort.signal, many)).rejects.toBe(reason);
});
