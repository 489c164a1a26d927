import { expect, it } from 'vitest';
import { aView, NOW, running, wanted } from '../../../test/support/poolModel';
import { bringForward } from './bringForward';

const endsAt = NOW + 60_000;

it('sets the end of what would run longer than the pool, also of what has no end', () => {
  const instances = [
    running({ id: 'long' }),
    running({ id: 'ever', expiresAt: undefined }),
    running({ id: 'short', expiresAt: NOW + 1_000 }),
  ];
  expect(wanted(bringForward(aView({ instances, shutdown: { endsAt } })))).toEqual([
    'setEnd instance long',
    'setEnd instance ever',
  ]);
});

it('does it once', () => {
  const instances = [running({ expiresAt: endsAt, broughtForward: { from: null } })];
  expect(wanted(bringForward(aView({ instances, shutdown: { endsAt } })))).toEqual([]);
});

it('gives its own end back to what was brought forward when the pool is not shut down any more', () => {
  const instances = [running({ expiresAt: endsAt, broughtForward: { from: NOW + 500_000 } })];
  const { actions } = bringForward(aView({ instances }));
  expect(actions).toMatchObject([{ type: 'setEnd', instanceId: 'instance', endsAt: undefined }]);
});

it('leaves what is to go alone, and what the pool only waits for', () => {
  const instances = [running({ id: 'a', state: 'deleting' }), running({ id: 'b' })];
  expect(wanted(bringForward(aView({ instances, shutdown: {} })))).toEqual([]);
});

it('takes many in several rounds, the next at once', () => {
  const instances = Array.from({ length: 450 }, (_, number) => running({ id: `i${number}` }));
  const { actions, next } = bringForward(aView({ instances, shutdown: { endsAt } }));
  expect(actions).toHaveLength(200);
  expect(next?.inMs).toBe(0);
});
