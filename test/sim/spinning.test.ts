import { expect, it } from 'vitest';
import { plan } from '../../driver/pool/plan';
import { TimeStands, virtualClock } from '../support/virtualClock';
import { play } from './play';
import { draw } from './script';
import { ENDS } from './spinning';

it('a pool that plans again and again while no time passes is told, with what it plans', async () => {
  const { violations } = await play(draw(1), {
    planner(config, snapshot, now) {
      const made = plan(config, snapshot, now);
      const next = { inMs: 1e-10, subject: 'pool', reason: 'It is due soon.' };
      return snapshot.monotonic < 100_000.5 ? made : { ...made, next };
    },
  });
  expect(violations[0]?.rule).toBe(ENDS);
  expect(violations[0]?.what).toContain('It is due soon.');
});

it('time that stands still since one timer brings about the next is told, with who sets them', async () => {
  const clock = virtualClock(undefined, { mostAtOnce: 1000 });
  const spinOnTheSpot = () => void clock.timer(0, spinOnTheSpot);
  const goOn = () => void clock.timer(1, goOn);
  goOn();
  await clock.advance(5000);
  spinOnTheSpot();
  const said = await clock.advance(1).catch((error: unknown) => error);
  expect(said).toBeInstanceOf(TimeStands);
  expect(String(said)).toContain('spinOnTheSpot');
});
