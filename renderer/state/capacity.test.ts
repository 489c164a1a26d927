import { expect, test } from 'vitest';
import type { Host } from '../../driver/model/host';
import type { Instance } from '../../driver/model/instance';
import { capacityOf } from './capacity';

const host = (id: string, rest: Partial<Host>) =>
  ({ id, poolId: 'p', phase: 'active', slots: 4, ...rest }) as Host;
const instance = (id: string, rest: Partial<Instance>) =>
  ({ id, poolId: 'p', state: 'running', slots: 1, ...rest }) as Instance;
const byId = <T extends { id: string }>(...all: T[]) => Object.fromEntries(all.map(one => [one.id, one]));

test('slots are those of active hosts of the pool, less what live instances take', () => {
  const hosts = byId(host('a', {}), host('b', { phase: 'preparing' }), host('c', { poolId: 'other' }));
  const instances = byId(
    instance('1', { slots: 2 }),
    instance('2', { state: 'deleting' }),
    instance('3', { state: 'queueing' }),
    instance('4', { state: 'deleted' }),
    instance('5', { poolId: 'other' }),
  );
  expect(capacityOf({ hosts, instances }, 'p')).toEqual({ total: 4, used: 3, free: 1 });
});

test('a pool whose slots were lowered under what is taken has none free, not fewer', () => {
  const state = { hosts: byId(host('a', { slots: 1 })), instances: byId(instance('1', { slots: 3 })) };
  expect(capacityOf(state, 'p')).toEqual({ total: 1, used: 3, free: 0 });
});
