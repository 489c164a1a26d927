import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { systemClock } from '../system';
import { watchEvents } from './watch';

/** Lets streams run, which need more than promises to settle. */
const settle = () => systemClock.sleep(5);

test('a watch tells of each opening, of each event that counts, and of the end', async () => {
  let told = 0;
  const events = [
    '{"Action":"start"}\n{"Action":"exec_st',
    'art: ls"}\n{"Action":"health_status: healthy"}\n{"status":"died"}\n',
  ];
  const open = async () => Readable.from(events, { objectMode: false });
  const stop = watchEvents({ clock: fakeClock(), random: seededRandom() }, open, () => {
    told += 1;
  });
  await settle();
  expect(told).toBe(4);
  stop();
});

test('a watch opens its stream again after an end, with pauses that grow while nothing answers', async () => {
  const clock = fakeClock();
  const opened: number[] = [];
  let up = false;
  let told = 0;
  const open = async () => {
    opened.push(clock.monotonic());
    if (!up) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    return Readable.from([]);
  };
  const stop = watchEvents({ clock, random: seededRandom() }, open, () => {
    told += 1;
  });
  for (let i = 0; i < 600; i += 1) await clock.advance(100);
  const pauses = opened.slice(1).map((at, i) => at - (opened[i] ?? 0));
  expect(pauses[0]).toBeLessThanOrEqual(500);
  expect(Math.max(...pauses)).toBeGreaterThan(5000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(10_100);
  expect(told).toBe(0);

  up = true;
  for (let i = 0; i < 100 && told === 0; i += 1) await clock.advance(100);
  await settle();
  expect(told).toBe(2);
  // It answered, so the next try comes soon.
  const { length } = opened;
  await clock.advance(500);
  expect(opened).toHaveLength(length + 1);
  stop();
  await settle();
  const ended = opened.length;
  await clock.advance(60_000);
  expect(opened).toHaveLength(ended);
});
