import { describe, expect, it } from 'vitest';
import {
  aContainer,
  aView,
  away,
  MONOTONIC,
  NOW,
  running,
  seen,
  wanted,
} from '../../../test/support/poolModel';
import { expireInstances } from './expireInstances';

const over = running({ id: 'a', expiresAt: NOW - 1 });

describe('an instance', () => {
  it('ends when its time is over, and says so', () => {
    const ruling = expireInstances(aView({ instances: [over] }));
    expect(wanted(ruling)).toEqual(['end instance a']);
    expect(ruling.actions?.[0]?.reason).toContain('life-time 1h');
  });

  it('says when its time will be over', () => {
    const instances = [
      running({ id: 'a', expiresAt: NOW + 5000 }),
      running({ id: 'b', expiresAt: NOW + 900 }),
    ];
    expect(expireInstances(aView({ instances }))).toMatchObject({ actions: [], next: { inMs: 900 } });
  });

  it('without an end runs for ever', () => {
    const { expiresAt: _, ...forEver } = running({ lifetimeMs: 0 });
    expect(expireInstances(aView({ instances: [forEver] }))).toEqual({ actions: [], next: undefined });
  });

  it('is not ended on a host that does not answer', () => {
    const listings = new Map([['host', away(seen([aContainer('a')]))]]);
    expect(wanted(expireInstances(aView({ instances: [over], listings })))).toEqual([]);
  });

  it('is not ended after a jump of the clock before its host was seen again', () => {
    const view = aView({ instances: [over], trustFrom: MONOTONIC - 1000 });
    expect(wanted(expireInstances(view))).toEqual([]);
  });
});
