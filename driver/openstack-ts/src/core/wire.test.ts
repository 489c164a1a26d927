import { expect, test } from 'vitest';
import { cannedTransport, sleepingClock } from '../testing/wire.ts';
import { isOpenStackError } from './errors.ts';
import { Redactor } from './redact.ts';
import { MOST_TRIES } from './retry.ts';
import { systemClock } from './system.ts';
import type { Transport } from './transport.ts';
import { wireOf } from './wire.ts';

const url = 'https://cloud.test/x';
const random = { float: () => 0.5 };

function wired(transport: Transport, { clock = sleepingClock(), limitMs = 60_000 } = {}) {
  const wire = wireOf(
    { transport, clock, random, log: () => undefined },
    { limitMs, redactor: new Redactor() },
  );
  return { wire, clock };
}
const failing =
  (code: string): Transport =>
  () =>
    Promise.reject(Object.assign(new Error(code), { code }));
const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

test('what can be done twice is tried again, each time after a longer while', async () => {
  let calls = 0;
  const { transport } = cannedTransport(() => {
    calls += 1;
    return calls < 3 ? { status: 503 } : { body: { ok: true } };
  });
  const { wire, clock } = wired(transport);
  expect((await wire.call({ method: 'GET', url })).body).toEqual({ ok: true });
  expect(clock.slept).toEqual([500, 1000]);
});

test('what may have been done is not done again', async () => {
  const { transport, asked } = cannedTransport(() => ({ status: 503 }));
  const error = await caught(wired(transport).wire.call({ method: 'POST', url, body: {} }));
  expect(isOpenStackError(error) && error.code).toBe('Unavailable');
  expect(asked).toHaveLength(1);
});

test('a removal whose answer was lost and that then finds nothing is done', async () => {
  let calls = 0;
  const transport: Transport = async () => {
    calls += 1;
    if (calls === 1) throw Object.assign(new Error('closed'), { code: 'ECONNRESET' });
    return { status: 404, headers: {}, body: '{}' };
  };
  const { wire } = wired(transport);
  expect((await wire.call({ method: 'DELETE', url })).status).toBe(204);
  const error = await caught(wire.call({ method: 'DELETE', url }));
  expect(isOpenStackError(error) && error.code).toBe('NotFound');
});

test('what never left is done again, whatever it is, and not for ever', async () => {
  let calls = 0;
  const { wire } = wired(() => {
    calls += 1;
    return failing('ECONNREFUSED')({} as never);
  });
  const error = await caught(wire.call({ method: 'POST', url }));
  expect(isOpenStackError(error) && error).toMatchObject({ code: 'ConnectionRefused', wasSent: false });
  expect(calls).toBe(MOST_TRIES);
});

test('a service that says when to come again is asked then, and not sooner', async () => {
  let calls = 0;
  const { transport } = cannedTransport(() => {
    calls += 1;
    return calls === 1 ? { status: 429, headers: { 'retry-after': '9' } } : { status: 202 };
  });
  const { wire, clock } = wired(transport);
  expect((await wire.call({ method: 'POST', url, body: {} })).status).toBe(202);
  expect(clock.slept).toEqual([9000]);
});

test('a service that is silent is given up in time, and all that it may have done is unknown', async () => {
  const silent: Transport = ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const wire = wireOf(
    { transport: silent, clock: systemClock, random, log: () => undefined },
    { limitMs: 20, redactor: new Redactor() },
  );
  const error = await caught(wire.call({ method: 'POST', url }));
  expect(isOpenStackError(error) && error).toMatchObject({ code: 'TimedOut', wasSent: true });
});

test('who cancels is told that, and no other failure', async () => {
  const cancel = new AbortController();
  const { wire } = wired(({ signal }) => {
    cancel.abort(new Error('enough'));
    return Promise.reject(signal.reason);
  });
  expect(await caught(wire.call({ method: 'GET', url, signal: cancel.signal }))).toMatchObject({
    message: 'enough',
  });
});

test.each([
  ['ECONNREFUSED', 'ConnectionRefused'],
  ['ENOTFOUND', 'NameUnknown'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'NotTls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CertificateRefused'],
  ['CERT_HAS_EXPIRED', 'CertificateRefused'],
  ['ECONNRESET', 'ConnectionFailed'],
])('%s is told apart from the others', async (code, expected) => {
  const error = await caught(wired(failing(code)).wire.call({ method: 'POST', url }));
  expect(isOpenStackError(error) && error.code).toBe(expected);
});
