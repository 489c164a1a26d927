import { expect, test } from 'vitest';
import { emptyState, type State } from '../driver/model/state';
import { aConfig, aHost, anInstance } from '../test/support/poolModel';
import { atStake, leftBehind } from './atStake';

function state(provider: 'local' | 'simulator' | 'openstack', costPerHour?: number): State {
  const hosts = {
    a: aHost({ id: 'a' }),
    b: aHost({ id: 'b' }),
    gone: aHost({ id: 'gone', phase: 'removed' }),
  };
  const plan = { id: 'pool', costPerHour };
  return {
    ...emptyState(),
    pools: {
      pool: { id: 'pool', name: 'DockerDriver', provider, engineUrl: '', config: aConfig(), createdAt: 1 },
    },
    hosts,
    instances: { i: anInstance(), over: anInstance({ id: 'over', state: 'deleted' }) },
    plans: { pool: plan },
  } as unknown as State;
}

test('hosts that were asked for are at stake, with their pools and their cost where it is known', () => {
  expect(atStake(state('simulator'))).toEqual({
    live: 1,
    hosts: 2,
    pools: [{ id: 'pool', name: 'DockerDriver' }],
    simulated: true,
  });
  expect(atStake(state('simulator', 0.25))).toMatchObject({ costPerHour: 0.25 });
});

test('what the cost leaves out is told with it', () => {
  expect(atStake(state('openstack', 0.25))).toMatchObject({ notCounted: 'volumes not counted' });
  expect(atStake(state('openstack'))).not.toHaveProperty('notCounted');
  expect(atStake(state('simulator', 0.25))).not.toHaveProperty('notCounted');
});

test('the engine of this machine is not: it was there before', () => {
  expect(atStake(state('local'))).toEqual({ live: 1, hosts: 0, pools: [], simulated: false });
  expect(leftBehind(atStake(state('local')))).toBeUndefined();
});

test('a terminal is told what goes on and how to give it back', () => {
  expect(leftBehind(atStake(state('openstack')))).toBe(
    'Left running: 2 hosts (DockerDriver). They cost until Rockpool is started again, and until then nobody ends the instance when its time is over. To give everything back, start it with --shut-down.',
  );
});

test('what is simulated costs nothing, and nobody needs to give it back', () => {
  expect(leftBehind(atStake(state('simulator')))).toBe(
    'Left for the next start: 2 simulated hosts (DockerDriver). They cost nothing.',
  );
});
