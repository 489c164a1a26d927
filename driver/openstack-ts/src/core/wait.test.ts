import { expect, test } from 'vitest';
import { handClock } from '../testing/handClock.ts';
import { sleepingClock } from '../testing/wire.ts';
import { OpenStackError } from './errors.ts';
import { waitFor, waitUntilGone } from './wait.ts';

interface Server {
  status: string;
  fault?: string;
}
const gone = () => new OpenStackError({ code: 'NotFound', message: 'no such server' });

function waiting(answers: (Server | Error)[]) {
  const last = answers.at(-1);
  return {
    what: 'server s1',
    async read(): Promise<Server> {
      const next = answers.shift() ?? last;
      if (next instanceof Error) throw next;
      return next ?? { status: '' };
    },
    statusOf: ({ status }: Server) => status,
    faultOf: ({ fault }: Server) => fault,
    until: ['ACTIVE'],
    limitMs: 60_000,
    clock: sleepingClock(),
  };
}

test('it is looked at until it is as it should be', async () => {
  const built = await waitFor(waiting([{ status: 'BUILD' }, { status: 'BUILD' }, { status: 'ACTIVE' }]));
  expect(built.status).toBe('ACTIVE');
});

test('a state from which it never comes ends the waiting, with the reason', async () => {
  const failed = waitFor(
    waiting([{ status: 'BUILD' }, { status: 'ERROR', fault: 'No valid host was found.' }]),
  );
  await expect(failed).rejects.toMatchObject({ code: 'WaitFailed', said: 'No valid host was found.' });
});

test('what vanishes while it is waited for is told as that', async () => {
  const vanished = waitFor(waiting([{ status: 'BUILD' }, gone()]));
  await expect(vanished).rejects.toThrow('The server s1 is gone; it was BUILD.');
});

test('the waiting has an end', async () => {
  await expect(waitFor(waiting([{ status: 'BUILD' }]))).rejects.toThrow(
    'The server s1 was still BUILD after 60 s, and not ACTIVE.',
  );
});

test('what is to go is looked at until there is none', async () => {
  await waitUntilGone(waiting([{ status: 'ACTIVE' }, gone()]));
  await expect(waitUntilGone(waiting([{ status: 'ACTIVE' }]))).rejects.toMatchObject({
    code: 'WaitTimedOut',
  });
});

test('who is not wanted any more does not wait on, and gets the reason', async () => {
  const abort = new AbortController();
  const { read, ...rest } = waiting([{ status: 'BUILD' }]);
  const given = waitFor({
    ...rest,
    signal: abort.signal,
    async read() {
      abort.abort(new Error('not wanted any more'));
      return read();
    },
  });
  await expect(given).rejects.toThrow('not wanted any more');
});

test('a look that is not answered ends with the waiting, and is told so', async () => {
  const { clock, pass } = handClock();
  const { statusOf, ...rest } = { ...waiting([]), clock, limitMs: 10_000 };
  const told: unknown[] = [];
  const unanswered = (signal?: AbortSignal) =>
    new Promise<Server>((_, reject) => {
      signal?.addEventListener('abort', () => {
        told.push(signal.reason);
        reject(signal.reason);
      });
    });
  const outcomes = Promise.allSettled([
    waitFor({ ...rest, statusOf, read: unanswered }),
    waitUntilGone({ ...rest, read: unanswered }),
  ]);
  await pass(10_000);
  expect(await outcomes).toMatchObject([
    { reason: { code: 'WaitTimedOut', message: 'Nothing was heard of the server s1 for 10 s.' } },
    { reason: { code: 'WaitTimedOut', message: 'The server s1 was still there after 10 s.' } },
  ]);
  expect(told).toHaveLength(2);
});
