import { describe, expect, it } from 'vitest';
import {
  aHost,
  aView,
  away,
  itsMachine,
  MONOTONIC,
  manyHosts,
  NOW,
  running,
  wanted,
} from '../../../test/support/poolModel';
import type { Machine } from '../../providers';
import { LATE_MS } from '../lease';
import { hostSubject, type Snapshot } from '../snapshot';
import { adoptHosts } from './adoptHosts';
import { growPool } from './growPool';
import { loseInstances } from './loseInstances';
import { removeHosts } from './removeHosts';

const listing = (...value: Machine[]) => ({ last: { begun: MONOTONIC - 100, ended: MONOTONIC - 50, value } });
const world = (changes: Partial<Snapshot>) => aView(manyHosts([], changes));
const adopt = (...ids: string[]) => ids.map(id => `adoptHost ${hostSubject(id)}`);

describe('hosts that were on their way when the pool was of another', () => {
  const hosts = [
    aHost({ id: 'coming', phase: 'spawned' }),
    aHost({ id: 'active' }),
    aHost({ id: 'adopted', phase: 'preparing', adoptedAt: 1 }),
  ];
  const lease = { heldAt: MONOTONIC, writesFrom: 0, wanted: true };
  const world = (settledFrom: number) => aView(manyHosts(hosts, { lease: { ...lease, settledFrom } }));

  it('count as taken back: that one may have used them', () => {
    const { actions } = adoptHosts(world(MONOTONIC + 1));
    expect(actions).toMatchObject([{ type: 'noteHost', hostId: 'coming', changes: { adoptedAt: NOW } }]);
  });

  it('are none once all of before has come: those were asked for by us', () => {
    expect(wanted(adoptHosts(world(MONOTONIC)))).toEqual([]);
    expect(wanted(adoptHosts(aView(manyHosts(hosts))))).toEqual([]);
  });
});

describe('hosts that were to be removed when the pool was of another', () => {
  const host = aHost({ id: 'host', phase: 'removing', providerId: 'm-host' });
  const lease = { heldAt: MONOTONIC, writesFrom: 0, wanted: true };
  const world = (phaseBegan: number, anothersUntil?: number, one = host) =>
    aView(
      manyHosts([one], {
        lease: { ...lease, settledFrom: MONOTONIC, ...(anothersUntil ? { anothersUntil } : {}) },
        since: new Map([['host', { phase: phaseBegan }]]),
        listings: new Map([['host', { last: { begun: MONOTONIC, ended: MONOTONIC, value: nothing } }]]),
      }),
    );
  const nothing = { containers: [], foreignSlots: 0 };
  const claimedAt = MONOTONIC - LATE_MS / 2;

  it('begin again, and neither they nor what is on them is given up before', () => {
    const view = { ...world(claimedAt - 1, claimedAt), instances: [running()] };
    expect(adoptHosts(view).actions).toMatchObject([
      { type: 'moveHost', to: 'spawning', changes: { adoptedAt: NOW } },
    ]);
    expect(wanted(removeHosts(view))).toEqual([]);
    expect(wanted(loseInstances(view))).toEqual([]);
  });

  it('are none where that was decided since, where nobody else had the pool, or an admin wants them gone', () => {
    const wish = { what: 'remove' as const, at: NOW };
    const others = [
      world(claimedAt, claimedAt),
      world(claimedAt - 1),
      world(claimedAt - 1, claimedAt, { ...host, wish }),
    ];
    for (const view of others) {
      expect(wanted(adoptHosts(view))).toEqual([]);
      expect(wanted(removeHosts(view))).toEqual(['destroyHost host host']);
    }
  });
});

describe('machines without a record', () => {
  it('are taken back where they serve or are about to, one for each host', () => {
    const machines = listing(
      itsMachine('a'),
      itsMachine('b', { state: 'building' }),
      itsMachine('c', { state: 'failed' }),
      itsMachine('a', { providerId: 'second' }),
    );
    expect(wanted(adoptHosts(world({ machines })))).toEqual(adopt('a', 'b'));
  });

  it('are left alone where they are of another controller, or their removal is recorded', () => {
    const machines = listing(itsMachine('a', { controllerId: 'other' }), itsMachine('b'));
    const removed = new Map([['b', aHost({ id: 'b', phase: 'removed' })]]);
    expect(wanted(adoptHosts(world({ machines, removed })))).toEqual([]);
    const ours = new Set(['controller', 'other']);
    expect(wanted(adoptHosts(world({ machines, ours, removed })))).toEqual(adopt('a'));
  });

  it('are left alone on an answer that may not be relied on', () => {
    const machines = listing(itsMachine('a'));
    expect(wanted(adoptHosts(world({ machines, trustFrom: MONOTONIC })))).toEqual([]);
    const { failure } = away();
    expect(wanted(adoptHosts(world({ machines: { ...machines, ...(failure ? { failure } : {}) } })))).toEqual(
      [],
    );
  });

  it('keep others from being asked for in their place', () => {
    const machines = listing(itsMachine('a'));
    expect(wanted(growPool(world({ machines })))).toEqual([]);
    expect(wanted(growPool(world({ machines: listing() })))).not.toEqual([]);
  });

  it('have a record as hosts', () => {
    expect(wanted(adoptHosts(aView(manyHosts([aHost({ id: 'a' })]))))).toEqual([]);
  });
});
