import { expect, test } from 'vitest';
import { cannedTransport, cloudThat, lab, signedIn, sleepingClock } from '../testing/wire.ts';
import { openCloud } from './cloud.ts';
import type { CallNote } from './environment.ts';
import { isNotFound, isOpenStackError, isUnauthorized } from './errors.ts';

const random = { float: () => 0.5 };
const servers = { service: 'compute', method: 'GET', path: '/servers/s1' } as const;
const isSignIn = ({ url }: { url: string }) => url.endsWith('/auth/tokens');

test('the first call signs in, by password and for a project; the next has its token', async () => {
  const { transport, asked } = cannedTransport(cloudThat(() => ({ body: { server: { id: 's1' } } })));
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  expect(asked).toEqual([]);
  const { body } = await cloud.call(servers);
  await cloud.call(servers);
  expect(body).toEqual({ server: { id: 's1' } });
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://cloud.test:5000/v3/auth/tokens',
    'GET https://cloud.test/compute/v2.1/servers/s1',
    'GET https://cloud.test/compute/v2.1/servers/s1',
  ]);
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'ada', domain: { name: 'Default' }, password: 'correct horse' } },
      },
      scope: { project: { name: 'course', domain: { name: 'Default' } } },
    },
  });
  expect(asked[1]?.headers['x-auth-token']).toBe('token-1');
});

test('a token is renewed before it ends, by the time between its beginning and its end', async () => {
  let tokens = 0;
  const { transport, asked } = cannedTransport(request => {
    if (!isSignIn(request)) return { body: {} };
    tokens += 1;
    return signedIn(`token-${tokens}`, { lifeMs: 3_600_000 });
  });
  const clock = sleepingClock();
  const cloud = openCloud(lab, { transport, clock, random });
  await cloud.call(servers);
  clock.pass(3_600_000 - 301_000);
  await cloud.call(servers);
  expect(tokens).toBe(1);
  clock.pass(2_000);
  await cloud.call(servers);
  expect(tokens).toBe(2);
  expect(asked.at(-1)?.headers['x-auth-token']).toBe('token-2');
});

test('calls whose token is refused at the same time get one new one, and are made once more', async () => {
  let tokens = 0;
  const { transport, asked } = cannedTransport(request => {
    if (isSignIn(request)) {
      tokens += 1;
      return signedIn(`token-${tokens}`);
    }
    return request.headers['x-auth-token'] === 'token-1' ? { status: 401, body: {} } : { body: {} };
  });
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  await cloud.token();
  await Promise.all(Array.from({ length: 5 }, () => cloud.call(servers)));
  expect(tokens).toBe(2);
  expect(asked.filter(request => !isSignIn(request))).toHaveLength(10);
});

test('a call that is refused with a new token too is refused, and not made a third time', async () => {
  const { transport, asked } = cannedTransport(request =>
    isSignIn(request) ? signedIn() : { status: 401, body: { error: { message: 'Nobody knows you.' } } },
  );
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  const error = await cloud.call(servers).catch((thrown: unknown) => thrown);
  expect(isUnauthorized(error) && error.said).toBe('Nobody knows you.');
  expect(asked.filter(request => !isSignIn(request))).toHaveLength(2);
});

test('who waits for a sign-in and leaves does not end it for the others', async () => {
  let letIn: (() => void) | undefined;
  const { transport, asked } = cannedTransport(async request => {
    if (!isSignIn(request)) return { body: {} };
    await new Promise<void>(resolve => {
      letIn = resolve;
    });
    return signedIn();
  });
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  const leaving = new AbortController();
  const left = cloud.call({ ...servers, signal: leaving.signal }).catch((thrown: unknown) => thrown);
  const stays = cloud.call(servers);
  await Promise.resolve();
  leaving.abort(new Error('left'));
  expect(await left).toMatchObject({ message: 'left' });
  letIn?.();
  await stays;
  expect(asked.filter(isSignIn)).toHaveLength(1);
});

test('versions are asked for once, and a call is made in the newest that both know', async () => {
  const { transport, asked } = cannedTransport(cloudThat(() => ({ body: {} })));
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  await cloud.call({ ...servers, microversion: { least: '2.67' } });
  await cloud.call({ ...servers, microversion: { least: '2.67', most: '2.100' } });
  expect(asked.filter(({ url }) => url === 'https://cloud.test/compute/v2.1/')).toHaveLength(1);
  expect(asked.slice(-2).map(({ headers }) => headers['openstack-api-version'])).toEqual([
    'compute 2.67',
    'compute 2.93',
  ]);
  const error = await cloud
    .call({ ...servers, microversion: { least: '2.94' } })
    .catch((thrown: unknown) => thrown);
  expect(isOpenStackError(error) && error).toMatchObject({ code: 'NoMicroversion', wasSent: false });
});

test('versions are asked for anew where a service does not know the one that it has offered', async () => {
  let newest = '2.93';
  const { transport, asked } = cannedTransport(request => {
    if (isSignIn(request)) return signedIn();
    if (request.url.endsWith('/v2.1/')) return { body: { version: { version: newest, min_version: '2.1' } } };
    return request.headers['openstack-api-version'] === `compute ${newest}` ? { body: {} } : { status: 406 };
  });
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  const get = () => cloud.call({ ...servers, microversion: { least: '2.1', most: '2.100' } });
  await get();
  newest = '2.90';
  await expect(get()).rejects.toMatchObject({ status: 406 });
  await get();
  expect(asked.at(-1)?.headers['openstack-api-version']).toBe('compute 2.90');
});

test('who waits for versions and leaves does not wait for a service that is silent', async () => {
  const { transport } = cannedTransport(request =>
    isSignIn(request) ? signedIn() : new Promise<never>(() => undefined),
  );
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  const leaving = new AbortController();
  const left = cloud.versions('compute', { signal: leaving.signal }).catch((thrown: unknown) => thrown);
  await Promise.resolve();
  leaving.abort(new Error('left'));
  expect(await left).toMatchObject({ message: 'left' });
});

test('what failed is named by the call, with the words and the number that the service gave', async () => {
  const { transport } = cannedTransport(
    cloudThat(() => ({
      status: 404,
      headers: { 'x-openstack-request-id': 'req-7' },
      body: { itemNotFound: { code: 404, message: 'Instance s1 could not be found.' } },
    })),
  );
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  const error = await cloud.call(servers).catch((thrown: unknown) => thrown);
  expect(isNotFound(error) && error).toMatchObject({
    method: 'GET',
    url: 'https://cloud.test/compute/v2.1/servers/s1',
    status: 404,
    said: 'Instance s1 could not be found.',
    requestId: 'req-7',
  });
});

test('a secret is taken out in whichever form a service quotes it', async () => {
  const password = `a"b\\c&'d`;
  const { transport } = cannedTransport(request => {
    if (isSignIn(request)) return signedIn();
    const inDocument = JSON.stringify({ password });
    return {
      status: 400,
      body: { badRequest: { message: `${inDocument} a&quot;b\\c&amp;&#x27;d ${password}` } },
    };
  });
  const auth = { ...lab.auth, password } as typeof lab.auth;
  const cloud = openCloud({ ...lab, auth }, { transport, clock: sleepingClock(), random });
  const error = await cloud.call(servers).catch((thrown: unknown) => thrown);
  expect(isOpenStackError(error) && error.said).toBe('{"password":"***"} *** ***');
});

test('nothing secret is in a log or an error, whatever the services say', async () => {
  const notes: CallNote[] = [];
  const { transport } = cannedTransport(request => {
    if (isSignIn(request)) return signedIn('gAAAA-token');
    return {
      status: 400,
      body: { badRequest: { message: `Bad token ${request.headers['x-auth-token']} of correct horse.` } },
    };
  });
  const cloud = openCloud(lab, {
    transport,
    clock: sleepingClock(),
    random,
    log: note => notes.push(note),
  });
  const error = await cloud
    .call({ ...servers, query: { token: 'gAAAA-token' } })
    .catch((thrown: unknown) => thrown);
  const seen = JSON.stringify([notes, error, String(error), (error as Error).stack]);
  expect(seen).not.toMatch(/gAAAA-token|correct horse/);
  expect(isOpenStackError(error) && error.said).toBe('Bad token *** of ***.');
});
