import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { aHost, running } from '../../test/support/poolModel';
import { createActivity } from '../activity/activity';
import { type ProviderName, poolConfigSchema } from '../model/pool';
import { openStore, type Store } from '../store/store';
import { createHostOrders, type HostOrders } from './hostOrders';

const clock = fakeClock();
let folder: string;
let store: Store;
let orders: HostOrders;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'orders-'));
  store = openStore(folder, 0);
  orders = createHostOrders({
    store,
    clock,
    activity: createActivity({ store, clock, random: seededRandom() }),
  });
  pool('simulator');
  store.hosts.put('host', aHost({ slots: 6, flavor: 'standard.medium' }));
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

function pool(provider: ProviderName): void {
  const config = poolConfigSchema.parse({});
  store.pools.put('pool', {
    id: 'pool',
    name: 'DockerDriver',
    provider,
    engineUrl: 'x',
    config,
    createdAt: 0,
  });
}
const host = () => store.hosts.get('host');

it('notes what an admin wants of a host, and takes it back', () => {
  orders.order(['host'], 'replace');
  expect(host()?.wish).toMatchObject({ what: 'replace' });
  orders.cordon(['host'], true);
  expect(host()?.cordoned).toBeDefined();
  orders.withdraw(['host']);
  orders.cordon(['host'], false);
  expect(host()).not.toHaveProperty('wish');
  expect(host()).not.toHaveProperty('cordoned');
  expect(store.events.all().map(({ text }) => text)).toEqual([
    'The host "this machine" is to be replaced.',
    'The host "this machine" is cordoned: nothing is launched there.',
    'The host "this machine" is to stay.',
    'The host "this machine" is no longer cordoned.',
  ]);
});

it('does all of several or none', () => {
  expect(() => orders.order(['host', 'nowhere'], 'drain')).toThrow('This host does not exist any more.');
  expect(host()).not.toHaveProperty('wish');
});

it('refuses to end the one host of a pool that has just this machine', () => {
  pool('local');
  expect(() => orders.order(['host'], 'drain')).toThrow(
    'The pool "DockerDriver" has just the engine of this machine.',
  );
  orders.cordon(['host'], true);
  expect(host()?.cordoned).toBeDefined();
});

it('sets slots, not below what is in use, and gives back those of the flavor', () => {
  store.instances.put('i', running({ slots: 4 }));
  expect(() => orders.set('host', { slots: 3 })).toThrow('The host needs at least 4 slots.');
  expect(orders.set('host', { slots: 4, note: 'slow disk' })).toMatchObject({
    slots: 4,
    settings: { slots: 4, note: 'slow disk' },
  });
  expect(orders.set('host', { slots: null })).toMatchObject({
    slots: 6,
    settings: { slots: null, note: 'slow disk' },
  });
});

it('has an active host prepared again, also the one of a local pool, and none that is not active', () => {
  pool('local');
  orders.order(['host'], 'prepare');
  expect(host()?.wish).toMatchObject({ what: 'prepare' });
  store.hosts.put('host', aHost({ phase: 'draining' }));
  expect(() => orders.order(['host'], 'prepare')).toThrow('Only an active host can be prepared again.');
});
