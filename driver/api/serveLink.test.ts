import { expect, test, vi } from 'vitest';
import { silentLog } from '../../test/support/fakeClock';
import { RockpoolError } from '../model/errors';
import { MOST_UNTAKEN } from '../model/linkFlow';
import type { LinkAnswer } from './link';
import { serveLink } from './serveLink';
import type { ApiContext } from './trpc';

/** The API over a pair of functions, with the given parts of the shell and the services. */
function link(parts: { shell?: object; services?: object }) {
  const answers: LinkAnswer[] = [];
  const warn = vi.fn();
  let receive: (message: unknown) => void = () => undefined;
  const dispose = serveLink(
    {
      send: answer => void answers.push(answer),
      onMessage(listener) {
        receive = listener;
      },
    },
    { userId: 'admin', shell: {}, services: {}, ...parts } as unknown as ApiContext,
    { ...silentLog, warn },
  );
  return { answers, warn, dispose, ask: (message: unknown) => receive(message) };
}

const call = (path: string, input?: unknown, kind = 'mutation') => ({
  type: 'call',
  id: 1,
  path,
  kind,
  input,
});

/** A subscription that never ends by itself and says when it was ended. */
function endless() {
  const ended = vi.fn();
  async function* stream(signal: AbortSignal) {
    yield 'first';
    await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
    ended();
  }
  return { ended, shell: { requests: stream } };
}

test('a call is answered with its result', async () => {
  const { answers, ask } = link({ shell: { about: () => ({ version: '1' }) } });
  ask(call('shell.about', undefined, 'query'));
  await vi.waitFor(() => expect(answers).toEqual([{ type: 'result', id: 1, value: { version: '1' } }]));
});

test("input that the procedure's schema refuses never reaches the service", async () => {
  const openExternal = vi.fn();
  const { answers, ask } = link({ shell: { openExternal } });
  ask(call('shell.openExternal', { url: 'file:///etc/passwd' }));
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  expect(answers[0]).toMatchObject({
    type: 'error',
    error: { data: { code: 'BAD_REQUEST', error: { code: 'INPUT_INVALID' } } },
  });
  expect(openExternal).not.toHaveBeenCalled();
});

test('an error reaches the caller as the value that a person can read', async () => {
  const value = { kind: 'input', code: 'IMAGE_IN_USE', what: 'It is in use.' } as const;
  const remove = () => {
    throw new RockpoolError(value);
  };
  const { answers, ask } = link({ services: { images: { remove } } });
  ask(call('images.remove', { id: 'a' }));
  await vi.waitFor(() =>
    expect(answers[0]).toMatchObject({ type: 'error', error: { data: { error: value } } }),
  );
});

test('a path that no procedure has is an error, and so is a query asked as a mutation', async () => {
  const { answers, ask } = link({});
  ask(call('shell.nothing'));
  ask({ ...call('shell.about'), id: 2 });
  await vi.waitFor(() => expect(answers.map(({ type }) => type)).toEqual(['error', 'error']));
});

test('cancel aborts the call and nothing is answered', async () => {
  const aborted = vi.fn();
  const discover = ({ signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        aborted();
        reject(signal.reason);
      }),
    );
  const { answers, ask } = link({ services: { engines: { discover } } });
  ask(call('engines.discover', undefined, 'query'));
  await new Promise(resolve => setTimeout(resolve, 20));
  ask({ type: 'cancel', id: 1 });
  await vi.waitFor(() => expect(aborted).toHaveBeenCalledOnce());
  expect(answers).toEqual([]);
});

test('a subscription yields until it is unlistened', async () => {
  const { ended, shell } = endless();
  const { answers, ask } = link({ shell });
  ask({ type: 'listen', id: 7, path: 'shell.requests', input: undefined });
  await vi.waitFor(() => expect(answers).toEqual([{ type: 'data', id: 7, value: 'first' }]));
  ask({ type: 'unlisten', id: 7 });
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  expect(answers).toHaveLength(1);
});

test('disposing ends all that is under way', async () => {
  const { ended, shell } = endless();
  const { answers, ask, dispose } = link({ shell });
  ask({ type: 'listen', id: 7, path: 'shell.requests', input: undefined });
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  dispose();
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
});

test('malformed messages and numbers that are taken are dropped and logged', async () => {
  const { answers, ask, warn } = link(endless());
  for (const message of [
    null,
    'call',
    {},
    { type: 'call', id: -1, path: 'shell.about', kind: 'query', input: undefined },
    { type: 'call', id: 1, path: 'shell.about', kind: 'subscription', input: undefined },
    { type: 'cancel', id: 1, more: true },
  ]) {
    ask(message);
  }
  expect(warn).toHaveBeenCalledTimes(6);
  ask({ type: 'listen', id: 7, path: 'shell.requests', input: undefined });
  ask({ type: 'listen', id: 7, path: 'shell.requests', input: undefined });
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  expect(warn).toHaveBeenCalledTimes(7);
});

test('a subscription that never ends is held back until its listener has taken values', async () => {
  let told = 0;
  const ended = vi.fn();
  async function* requests() {
    try {
      for (;;) {
        told += 1;
        yield told;
      }
    } finally {
      ended();
    }
  }
  const { answers, ask } = link({ shell: { requests } });
  ask({ type: 'listen', id: 7, path: 'shell.requests', input: undefined });
  await vi.waitFor(() => expect(answers).toHaveLength(MOST_UNTAKEN));
  await new Promise(setImmediate);
  expect(told).toBe(MOST_UNTAKEN);
  ask({ type: 'taken', id: 7, values: 16 });
  await vi.waitFor(() => expect(answers).toHaveLength(MOST_UNTAKEN + 16));
  ask({ type: 'unlisten', id: 7 });
  await vi.waitFor(() => expect(ended).toHaveBeenCalled());
  expect(answers).toHaveLength(MOST_UNTAKEN + 16);
});
