import { expect, it } from 'vitest';
import { aHost, anInstance, aView, NOW, wanted } from '../../../test/support/poolModel';
import type { Action } from '../snapshot';
import { cancelLaunches } from './cancelLaunches';

const launch: Action = { type: 'launch', instanceId: 'a', hostId: 'host', reason: '' };
const inFlight = new Map([['instance a', launch]]);

it('cancels a launch under way whose instance is to go', () => {
  const instances = [anInstance({ id: 'a', state: 'deleting', hostId: 'host' })];
  expect(wanted(cancelLaunches(aView({ instances, inFlight })))).toEqual(['cancel instance a']);
});

it('cancels one on a host that goes with all that is on it', () => {
  const instances = [anInstance({ id: 'a', state: 'provisioning', hostId: 'host' })];
  const cancelled = (host: ReturnType<typeof aHost>) =>
    wanted(cancelLaunches(aView({ instances, inFlight, hosts: [host] })));
  const wish = { what: 'remove' as const, at: NOW };
  expect(cancelled(aHost({ wish }))).toEqual(['cancel instance a']);
  expect(cancelled(aHost({ phase: 'removing' }))).toEqual(['cancel instance a']);
  expect(cancelled(aHost({ phase: 'draining', wish: { what: 'drain', at: NOW } }))).toEqual([]);
});

it('leaves launches that are wanted, and removals, alone', () => {
  const instances = [anInstance({ id: 'a', state: 'provisioning', hostId: 'host' })];
  expect(wanted(cancelLaunches(aView({ instances, inFlight })))).toEqual([]);
  const remove: Action = { type: 'remove', instanceId: 'a', hostId: 'host', reason: '' };
  const deleting = [anInstance({ id: 'a', state: 'deleting', hostId: 'host' })];
  const view = aView({ instances: deleting, inFlight: new Map([['instance a', remove]]) });
  expect(wanted(cancelLaunches(view))).toEqual([]);
});
