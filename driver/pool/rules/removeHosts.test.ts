import { describe, expect, it } from 'vitest';
import {
  aContainer,
  aHost,
  aView,
  away,
  listed,
  MONOTONIC,
  manyHosts,
  running,
  seen,
  wanted,
} from '../../../test/support/poolModel';
import type { PoolConfig } from '../../model/pool';
import type { HostListing, Observed, Snapshot } from '../snapshot';
import { removeHosts } from './removeHosts';

const hosts = [aHost({ phase: 'draining' })];
const nothing: HostListing = { containers: [], foreignSlots: 0 };

describe('a draining host', () => {
  it('goes when two listings in a row show that it is empty', () => {
    expect(removeHosts(aView({ hosts })).actions).toMatchObject([{ type: 'moveHost', to: 'removing' }]);
  });

  it('stays while an instance is on it, or a container of ours', () => {
    const busy = removeHosts(aView({ hosts, instances: [running()] }));
    expect(wanted(busy)).toEqual([]);
    expect(busy.blocked?.[0]?.reason).toContain('1 instance on it');
    expect(wanted(removeHosts(aView({ hosts, ...listed(aContainer('x')) })))).toEqual([]);
  });

  it('stays while something of another Rockpool runs on it', () => {
    const value = { containers: [], foreignSlots: 1 };
    const one = { begun: MONOTONIC - 10, ended: MONOTONIC - 10, value };
    const ruling = removeHosts(aView({ hosts, listings: new Map([['host', { last: one, previous: one }]]) }));
    expect(wanted(ruling)).toEqual([]);
    expect(ruling.blocked?.[0]?.reason).toContain('another Rockpool');
  });

  it('stays while it does not answer, or was not seen since the clock jumped', () => {
    expect(wanted(removeHosts(aView({ hosts, listings: new Map([['host', away(seen([]))]]) })))).toEqual([]);
    expect(wanted(removeHosts(aView({ hosts, trustFrom: MONOTONIC })))).toEqual([]);
  });

  it('stays until its engine was asked once more since it takes nothing more', () => {
    const since = new Map([['host', { phase: MONOTONIC - 1_000 }]]);
    const ruling = removeHosts(aView({ hosts, since }));
    expect(wanted(ruling)).toEqual([]);
    expect(ruling.blocked?.[0]?.reason).toBe('Its engine is asked once more.');
  });
});

describe('a host that is to be removed', () => {
  const history = [
    { phase: 'active' as const, at: 0, reason: '' },
    { phase: 'draining' as const, at: 0, reason: '' },
    { phase: 'removing' as const, at: 0, reason: '' },
  ];
  const leaving = aHost({ phase: 'removing', providerId: 'm-host', history });
  const decidedAt = (at: number) => ({ since: new Map([['host', { phase: at }]]) });
  /** It was decided before the last listing began. */
  const before = decidedAt(MONOTONIC - 6_000);
  const rule = (changes: Partial<Snapshot> = {}, host = leaving, config: Partial<PoolConfig> = {}) =>
    removeHosts(aView(manyHosts([host], { ...before, ...changes }), config));
  const listings = (listing: Observed<HostListing>) => ({ listings: new Map([['host', listing]]) });
  const ended = ['destroyHost host host'];

  it('is given back to its provider once its engine has shown that it is still empty', () => {
    expect(wanted(rule())).toEqual(ended);
    const tooEarly = rule(decidedAt(MONOTONIC - 4_000));
    expect(wanted(tooEarly)).toEqual([]);
    expect(tooEarly.blocked?.[0]?.reason).toBe('Its engine is asked once more.');
    expect(wanted(rule(listings({})))).toEqual([]);
  });

  it('stays with what was started there meanwhile, by others or by whoever it was', () => {
    const foreign = rule(listings(seen([], 1)));
    expect(wanted(foreign)).toEqual([]);
    expect(foreign.blocked?.[0]?.reason).toContain('another Rockpool');
    expect(wanted(rule(listings(seen([aContainer('x')]))))).toEqual([]);
    expect(wanted(rule({ instances: [running()] }))).toEqual([]);
  });

  it('is looked at before each try', () => {
    expect(wanted(rule({ touched: new Map([['host', MONOTONIC - 5_500]]) }))).toEqual(ended);
    const touched = new Map([['host', MONOTONIC - 5_000]]);
    const later = { ...seen([]), last: { begun: MONOTONIC - 5_001, ended: MONOTONIC, value: nothing } };
    expect(wanted(rule({ touched, ...listings(later) }))).toEqual([]);
  });

  it('goes with all that is on it where it is lost, never became ready, or an admin wants that', () => {
    const full = listings(seen([], 1));
    for (const changes of [
      { leaving: 'lost' as const },
      { leaving: 'failed' as const },
      { wish: { what: 'remove' as const, at: 0 } },
    ])
      expect(wanted(rule(full, { ...leaving, ...changes }))).toEqual(ended);
  });

  it('is waited for while it does not answer, until it counts as lost', () => {
    const since = (ms: number) => {
      const error = { kind: 'transient' as const, code: 'ENGINE_UNREACHABLE', what: 'It does not answer.' };
      const failure = { begun: MONOTONIC - ms, ended: MONOTONIC, error };
      return { ...decidedAt(MONOTONIC - ms - 1), ...listings({ ...seen([]), failure }) };
    };
    const silent = rule(since(60_000), leaving, { DD_HOST_LOST_AFTER: '2m' });
    expect(wanted(silent)).toEqual([]);
    expect(silent.blocked?.[0]?.reason).toContain('does not answer');
    expect(silent.next?.inMs).toBe(60_000);
    expect(wanted(rule(since(120_000), leaving, { DD_HOST_LOST_AFTER: '2m' }))).toEqual(ended);
    expect(rule(since(3_600_000), leaving, { DD_HOST_LOST_AFTER: '0m' }).next).toBeUndefined();
  });

  it('is not waited for once its end is under way, or where the provider does not list it', () => {
    const silent = listings(away(seen([])));
    expect(wanted(rule(silent))).toEqual([]);
    expect(wanted(rule({ ...silent, touched: new Map([['host', MONOTONIC - 5_500]]) }))).toEqual(ended);
    const none = { begun: MONOTONIC - 5_000, ended: MONOTONIC - 4_900, value: [] };
    expect(wanted(rule({ ...silent, machines: { last: none } }))).toEqual(ended);
  });

  it('is not waited for where its engine has never answered: nothing was launched there', () => {
    const young = aHost({ phase: 'removing', providerId: 'm-host', history: history.slice(2) });
    expect(wanted(rule(listings(away()), young))).toEqual(ended);
  });

  it('goes without a look where it is the only one that its pool can have', () => {
    expect(wanted(removeHosts(aView({ hosts: [leaving], ...listings({}) })))).toEqual(ended);
  });
});
