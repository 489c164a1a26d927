import { describe, expect, it } from 'vitest';
import {
  aHost,
  aView,
  away,
  MONOTONIC,
  manyHosts,
  NOW,
  oneHost,
  running,
  seen,
  wanted,
} from '../../../test/support/poolModel';
import { loseHosts } from './loseHosts';

const MINUTE_MS = 60_000;
const silentFor = (ms: number) => {
  const at = { begun: MONOTONIC - ms, ended: MONOTONIC - ms, value: { containers: [], foreignSlots: 0 } };
  return away({ ...seen([]), last: at });
};
const hosts = ['a', 'b', 'c'].map(id => oneHost(id));
const world = (silent: Record<string, number>, changes = {}) => {
  const base = manyHosts(hosts);
  const listings = new Map(base.listings);
  for (const [id, ms] of Object.entries(silent)) listings.set(id, silentFor(ms));
  return { ...base, listings, instances: [running({ id: 'i', hostId: 'a' })], ...changes };
};

/** Two complete listings without these. */
const without = (...ids: string[]) => {
  const { machines } = manyHosts(hosts.filter(({ id }) => !ids.includes(id)));
  return { machines };
};

describe('a host that does not answer', () => {
  it('is kept for DD_HOST_LOST_AFTER, then given up with what is on it', () => {
    const early = loseHosts(aView(world({ a: 9 * MINUTE_MS }), { DD_HOST_LOST_AFTER: '10m' }));
    expect(wanted(early)).toEqual([]);
    expect(early.blocked?.[0]?.reason).toBe('It has not answered for 9m. It counts as lost in 1m.');
    expect(early.next?.inMs).toBe(MINUTE_MS);
    const late = loseHosts(aView(world({ a: 10 * MINUTE_MS }), { DD_HOST_LOST_AFTER: '10m' }));
    expect(wanted(late)).toEqual(['doom instance i', 'moveHost host a']);
    expect(late.actions).toMatchObject([{ error: { code: 'HOST_LOST' } }, { to: 'draining' }]);
  });

  it('the same goes for one that begins again, whose engine is known from before', () => {
    const [a, ...others] = hosts;
    const again = [{ ...aHost(a), phase: 'spawning' as const, adoptedAt: NOW }, ...others];
    const ruling = loseHosts(
      aView(world({ a: 10 * MINUTE_MS }, { hosts: again }), { DD_HOST_LOST_AFTER: '10m' }),
    );
    expect(wanted(ruling)).toEqual(['doom instance i', 'moveHost host a']);
  });

  it('is kept while anything comes back from its engine, though that can not be listed', () => {
    const silent = world({ a: 10 * MINUTE_MS });
    const heardBefore = (ms: number) =>
      loseHosts(aView({ ...silent, heard: new Map([['a', MONOTONIC - ms]]) }, { DD_HOST_LOST_AFTER: '10m' }));
    expect(wanted(heardBefore(4 * MINUTE_MS))).toEqual([]);
    expect(heardBefore(4 * MINUTE_MS).blocked?.[0]?.reason).toBe(
      'It has not answered for 4m. It counts as lost in 6m.',
    );
    expect(wanted(heardBefore(10 * MINUTE_MS))).toEqual(['doom instance i', 'moveHost host a']);
  });

  it('is kept for good where DD_HOST_LOST_AFTER is 0m', () => {
    const ruling = loseHosts(aView(world({ a: 999 * MINUTE_MS }), { DD_HOST_LOST_AFTER: '0m' }));
    expect(wanted(ruling)).toEqual([]);
    expect(ruling.blocked?.[0]?.reason).toContain('remove it if you know that it is lost');
  });

  it('counts only from when we looked again, and from when many were ill at once', () => {
    expect(
      wanted(
        loseHosts(
          aView(world({ a: 99 * MINUTE_MS }, { trustFrom: MONOTONIC - 1 }), { DD_HOST_LOST_AFTER: '10m' }),
        ),
      ),
    ).toEqual([]);
    expect(
      wanted(
        loseHosts(
          aView(world({ a: 99 * MINUTE_MS }, { frozenAt: MONOTONIC - 1 }), { DD_HOST_LOST_AFTER: '10m' }),
        ),
      ),
    ).toEqual([]);
  });

  it('is kept while many are ill, with one banner', () => {
    const ruling = loseHosts(
      aView(world({ a: 15 * MINUTE_MS, b: 15 * MINUTE_MS }), { DD_HOST_LOST_AFTER: '10m' }),
    );
    expect(wanted(ruling)).toEqual([]);
    expect(ruling.blocked?.filter(({ banner }) => banner)).toMatchObject([
      {
        subject: 'pool',
        banner: { code: 'MANY_HOSTS_ILL', what: '2 of 3 hosts do not answer or are missing at once.' },
      },
    ]);
  });
});

describe('a host whose machine the provider does not list', () => {
  it('is given up at once: seen twice to be missing, and after it was there', () => {
    expect(wanted(loseHosts(aView(world({}, without('a')))))).toEqual(['doom instance i', 'moveHost host a']);
    const { machines } = without('a');
    const once = { last: machines?.last, previous: manyHosts(hosts).machines?.previous };
    expect(wanted(loseHosts(aView(world({}, { machines: once }))))).toEqual([]);
    expect(
      wanted(loseHosts(aView(world({}, { ...without('a'), touched: new Map([['a', MONOTONIC]]) })))),
    ).toEqual([]);
  });

  it('is given up as well where the wall clock was set back since it was made', () => {
    const now = NOW - 7_200_000;
    expect(wanted(loseHosts(aView(world({}, without('a')), {}, now)))).toEqual([
      'doom instance i',
      'moveHost host a',
    ]);
  });

  it('is not given up on an answer that failed, nor before the clock jumped, nor with many others', () => {
    const failure = {
      begun: MONOTONIC,
      ended: MONOTONIC,
      error: { kind: 'transient' as const, code: 'X', what: '' },
    };
    const failed = { ...without('a').machines, failure };
    expect(wanted(loseHosts(aView(world({}, { machines: failed }))))).toEqual([]);
    expect(wanted(loseHosts(aView(world({}, { ...without('a'), trustFrom: MONOTONIC }))))).toEqual([]);
    expect(wanted(loseHosts(aView(world({}, without('a', 'b')))))).toEqual([]);
  });
});
