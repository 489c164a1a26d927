import { expect, it } from 'vitest';
import { aHost, aView, away, wanted } from '../../../test/support/poolModel';
import { prepareHosts } from './prepareHosts';

it('moves a spawned host on once its engine answers', () => {
  const hosts = [aHost({ phase: 'spawned' })];
  expect(prepareHosts(aView({ hosts })).actions).toMatchObject([{ type: 'moveHost', to: 'preparing' }]);
  const silent = prepareHosts(aView({ hosts, listings: new Map([['host', away()]]) }));
  expect(wanted(silent)).toEqual([]);
  expect(silent.blocked?.[0]?.reason).toContain('Waiting for the engine');
});

it('prepares a host, and again when that was interrupted, but one at a time', () => {
  const hosts = [aHost({ phase: 'preparing' })];
  expect(wanted(prepareHosts(aView({ hosts })))).toEqual(['prepareHost host host']);
  const action = { type: 'prepareHost' as const, hostId: 'host', reason: '' };
  expect(wanted(prepareHosts(aView({ hosts, inFlight: new Map([['host host', action]]) })))).toEqual([]);
});

it('prepares an active host again at the word of an admin, once its engine answers', () => {
  const hosts = [aHost({ wish: { what: 'prepare', at: 1 } })];
  expect(prepareHosts(aView({ hosts })).actions).toMatchObject([
    { type: 'prepareHost', reason: 'An admin wants it prepared again.' },
  ]);
  expect(wanted(prepareHosts(aView({ hosts, listings: new Map([['host', away()]]) })))).toEqual([]);
  const draining = [aHost({ phase: 'draining', wish: { what: 'prepare', at: 1 } })];
  expect(wanted(prepareHosts(aView({ hosts: draining })))).toEqual([]);
});

it('prepares a machine whose engine is only there once it is prepared', () => {
  const listings = new Map([['host', away()]]);
  const view = (phase: 'spawned' | 'preparing') =>
    aView({ hosts: [aHost({ phase })], listings, preparesMachines: true });
  expect(prepareHosts(view('spawned')).actions).toMatchObject([{ type: 'moveHost', to: 'preparing' }]);
  expect(wanted(prepareHosts(view('preparing')))).toEqual(['prepareHost host host']);
});
