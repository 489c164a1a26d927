import { expect, it } from 'vitest';
import { aHost, aView, away, manyHosts, NOW, running, wanted } from '../../../test/support/poolModel';
import type { Host } from '../../model/host';
import { ENDS_IN_MS, obeyOrders } from './obeyOrders';

const host = (what: 'drain' | 'replace' | 'remove', phase: Host['phase'] = 'active') =>
  aHost({ phase, wish: { what, at: NOW } });
const instances = [running({ id: 'i' })];

it('drains a host that an admin wants empty, and leaves what runs there alone', () => {
  const ruling = obeyOrders(aView({ ...manyHosts([host('drain')]), instances }));
  expect(ruling.actions).toMatchObject([{ to: 'draining', changes: { leaving: 'admin' } }]);
  expect(wanted(obeyOrders(aView({ ...manyHosts([host('drain', 'draining')]), instances })))).toEqual([]);
});

it('removes a host with what is on it, also one that does not answer', () => {
  const ruling = obeyOrders(aView({ ...manyHosts([host('remove')]), instances }));
  expect(wanted(ruling)).toEqual(['moveHost host host', 'doom instance i']);
  expect(ruling.actions?.[1]).toMatchObject({ error: { code: 'HOST_REMOVED' } });
  const world = manyHosts([host('remove', 'draining')]);
  expect(wanted(obeyOrders(aView(world)))).toEqual([]);
  const listings = new Map([['host', away()]]);
  expect(obeyOrders(aView({ ...world, listings })).actions).toMatchObject([{ to: 'removing' }]);
});

it('waits for what is on a removed host to end, and then removes it with what does not', () => {
  const world = { ...manyHosts([host('remove', 'draining')]), instances };
  const early = obeyOrders(aView(world, {}, NOW + ENDS_IN_MS - 1));
  expect(early.actions?.filter(({ type }) => type === 'moveHost')).toEqual([]);
  expect(early.next).toMatchObject({ inMs: 1 });
  const late = obeyOrders(aView(world, {}, NOW + ENDS_IN_MS));
  expect(late.actions?.filter(({ type }) => type === 'moveHost')).toMatchObject([
    { from: 'draining', to: 'removing' },
  ]);
});

it('ends what is not ready yet', () => {
  expect(obeyOrders(aView(manyHosts([host('drain', 'preparing')]))).actions).toMatchObject([
    { to: 'removing' },
  ]);
});
