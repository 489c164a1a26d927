import { describe, expect, test } from 'vitest';
import { openCloud } from '../core/cloud.ts';
import type { CallNote } from '../core/environment.ts';
import { type Canned, cannedTransport, lab, signedIn, sleepingClock } from '../testing/wire.ts';

const random = { float: () => 0.5 };
const ports = { service: 'network', method: 'GET', path: '/ports' } as const;
const refusedToken = (message = 'The request you have made requires authentication.'): Canned => ({
  status: 401,
  body: { error: { code: 401, title: 'Unauthorized', message } },
});
const isSignIn = ({ url }: { url: string }) => url.endsWith('/auth/tokens');

test('nine tenths of a short life are used', async () => {
  const { transport } = cannedTransport(() => signedIn('token-1', { lifeMs: 60_000 }));
  const { usableUntil } = await openCloud(lab, { transport, clock: sleepingClock(), random }).token();
  expect(usableUntil).toBe(54_000);
});

test('who we are, where, and as what is known from the token', async () => {
  const { transport } = cannedTransport(() => signedIn());
  expect(await openCloud(lab, { transport, clock: sleepingClock(), random }).token()).toMatchObject({
    user: { id: 'u1', name: 'ada' },
    project: { id: 'p1', name: 'course', domain: 'Default' },
    roles: ['member'],
  });
});

test('a call that writes is made again too when its token was revoked: it was not done', async () => {
  let tokens = 0;
  const { transport, asked } = cannedTransport(request => {
    if (isSignIn(request)) return signedIn(`token-${++tokens}`);
    return request.headers['x-auth-token'] === 'token-1' ? refusedToken() : { status: 201, body: {} };
  });
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  await cloud.call({ ...ports, method: 'POST', body: { port: {} } });
  expect(asked.filter(one => !isSignIn(one)).map(({ method }) => method)).toEqual(['POST', 'POST']);
});

describe('what Keystone refuses', () => {
  test('is told in its words, and not asked again at once, since it locks people out', async () => {
    const { transport, asked } = cannedTransport(() => refusedToken());
    const clock = sleepingClock();
    const cloud = openCloud(lab, { transport, clock, random });
    const refusal = {
      code: 'Unauthorized',
      said: 'The request you have made requires authentication.',
    };
    for (let i = 0; i < 5; i += 1) await expect(cloud.token()).rejects.toMatchObject(refusal);
    expect(asked).toHaveLength(1);
    clock.pass(31_000);
    await expect(cloud.token()).rejects.toMatchObject(refusal);
    expect(asked).toHaveLength(2);
  });

  test('never has the password in it, nor has the log', async () => {
    const notes: CallNote[] = [];
    const { transport } = cannedTransport(() => refusedToken('No user with password correct horse'));
    const log = (note: CallNote) => notes.push(note);
    const cloud = openCloud(lab, { transport, clock: sleepingClock(), random, log });
    const error = await cloud.token().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ said: 'No user with password ***' });
    expect(JSON.stringify([error, String(error), notes, cloud])).not.toContain('correct horse');
  });
});

test('user data and passwords that a service quotes from a call are taken out', async () => {
  const secret = 'I2Nsb3VkLWNvbmZpZw'.repeat(500);
  const said = `Invalid input for field/attribute user_data. Value: ${secret}. '${secret}' is too long`;
  const { transport } = cannedTransport(request =>
    isSignIn(request) ? signedIn() : { status: 400, body: { badRequest: { code: 400, message: said } } },
  );
  const cloud = openCloud(lab, { transport, clock: sleepingClock(), random });
  const body = { server: { user_data: secret } };
  await expect(
    cloud.call({ service: 'compute', method: 'POST', path: '/servers', body }),
  ).rejects.toMatchObject({
    said: "Invalid input for field/attribute user_data. Value: ***. '***' is too long",
  });
});
