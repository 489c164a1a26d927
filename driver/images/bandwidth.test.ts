import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { virtualClock } from '../../test/support/virtualClock';
import { bandwidth, throttled } from './bandwidth';

const MB = 1_000_000;

/** Several who send as much as they may for so long. @returns bytes of each */
async function send(seconds: number, senders: number, rate: () => number | undefined) {
  const clock = virtualClock();
  const limit = bandwidth(clock, rate);
  const stop = new AbortController();
  const sent = Array<number>(senders).fill(0);
  const all = sent.map(async (_, at) => {
    while (!stop.signal.aborted) {
      await limit.take(64_000, { signal: stop.signal }).catch(() => undefined);
      if (!stop.signal.aborted) sent[at] = (sent[at] ?? 0) + 64_000;
    }
  });
  await clock.advance(seconds * 1000);
  stop.abort();
  await Promise.all(all);
  return sent;
}
const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);

test.each([1, 4])('%i pushes together send what is allowed, and a burst at the start', async senders => {
  const bytes = sum(await send(20, senders, () => 2 * MB));
  expect(bytes).toBeGreaterThan(20 * 2 * MB);
  expect(bytes).toBeLessThan(20 * 2 * MB + 0.5 * 2 * MB + senders * 64_000);
});

test('those who send together get alike', async () => {
  const [one = 0, other = 0] = await send(20, 2, () => MB);
  expect(Math.abs(one - other)).toBeLessThan(200_000);
});

test('what was not used is not saved up', async () => {
  const clock = virtualClock();
  const limit = bandwidth(clock, () => MB);
  await clock.advance(60_000);
  let taken = 0;
  const taking = (async () => {
    for (; taken < 100; taken += 1) await limit.take(100_000, {});
  })();
  await clock.advance(1000);
  expect(taken * 100_000).toBeLessThanOrEqual(1.6 * MB);
  await clock.advance(20_000);
  await taking;
});

test('a limit that is changed holds for pushes that are under way', async () => {
  const clock = virtualClock();
  let rate: number | undefined = 100;
  const limit = bandwidth(clock, () => rate);
  let done = false;
  const taking = limit.take(1_000_000, {}).then(() => {
    done = true;
  });
  await clock.advance(5000);
  expect(done).toBe(false);
  rate = undefined;
  await clock.advance(1000);
  await taking;
  rate = MB;
  const next = limit.take(400_000, {});
  await clock.advance(1000);
  await next;
});

test('what goes through is what came, and a push that is called off waits no longer', async () => {
  const clock = virtualClock();
  const content = Buffer.alloc(300_000, 'x');
  const { signal } = new AbortController();
  const through = throttled(
    Readable.from([content]),
    bandwidth(clock, () => MB),
    signal,
  );
  const [passed] = await Promise.all([buffer(through), clock.advance(2000)]);
  expect(passed.equals(content)).toBe(true);

  const abort = new AbortController();
  const source = Readable.from([content]);
  const held = throttled(
    source,
    bandwidth(clock, () => 1),
    abort.signal,
  );
  const sending = buffer(held);
  abort.abort();
  await expect(sending).rejects.toThrow('aborted');
  expect(source.destroyed).toBe(true);
});

test('the failure of what is sent is told to who reads it', async () => {
  const source = new Readable({
    read() {
      this.destroy(new Error('The file is gone.'));
    },
  });
  const limit = bandwidth(virtualClock(), () => MB);
  await expect(buffer(throttled(source, limit, new AbortController().signal))).rejects.toThrow('is gone');
});
