import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aConfig,
  aContainer,
  aHost,
  anInstance,
  aSnapshot,
  away,
  listed,
  MONOTONIC,
  NOW,
  running,
  seen,
} from '../../test/support/poolModel';
import { hostPhaseNames } from '../model/hostPhases';
import { instanceStates, isLive } from '../model/instance';
import { slotsFree, slotsTaken } from './ledger';
import { plan } from './plan';
import { type Action, type Snapshot, subjectOf } from './snapshot';

const error = { kind: 'permanent' as const, code: 'X', what: 'No.' };
const config = fc.boolean().map(DD_SHUTDOWN_MODE => aConfig({ DD_SHUTDOWN_MODE }));

const hostIds = ['h1', 'h2', 'h3'];
const hosts = fc
  .record({
    phase: fc.constantFrom(...hostPhaseNames.filter(name => name !== 'removed')),
    slots: fc.integer({ min: 0, max: 12 }),
  })
  .chain(one => fc.tuple(fc.constant(one), fc.integer({ min: 0, max: 3 })))
  .map(([one, count]) => hostIds.slice(0, count).map(id => aHost({ id, name: id, ...one })));

const instances = fc
  .array(
    fc.record({
      state: fc.constantFrom(...instanceStates.filter(state => isLive({ state }))),
      slots: fc.integer({ min: 1, max: 4 }),
      hostId: fc.constantFrom(...hostIds),
      expiresAt: fc.integer({ min: -5000, max: 5000 }).map(offset => NOW + offset),
      failed: fc.integer({ min: 0, max: 5 }).map(number => number === 0),
    }),
    { maxLength: 12 },
  )
  .map(all =>
    all.map(({ hostId, failed, ...rest }, i) =>
      anInstance({
        id: `i${i}`,
        createdAt: NOW - 100 + i,
        ...rest,
        ...(rest.state === 'queueing' ? {} : { hostId }),
        ...(failed ? { error } : {}),
      }),
    ),
  );

const listing = fc
  .record({
    containers: fc.array(
      fc.record({
        instance: fc.integer({ min: 0, max: 15 }).map(number => `i${number}`),
        slots: fc.integer({ min: 1, max: 4 }),
        state: fc.constantFrom('created' as const, 'running' as const, 'ended' as const),
      }),
      { maxLength: 8 },
    ),
    foreign: fc.integer({ min: 0, max: 3 }),
    answers: fc.boolean(),
    twice: fc.boolean(),
  })
  .map(({ containers, foreign, answers, twice }) => {
    const { last, previous } = seen(
      containers.map(({ instance, ...rest }) => aContainer(instance, rest)),
      foreign,
    );
    const observed = { ...(last ? { last } : {}), ...(twice && previous ? { previous } : {}) };
    return answers ? observed : away(observed);
  });

const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    hosts,
    instances,
    listings: fc.tuple(listing, listing, listing),
    ended: fc.subarray(['i12', 'i13', 'i14', 'i15']),
    busy: fc.subarray(['i0', 'i1', 'i2']),
    trustFrom: fc.constantFrom(0, MONOTONIC - 1000),
    troubled: fc.subarray(['i3', 'i4']),
  })
  .map(({ listings, ended, busy, troubled, ...rest }) =>
    aSnapshot({
      ...rest,
      listings: new Map(hostIds.map((id, i) => [id, listings[i] ?? {}])),
      ended: new Set(ended),
      inFlight: new Map(
        busy.map(id => [
          `instance ${id}`,
          { type: 'launch', instanceId: id, hostId: 'h1', reason: 'test' } satisfies Action,
        ]),
      ),
      troubles: new Map(
        troubled.map(id => [`instance ${id}`, { failures: 1, retryAt: MONOTONIC + 700, error }]),
      ),
    }),
  );

const any = (check: (snapshot: Snapshot, made: ReturnType<typeof plan>) => void) =>
  fc.assert(
    fc.property(config, snapshots, (shutdown, snapshot) => check(snapshot, plan(shutdown, snapshot, NOW))),
    { numRuns: 300 },
  );

describe('a plan, whatever it is made from,', () => {
  it('never gives away more slots than a host has free', () => {
    any((snapshot, { actions }) => {
      for (const host of snapshot.hosts) {
        const given = actions
          .filter(action => action.type === 'launch' && action.hostId === host.id)
          .map(action =>
            snapshot.instances.find(({ id }) => 'instanceId' in action && id === action.instanceId),
          )
          .reduce((sum, instance) => sum + (instance?.slots ?? 0), 0);
        expect(given).toBeLessThanOrEqual(slotsFree(host, snapshot));
      }
    });
  });

  it('gives a reason for each action and for all that waits', () => {
    any((_, { actions, blocked }) => {
      for (const { reason } of [...actions, ...blocked]) expect(reason).toMatch(/^.{8,}$/);
    });
  });

  it('destroys nothing on a host that was active and does not answer', () => {
    any((snapshot, { actions }) => {
      for (const action of actions) {
        const hostId = hostOf(action, snapshot);
        const phase = snapshot.hosts.find(({ id }) => id === hostId)?.phase ?? 'active';
        if (!hostId || !destroys(action) || !['active', 'draining'].includes(phase)) continue;
        expect(snapshot.listings.get(hostId)?.failure).toBeUndefined();
      }
    });
  });

  it('ends and sweeps nothing on what was seen before the clock jumped', () => {
    any((snapshot, { actions }) => {
      for (const action of actions) {
        if (action.type !== 'end' && action.type !== 'sweep') continue;
        const hostId = hostOf(action, snapshot) ?? '';
        const begun = snapshot.listings.get(hostId)?.last?.begun ?? 0;
        expect(begun).toBeGreaterThanOrEqual(snapshot.trustFrom);
      }
    });
  });

  it('has one action for each subject, and none but a cancel where one is under way', () => {
    any((snapshot, { actions }) => {
      const subjects = actions.map(subjectOf);
      expect(new Set(subjects).size).toBe(subjects.length);
      for (const action of actions) {
        if (snapshot.inFlight.has(subjectOf(action))) expect(action.type).toBe('cancel');
      }
    });
  });

  it('is the same for the same, and leaves what it is made from as it is', () => {
    any((snapshot, made) => {
      const before = JSON.stringify(snapshot);
      expect(plan(aConfig(), snapshot, NOW)).toEqual(plan(aConfig(), snapshot, NOW));
      expect(JSON.stringify(snapshot)).toBe(before);
      if (made.next !== undefined) expect(made.next.inMs).toBeGreaterThan(0);
    });
  });
});

describe('a plan', () => {
  it('comes again when a time is over, or trouble may have passed', () => {
    const instances = [
      running({ id: 'a', expiresAt: NOW + 3000 }),
      anInstance({ id: 'b', state: 'provisioning', hostId: 'host' }),
    ];
    const snapshot = aSnapshot({ instances, ...listed(aContainer('a'), aContainer('b')) });
    expect(plan(aConfig(), snapshot, NOW).next).toMatchObject({ inMs: 3000, subject: 'instance a' });
    const troubles = new Map([['instance b', { failures: 1, retryAt: MONOTONIC + 700, error }]]);
    expect(plan(aConfig(), { ...snapshot, troubles }, NOW).next).toEqual({
      inMs: 700,
      subject: 'instance b',
      reason: 'What failed is tried again.',
    });
  });

  it('comes again in whole milliseconds, and never at once', () => {
    const dues = [-5, 0, 4.7e-10, 300].map(inMs => ({ inMs, subject: 'pool', reason: 'Soon.' }));
    const policy = dues.map(next => () => ({ next }));
    const planned = (...rules: typeof policy) => plan(aConfig(), aSnapshot(), NOW, rules).next?.inMs;
    expect(planned(...policy)).toBe(1);
    expect(planned(...policy.slice(0, 2))).toBeUndefined();
  });
});

describe('the ledger', () => {
  it('counts an instance once, whether it is recorded, seen, or both', () => {
    const instances = [
      running({ id: 'a', slots: 2 }),
      anInstance({ id: 'b', slots: 3, state: 'provisioning', hostId: 'host' }),
    ];
    const snapshot = aSnapshot({ instances, ...listed(aContainer('a', { slots: 2 })) });
    expect(slotsTaken('host', snapshot)).toBe(5);
  });

  it('forgets a container whose end was proven after the listing that shows it', () => {
    const snapshot = aSnapshot({ ended: new Set(['a']), ...listed(aContainer('a', { slots: 2 })) });
    expect(slotsTaken('host', snapshot)).toBe(2);
    expect(slotsTaken('host', { ...snapshot, touched: new Map([['a', MONOTONIC]]) })).toBe(0);
  });
});

function hostOf(action: Action, { instances, listings }: Snapshot): string | undefined {
  if ('hostId' in action) return action.hostId;
  if (action.type !== 'end' && action.type !== 'doom') return undefined;
  const { hostId } = instances.find(({ id }) => id === action.instanceId) ?? {};
  return hostId !== undefined && listings.has(hostId) ? hostId : undefined;
}

function destroys(action: Action): boolean {
  if (action.type === 'doom') return action.error.code === 'CONTAINER_GONE';
  if (action.type === 'moveHost') return action.to === 'removing';
  return ['end', 'remove', 'sweep', 'noteDeath'].includes(action.type);
}
