import { describe, expect, it } from 'vitest';
import {
  aContainer,
  aView,
  away,
  listed,
  MONOTONIC,
  NOW,
  running,
  seen,
  wanted,
} from '../../../test/support/poolModel';
import { sweepLeftovers } from './sweepLeftovers';

const ended = new Set(['a']);
const leftover = aContainer('a');

describe('a container with our mark', () => {
  it('goes when its instance has ended', () => {
    expect(wanted(sweepLeftovers(aView({ ended, ...listed(leftover) })))).toEqual(['sweep container c-a']);
  });

  it('goes when no record knows it, it does not run, and it is older than the grace time', () => {
    const old = aContainer('a', { state: 'created' });
    const young = aContainer('b', { state: 'created', created: NOW - 1000 });
    expect(wanted(sweepLeftovers(aView(listed(old, young))))).toEqual(['sweep container c-a']);
  });

  it('is removed by force only where its instance has ended: another may be starting right now', () => {
    const old = aContainer('b', { state: 'created' });
    const { actions } = sweepLeftovers(aView({ ended, ...listed(leftover, old) }));
    expect(actions).toMatchObject([
      { containerId: 'c-a', unlessItRuns: false },
      { containerId: 'c-b', unlessItRuns: true },
    ]);
  });

  it('stays while it belongs to an instance, or runs without a record', () => {
    const view = aView({ instances: [running({ id: 'a' })], ...listed(leftover, aContainer('b')) });
    expect(wanted(sweepLeftovers(view))).toEqual([]);
  });

  it('stays until it was seen twice, the second time after we last did anything about it', () => {
    const { last } = seen([leftover]);
    const once = { ended, listings: new Map([['host', { ...(last ? { last } : {}) }]]) };
    const touched = new Map([['a', MONOTONIC - 1000]]);
    expect(wanted(sweepLeftovers(aView(once)))).toEqual([]);
    expect(wanted(sweepLeftovers(aView({ ended, touched, ...listed(leftover) })))).toEqual([]);
  });

  it('stays while its host does not answer', () => {
    const listings = new Map([['host', away(seen([leftover]))]]);
    expect(wanted(sweepLeftovers(aView({ ended, listings })))).toEqual([]);
  });
});
