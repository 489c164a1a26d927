import { expect, it } from 'vitest';
import { anInstance, aView, NOW, running, wanted } from '../../../test/support/poolModel';
import { endForShutdown } from './endForShutdown';

it('ends what runs and what begins when the time has come, seen or not, and never what ends already', () => {
  const instances = [
    running({ id: 'a' }),
    running({ id: 'far', hostId: 'unseen', unknown: true }),
    anInstance({ id: 'starting', state: 'provisioning', hostId: 'host' }),
    running({ id: 'going', state: 'deleting' }),
    anInstance({ id: 'queued' }),
  ];
  expect(wanted(endForShutdown(aView({ instances, shutdown: { endsAt: NOW } })))).toEqual([
    'end instance a',
    'end instance far',
    'end instance starting',
  ]);
});

it('ends a launch that is under way', () => {
  const instances = [anInstance({ id: 'a', state: 'provisioning', hostId: 'host' })];
  const launch = { type: 'launch', instanceId: 'a', hostId: 'host', reason: '' } as const;
  const view = aView({
    instances,
    inFlight: new Map([['instance a', launch]]),
    shutdown: { endsAt: NOW },
  });
  expect(wanted(endForShutdown(view))).toEqual(['end instance a']);
});

it('waits for the time, and says how long', () => {
  const view = aView({ instances: [running()], shutdown: { endsAt: NOW + 5_000 } });
  expect(endForShutdown(view)).toMatchObject({ next: { inMs: 5_000 } });
});

it('ends nothing where the pool only waits, or is not shut down', () => {
  const instances = [running()];
  expect(endForShutdown(aView({ instances, shutdown: {} }))).toEqual({});
  expect(endForShutdown(aView({ instances }))).toEqual({});
});
