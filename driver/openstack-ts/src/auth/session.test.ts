import { describe, expect, test } from 'vitest';
import { scriptedCloud } from '../core/fixtures/scripted.ts';

const ports = { service: 'network', method: 'GET', path: '/ports' } as const;
const minutes = 60_000;
const refusedToken = {
  status: 401,
  body: {
    error: {
      code: 401,
      title: 'Unauthorized',
      message: 'The request you have made requires authentication.',
    },
  },
};

describe('signing in', () => {
  test('happens at the first call, and once for all', async () => {
    const { cloud, requests, signIns } = scriptedCloud({ serve: () => ({ body: { ports: [] } }) });
    expect(signIns()).toBe(0);
    await Promise.all([cloud.call(ports), cloud.call(ports), cloud.call(ports)]);
    expect(signIns()).toBe(1);
    expect(requests.map(({ headers }) => headers['x-auth-token'])).toEqual(['token-1', 'token-1', 'token-1']);
  });

  test('says who we are, and in which project', async () => {
    const { cloud } = scriptedCloud({ serve: () => ({}) });
    expect(await cloud.token()).toMatchObject({
      user: { id: 'u1', name: 'lab' },
      project: { id: 'p1', name: 'lab', domain: 'Default' },
      roles: ['member'],
    });
  });

  test('is done anew before the token ends', async () => {
    const { cloud, clock, requests, signIns } = scriptedCloud({ serve: () => ({}) });
    await cloud.call(ports);
    clock.move(54 * minutes);
    await cloud.call(ports);
    expect(signIns()).toBe(1);
    clock.move(2 * minutes);
    await cloud.call(ports);
    expect(signIns()).toBe(2);
    expect(requests.at(-1)?.headers['x-auth-token']).toBe('token-2');
  });

  test('counts the life of a token by the cloud alone, whose clock may differ from ours by years', async () => {
    const { cloud, clock, signIns } = scriptedCloud({ serve: () => ({}) });
    const { usableUntil } = await cloud.token();
    expect(usableUntil - clock.monotonic()).toBe(55 * minutes);
    expect(signIns()).toBe(1);
  });

  test('is left by whoever gives up, and goes on for the others', async () => {
    let answer = () => {};
    const asked = new Promise<void>(resolve => {
      answer = resolve;
    });
    const { cloud, signIns } = scriptedCloud({
      serve: () => ({}),
      keystone: async () => {
        await asked;
        return { status: 401, body: refusedToken.body };
      },
    });
    const impatient = new AbortController();
    const first = cloud.token({ signal: impatient.signal });
    const second = cloud.token();
    impatient.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    answer();
    await expect(second).rejects.toMatchObject({ code: 'Unauthorized' });
    expect(signIns()).toBe(1);
  });
});

describe('a token that was revoked in between', () => {
  test('is renewed once for all calls that are refused at the same time', async () => {
    const { cloud, signIns, requests } = scriptedCloud({
      serve: ({ headers }) =>
        headers['x-auth-token'] === 'token-1' ? refusedToken : { body: { ports: [] } },
    });
    const answers = await Promise.all([1, 2, 3, 4].map(() => cloud.call(ports)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(signIns()).toBe(2);
    expect(requests).toHaveLength(8);
  });

  test('is renewed for calls that write, too: what is refused was not done', async () => {
    const { cloud, requests } = scriptedCloud({
      serve: ({ headers }) =>
        headers['x-auth-token'] === 'token-1' ? refusedToken : { status: 201, body: {} },
    });
    await cloud.call({ ...ports, method: 'POST', body: { port: {} } });
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test('is renewed at most once for a call', async () => {
    const { cloud, signIns, requests } = scriptedCloud({ serve: () => refusedToken });
    await expect(cloud.call(ports)).rejects.toMatchObject({ code: 'Unauthorized', status: 401 });
    expect(signIns()).toBe(2);
    expect(requests).toHaveLength(2);
  });
});

describe('what Keystone refuses', () => {
  test('is told in its words, and not asked again at once, since it locks people out', async () => {
    const { cloud, clock, signIns } = scriptedCloud({ serve: () => ({}), keystone: () => refusedToken });
    for (let i = 0; i < 5; i += 1) {
      await expect(cloud.token()).rejects.toMatchObject({
        code: 'Unauthorized',
        said: 'The request you have made requires authentication.',
      });
    }
    expect(signIns()).toBe(1);
    clock.move(31_000);
    await expect(cloud.token()).rejects.toMatchObject({ code: 'Unauthorized' });
    expect(signIns()).toBe(2);
  });

  test('never has the password in it, nor has the log', async () => {
    const said = 'User lab with password tide pool is refused';
    const { cloud, notes } = scriptedCloud({
      serve: () => ({}),
      keystone: () => ({ status: 403, body: { error: { code: 403, message: said, title: 'Forbidden' } } }),
    });
    const error = await cloud.token().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'Forbidden', said: 'User lab with password *** is refused' });
    expect(JSON.stringify([error, String(error), notes])).not.toContain('tide pool');
  });
});

test.each([
  ['http://cloud.test:5000', 'http://cloud.test:5000/v3/auth/tokens'],
  ['http://cloud.test:5000/', 'http://cloud.test:5000/v3/auth/tokens'],
  ['http://cloud.test:5000/v3', 'http://cloud.test:5000/v3/auth/tokens'],
  ['http://cloud.test:5000/v2.0/', 'http://cloud.test:5000/v3/auth/tokens'],
  ['https://cloud.test/identity/v3/', 'https://cloud.test/identity/v3/auth/tokens'],
])('%s is asked for tokens at %s', async (authUrl, expected) => {
  const { tokensUrl } = await import('./requests.ts');
  expect(tokensUrl(authUrl)).toBe(expected);
});
