// @vitest-environment happy-dom
import { createTRPCClient } from '@trpc/client';
import { expect, test } from 'vitest';
import type { AppRouter } from '../../driver/api/router';
import type { ErrorValue } from '../../driver/model/errors';
import { TAKEN_EVERY } from '../../driver/model/linkFlow';
import { fakeBridge, sentError } from '../testing/fakeBridge';
import { errorOf, wasCancelled } from './api';
import { bridgeLink } from './link';

function setUp() {
  const bridge = fakeBridge();
  return { bridge, api: createTRPCClient<AppRouter>({ links: [bridgeLink(bridge)] }) };
}

test('a call is sent with its path and input, and resolves with the result', async () => {
  const { bridge, api } = setUp();
  const url = api.instances.url.query({ id: 'i1' });
  const request = bridge.asked('instances.url');
  expect(request).toEqual({
    type: 'call',
    id: request.id,
    path: 'instances.url',
    kind: 'query',
    input: { id: 'i1' },
  });
  bridge.deliver({ type: 'result', id: request.id, value: 'http://127.0.0.1:1/' });
  await expect(url).resolves.toBe('http://127.0.0.1:1/');
});

test('calls at the same time get each its own answer, in whatever order they come', async () => {
  const { bridge, api } = setUp();
  const calls = ['a', 'b'].map(id => api.instances.url.query({ id }));
  for (const request of bridge.requests.toReversed()) {
    if (request.type === 'call') bridge.deliver({ type: 'result', id: request.id, value: request.input });
  }
  await expect(Promise.all(calls)).resolves.toEqual([{ id: 'a' }, { id: 'b' }]);
});

test('a refused call rejects with the error value that the backend sent', async () => {
  const { bridge, api } = setUp();
  const value: ErrorValue = { kind: 'permanent', code: 'IMAGE_IN_USE', what: 'It is in use.', next: 'Wait.' };
  const call = api.images.remove.mutate({ id: 'a' });
  bridge.deliver({ type: 'error', id: bridge.asked('images.remove').id, error: sentError(value) });
  const thrown = await call.catch((error: unknown) => error);
  expect(errorOf(thrown)).toEqual(value);
  expect(wasCancelled(thrown)).toBe(false);
});

test('an error that no backend sent is told as a fault of the window', () => {
  expect(errorOf(new Error('boom'))).toMatchObject({ kind: 'bug', code: 'WINDOW_FAULT', why: 'boom' });
});

test('an aborted call is cancelled in the backend and rejects as cancelled', async () => {
  const { bridge, api } = setUp();
  const stop = new AbortController();
  const call = api.engines.discover.query(undefined, { signal: stop.signal });
  const { id } = bridge.asked('engines.discover');
  stop.abort();
  expect(wasCancelled(await call.catch((error: unknown) => error))).toBe(true);
  expect(bridge.requests.at(-1)).toEqual({ type: 'cancel', id });
});

test('a call whose signal was aborted before never reaches the backend', async () => {
  const { bridge, api } = setUp();
  const call = api.engines.discover.query(undefined, { signal: AbortSignal.abort() });
  expect(wasCancelled(await call.catch((error: unknown) => error))).toBe(true);
  expect(bridge.requests).toEqual([]);
});

test('a subscription gives each value until it is given up, and then tells the backend', () => {
  const { bridge, api } = setUp();
  const lines: string[] = [];
  const subscription = api.shell.selfTest.subscribe(undefined, { onData: line => lines.push(line) });
  const { id } = bridge.asked('shell.selfTest');
  bridge.deliver({ type: 'data', id, value: 'one' });
  bridge.deliver({ type: 'data', id, value: 'two' });
  subscription.unsubscribe();
  bridge.deliver({ type: 'data', id, value: 'three' });
  expect(lines).toEqual(['one', 'two']);
  expect(bridge.requests.at(-1)).toEqual({ type: 'unlisten', id });
});

test('a subscription that the backend has ended is not ended again', () => {
  const { bridge, api } = setUp();
  let ended = false;
  const subscription = api.shell.selfTest.subscribe(undefined, { onComplete: () => (ended = true) });
  bridge.deliver({ type: 'end', id: bridge.asked('shell.selfTest').id });
  subscription.unsubscribe();
  expect(ended).toBe(true);
  expect(bridge.requests).toHaveLength(1);
});

test('the backend is told when values of a subscription have been taken', () => {
  const { bridge, api } = setUp();
  const values: unknown[] = [];
  api.changes.subscribe(undefined, { onData: value => values.push(value) });
  const { id } = bridge.asked('changes');
  for (let value = 0; value < 2 * TAKEN_EVERY - 1; value += 1) bridge.deliver({ type: 'data', id, value });
  expect(values).toHaveLength(2 * TAKEN_EVERY - 1);
  const told = bridge.requests.filter(({ type }) => type === 'taken');
  expect(told).toEqual([{ type: 'taken', id, values: TAKEN_EVERY }]);
});
