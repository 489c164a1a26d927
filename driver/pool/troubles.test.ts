import fc from 'fast-check';
import { expect, it } from 'vitest';
import { virtualClock } from '../../test/support/virtualClock';
import type { ErrorKind } from '../model/errors';
import { seededRandom } from '../model/seededRandom';
import { createTroubles, SPARE } from './troubles';

const error = (code: string, kind: ErrorKind = 'transient') => ({ kind, code, what: 'No.' });
function start(seed = 1) {
  const clock = virtualClock();
  const troubles = createTroubles({ clock, random: seededRandom(seed) });
  const wait = (subject: string) => (troubles.all.get(subject)?.retryAt ?? 0) - clock.monotonic();
  return { clock, troubles, wait };
}

it('waits twice as long each time, with jitter, up to a limit', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, failures) => {
      const { clock, troubles, wait } = start(seed);
      for (let i = 0; i < failures; i += 1) troubles.add('pool', error('X'), clock.monotonic());
      const full = Math.min(600_000, 5_000 * 2 ** (failures - 1));
      expect(wait('pool')).toBeGreaterThanOrEqual(full / 2);
      expect(wait('pool')).toBeLessThanOrEqual(full);
    }),
  );
});

it('counts what failed at the same time once, and each cause of a pool anew', async () => {
  const { clock, troubles } = start();
  const begun = clock.monotonic();
  await clock.advance(1_000);
  expect(troubles.add('pool', error('X'), begun)).toBe(true);
  expect(troubles.add('pool', error('X'), begun)).toBe(false);
  expect(troubles.all.get('pool')?.failures).toBe(1);
  troubles.add('pool', error('X'), clock.monotonic());
  expect(troubles.all.get('pool')?.failures).toBe(2);
  expect(troubles.add('pool', error('Y'), clock.monotonic())).toBe(true);
  expect(troubles.all.get('pool')?.failures).toBe(1);
});

it('asks for room a dozen times an hour at the most, and again when there is some', async () => {
  const { clock, troubles, wait } = start();
  let tries = 0;
  for (const end = clock.monotonic() + 3_600_000; clock.monotonic() < end; tries += 1) {
    troubles.add('pool', error('QUOTA', 'capacity'), clock.monotonic());
    await clock.advance(wait('pool'));
  }
  expect(tries).toBeLessThanOrEqual(12);
  troubles.add('hosts', error('X'), clock.monotonic());
  troubles.roomCame();
  expect([...troubles.all.keys()]).toEqual(['hosts']);
});

it('waits with another spare host for half an hour at the most, and for up to a day where none was copied', () => {
  const { clock, troubles, wait } = start();
  const waits = Array.from({ length: 9 }, () => {
    troubles.add(SPARE, error('X'), clock.monotonic());
    return wait(SPARE) / 60_000;
  });
  for (const [i, minutes] of waits.entries()) {
    const most = Math.min(24 * 60, 30 * 2 ** i);
    expect([minutes >= most / 2, minutes <= most]).toEqual([true, true]);
  }
});
