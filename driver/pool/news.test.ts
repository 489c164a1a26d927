import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aConfig,
  aContainer,
  aHost,
  anInstance,
  aSnapshot,
  away,
  MONOTONIC,
  manyHosts,
  NOW,
  running,
} from '../../test/support/poolModel';
import type { Host } from '../model/host';
import { hostPhaseNames } from '../model/hostPhases';
import { instanceStates, isLive } from '../model/instance';
import type { LeaseKnown } from './lease';
import { instancesOn } from './ledger';
import { isNews } from './news';
import { plan } from './plan';
import type { HostListing, Observed, Snapshot } from './snapshot';

const listing = (...containers: ReturnType<typeof aContainer>[]): HostListing => ({
  containers,
  foreignSlots: 0,
});
const seenAt = (begun: number, value: HostListing): Observed<HostListing> => ({
  last: { begun, ended: begun + 10, value },
});
/** What is known once the engine has answered with `value`. */
function answered({ last }: Observed<HostListing>, value: HostListing): Observed<HostListing> {
  const now = { begun: MONOTONIC - 20, ended: MONOTONIC - 10, value };
  return { last: now, ...(last ? { previous: last } : {}) };
}

describe('an answer of an engine', () => {
  const own = [running({ id: 'a' })];
  const host = aHost();
  const value = listing(aContainer('a'));
  const before = seenAt(MONOTONIC - 15_000, value);
  const known = { host, own, countsFrom: 0 };

  it('is no news where it says again what is recorded', () => {
    expect(isNews(before, answered(before, value), known)).toBe(false);
  });
  it('is news where it says something else, is the first, or comes after a silence', () => {
    expect(isNews(before, answered(before, listing()), known)).toBe(true);
    expect(isNews({}, answered({}, value), known)).toBe(true);
    expect(isNews(away(before), answered(before, value), known)).toBe(true);
    expect(isNews(before, away(before), known)).toBe(true);
  });
  it('is news where rules wait for a second one, or for one that counts', () => {
    const empty = listing();
    expect(isNews(seenAt(1, empty), answered(seenAt(1, empty), empty), known)).toBe(true);
    for (const phase of ['preparing', 'draining', 'removing'] as const) {
      expect(isNews(before, answered(before, value), { ...known, host: { phase } })).toBe(true);
    }
    expect(isNews(before, answered(before, value), { ...known, countsFrom: MONOTONIC - 10_000 })).toBe(true);
  });
  it('is no news where it is another silence', () => {
    expect(isNews(away(before), away(before), known)).toBe(false);
  });
});

const ids = ['a', 'b', 'c'];
const value = fc
  .array(fc.record({ id: fc.constantFrom(...ids, 'x'), state: fc.constantFrom('running', 'ended') }), {
    maxLength: 3,
  })
  .map(all => listing(...all.map(({ id, state }) => aContainer(id, { state: state as 'running' }))));
const instances = fc.array(
  fc.record({
    state: fc.constantFrom(...instanceStates.filter(state => isLive({ state })), 'running' as const),
    expiresAt: fc.integer({ min: -5_000, max: 500_000 }),
  }),
  { maxLength: 3 },
);
const hosts = fc.record({
  phase: fc.constantFrom(...hostPhaseNames.filter(name => name !== 'removed'), 'active' as const),
  failures: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
  wish: fc.constantFrom(undefined, undefined, 'drain' as const, 'remove' as const, 'replace' as const),
  isTakenBack: fc.boolean(),
  usedFor: fc.integer({ min: 0, max: 5 * 3_600_000 }),
});
const times = fc.record({
  begun: fc.integer({ min: 0, max: MONOTONIC - 100 }),
  trustFrom: fc.constantFrom(0, MONOTONIC - 300_000),
  anothersUntil: fc.constantFrom(undefined, MONOTONIC - 200_000),
  touched: fc.option(fc.integer({ min: 0, max: MONOTONIC }), { nil: undefined }),
});

it('what is no news changes no plan', () => {
  let quiet = 0;
  fc.assert(
    fc.property(
      value,
      instances,
      hosts,
      times,
      fc.boolean(),
      fc.boolean(),
      (shown, some, drawn, at, isMatched, shuts) => {
        const error = { kind: 'transient' as const, code: 'X', what: 'No.' };
        const host: Host = aHost({
          phase: drawn.phase,
          providerId: 'm-host',
          firstUsedAt: NOW - drawn.usedFor,
          ...(drawn.failures ? { failures: { count: drawn.failures, at: NOW - 1, error } } : {}),
          ...(drawn.wish ? { wish: { what: drawn.wish, at: NOW - 1 } } : {}),
          ...(drawn.isTakenBack ? { adoptedAt: NOW - 1 } : {}),
        });
        const own = some.map(({ state, expiresAt }, index) =>
          anInstance({
            id: ids[index] ?? '',
            createdAt: NOW - 100 + index,
            state,
            expiresAt: NOW + expiresAt,
            ...(state === 'queueing' ? {} : { hostId: 'host' }),
          }),
        );
        const there = own.filter(({ state }) => state === 'running').map(({ id }) => aContainer(id));
        const listed = isMatched ? listing(...there) : shown;
        const before = seenAt(at.begun, listed);
        const after = answered(before, listed);
        const { trustFrom, anothersUntil } = at;
        const countsFrom = Math.max(trustFrom, anothersUntil ?? 0);
        if (isNews(before, after, { host, own: instancesOn('host', own), countsFrom })) return;
        quiet += 1;
        const known: LeaseKnown = { heldAt: MONOTONIC, writesFrom: 0, settledFrom: 0, wanted: true };
        const made = (observed: Observed<HostListing>) => {
          const snapshot: Snapshot = aSnapshot({
            ...manyHosts([host], { listings: new Map([['host', observed]]) }),
            instances: own,
            trustFrom,
            touched: new Map(at.touched === undefined ? [] : [['a', at.touched]]),
            ...(anothersUntil === undefined ? {} : { lease: { ...known, anothersUntil } }),
          });
          return plan(aConfig({ DD_SHUTDOWN_MODE: shuts }), snapshot, NOW);
        };
        expect(made(after)).toEqual(made(before));
      },
    ),
    { numRuns: 2_000 },
  );
  expect(quiet).toBeGreaterThan(50);
});
