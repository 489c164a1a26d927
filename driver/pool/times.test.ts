import { expect, it } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { aHost } from '../../test/support/poolModel';
import type { HostPhase } from '../model/hostPhases';
import { createTimes } from './times';

it('tells that a host has gone on once the time of that is noted, and not of one that it sees for the first time', async () => {
  const clock = fakeClock();
  const told: [HostPhase, number | undefined][] = [];
  const times = createTimes(clock, ({ id, phase }) => told.push([phase, times.since.get(id)?.phase]));
  const note = (phase: HostPhase) => times.note([aHost({ phase })], () => false);
  note('active');
  await clock.advance(1_000);
  note('active');
  expect(told).toEqual([]);
  note('draining');
  await clock.advance(1_000);
  note('draining');
  note('removing');
  const begun = clock.monotonic();
  expect(told).toEqual([
    ['draining', begun - 1_000],
    ['removing', begun],
  ]);
});
