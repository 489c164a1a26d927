import { expect, it } from 'vitest';
import { aHost, aView, manyHosts } from '../../../test/support/poolModel';
import type { Host } from '../../model/host';
import { drainHosts } from './drainHosts';

it('drains hosts in shutdown mode, and takes that back when it is switched off', () => {
  expect(drainHosts(aView({}, { DD_SHUTDOWN_MODE: true })).actions).toMatchObject([{ to: 'draining' }]);
  expect(drainHosts(aView({ hosts: [aHost({ phase: 'draining' })] })).actions).toMatchObject([
    { to: 'active' },
  ]);
  expect(drainHosts(aView()).actions).toEqual([]);
});

it('ends what is not ready yet in shutdown mode, without preparing it', () => {
  for (const phase of ['spawning', 'spawned', 'preparing'] as const) {
    const ruling = drainHosts(aView({ hosts: [aHost({ phase })] }, { DD_SHUTDOWN_MODE: true }));
    expect(ruling.actions).toMatchObject([{ to: 'removing', changes: { leaving: 'shutdown' } }]);
  }
});

it('takes a host back whose reason to go is gone: an order withdrawn, a surplus that is needed, one a round', () => {
  const draining = (id: string, changes: Partial<Host>) => aHost({ id, phase: 'draining', ...changes });
  const back = (hosts: Host[], config = {}) => drainHosts(aView(manyHosts(hosts), config)).actions;
  expect(back([draining('a', { leaving: 'admin' })])).toMatchObject([{ to: 'active' }]);
  expect(back([draining('a', { leaving: 'admin', wish: { what: 'drain', at: 1 } })])).toEqual([]);
  expect(back([draining('a', { leaving: 'lifetime' }), draining('b', { leaving: 'errors' })])).toEqual([]);
  const surplus = [draining('a', { leaving: 'surplus' }), draining('b', { leaving: 'surplus' })];
  expect(back(surplus)).toMatchObject([{ hostId: 'a', to: 'active' }]);
  expect(back(surplus, { DD_FREE_SLOT_TARGET: 0 })).toEqual([]);
  expect(back([aHost({ id: 'c', slots: 1 }), ...surplus], { DD_MAX_HOSTS: 1 })).toEqual([]);
});
