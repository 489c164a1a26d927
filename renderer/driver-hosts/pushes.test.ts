import { describe, expect, test } from 'vitest';
import type { LookedImage } from '../../driver/model/hostLook';
import type { Task } from '../../driver/model/task';
import { placeOf, pushesIn, pushText, standingNow } from './pushes';

const push = (changes: Partial<Task> = {}): Task => ({
  ...{ id: 't', kind: 'prepare', title: 'Send a to lab-1', state: 'running', step: '', done: 0, parts: [] },
  ...{ startedAt: 10, push: { engineUrl: 'ssh://1', image: 'a:latest' } },
  ...changes,
});
const image: LookedImage = { name: 'a', standing: 'queued' };

test('the newest push of an image to a host counts', () => {
  const tasks = {
    old: push({ id: 'old', state: 'failed' }),
    new: push({ id: 'new', startedAt: 20 }),
    elsewhere: push({ id: 'elsewhere', push: { engineUrl: 'ssh://2', image: 'a:latest' } }),
    other: { ...push({ id: 'other' }), push: undefined } as unknown as Task,
  };
  const pushes = pushesIn(tasks);
  expect(pushes.get(placeOf('ssh://1', 'a'))?.id).toBe('new');
  expect(pushes.size).toBe(2);
  expect(pushesIn(tasks)).toBe(pushes);
});

describe('an image stands on a host', () => {
  test('as it was seen there, where nothing was sent since', () => {
    expect(standingNow(image, undefined, 50)).toBe(image);
    expect(standingNow(image, push({ state: 'done', endedAt: 40 }), 50)).toBe(image);
  });
  test('as on its way while it is sent', () => {
    expect(standingNow(image, push(), 50).standing).toBe('coming');
  });
  test('as its push has ended since', () => {
    const error = { kind: 'capacity' as const, code: 'HOST_NO_SPACE', what: 'No room.' };
    expect(standingNow(image, push({ state: 'done', endedAt: 60 }), 50).standing).toBe('present');
    expect(standingNow(image, push({ state: 'failed', endedAt: 60, error }), 50)).toEqual({
      ...{ name: 'a', standing: 'failed', error },
    });
    expect(standingNow(image, push({ state: 'cancelled', endedAt: 60 }), 50).standing).toBe('failed');
  });
});

test.each([
  [{ step: 'Waiting for its turn' }, 'Waiting for its turn'],
  [{}, 'begins'],
  [{ done: 50, total: 200 }, '25 %'],
  [{ done: 50e6, total: 200e6, speed: 10e6 }, '25 % · 10.0 MB/s · 15s left'],
  [{ done: 200, total: 200, speed: 10, step: 'The host unpacks it' }, 'The host unpacks it'],
])('%o is told as "%s"', (progress, text) => {
  expect(pushText(push(progress))).toBe(text);
});
