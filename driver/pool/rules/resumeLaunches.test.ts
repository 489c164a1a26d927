import { describe, expect, it } from 'vitest';
import {
  aContainer,
  aHost,
  anInstance,
  aView,
  away,
  listed,
  MONOTONIC,
  NOW,
  wanted,
} from '../../../test/support/poolModel';
import type { Action } from '../snapshot';
import { resumeLaunches } from './resumeLaunches';

const instances = [anInstance({ id: 'a', state: 'provisioning', hostId: 'host' })];
const error = { kind: 'transient' as const, code: 'ENGINE_TIMEOUT', what: 'It took too long.' };

describe('a launch that was interrupted', () => {
  it('goes on where it was', () => {
    expect(wanted(resumeLaunches(aView({ instances })))).toEqual(['resume instance a']);
  });

  it('does not go on where its host goes with all that is on it: that says what becomes of it', () => {
    const wish = { what: 'remove' as const, at: NOW };
    for (const host of [aHost({ wish }), aHost({ phase: 'removing', leaving: 'lost' })])
      expect(wanted(resumeLaunches(aView({ instances, hosts: [host] })))).toEqual([]);
    const empties = aHost({ phase: 'draining', wish: { what: 'drain', at: NOW } });
    expect(wanted(resumeLaunches(aView({ instances, hosts: [empties] })))).toEqual(['resume instance a']);
  });

  it('is left alone while it is under way', () => {
    const launch: Action = { type: 'launch', instanceId: 'a', hostId: 'host', reason: '' };
    const view = aView({ instances, inFlight: new Map([['instance a', launch]]) });
    expect(wanted(resumeLaunches(view))).toEqual([]);
  });

  it('waits while its host does not answer, and says so', () => {
    const ruling = resumeLaunches(aView({ instances, listings: new Map([['host', away()]]) }));
    expect(wanted(ruling)).toEqual([]);
    expect(ruling.blocked?.[0]?.reason).toBe('Waiting for this machine to answer again.');
  });

  it('has failed where another Rockpool had the pool since and has filled its host', () => {
    const lease = { heldAt: MONOTONIC, writesFrom: 0, settledFrom: 0, wanted: true };
    const two = ['a', 'b'].map(id => anInstance({ id, state: 'provisioning', hostId: 'host' }));
    const world = (slots: number, anothersUntil: number | undefined, own = aContainer('x', { slots })) =>
      aView({
        instances: two,
        lease: { ...lease, ...(anothersUntil === undefined ? {} : { anothersUntil }) },
        ...listed(own),
      });
    expect(wanted(resumeLaunches(world(8, undefined)))).toEqual(['resume instance a', 'resume instance b']);
    expect(wanted(resumeLaunches(world(6, 1)))).toEqual(['resume instance a', 'resume instance b']);
    expect(wanted(resumeLaunches(world(7, 1)))).toEqual(['doom instance a', 'resume instance b']);
    expect(wanted(resumeLaunches(world(7, MONOTONIC)))).toEqual([]);
    expect(wanted(resumeLaunches(world(8, 1, aContainer('a', { slots: 8 }))))).toEqual([
      'resume instance a',
      'resume instance b',
    ]);
  });

  it('waits after trouble, and is given up in the end', () => {
    const trouble = (failures: number) =>
      new Map([['instance a', { failures, error, retryAt: MONOTONIC + 1 }]]);
    expect(wanted(resumeLaunches(aView({ instances, troubles: trouble(1) })))).toEqual([]);
    const { actions } = resumeLaunches(aView({ instances, troubles: trouble(4) }));
    expect(actions).toMatchObject([{ type: 'doom', instanceId: 'a', error }]);
  });
});
