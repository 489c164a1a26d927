import { expect, it } from 'vitest';
import { aConfig, aHost, anInstance, aSnapshot, manyHosts, NOW, running } from '../../test/support/poolModel';
import { plan } from './plan';
import { isSamePlan, planRecord } from './publish';

const record = (snapshot: ReturnType<typeof aSnapshot>, now = NOW) =>
  planRecord(plan(aConfig({ DD_MAX_HOSTS: 2 }), snapshot, now), snapshot, now);

it('shows what is done and what waits, by name and with reasons, and the figures', () => {
  const hosts = [
    aHost({ id: 'a', name: 'one', slots: 6 }),
    aHost({ id: 'b', name: 'two', phase: 'spawned', slots: 6 }),
  ];
  const instances = Array.from({ length: 20 }, (_, i) => anInstance({ id: `i${i}`, createdAt: i }));
  const shown = record(aSnapshot({ ...manyHosts(hosts), instances }));
  expect(shown).toMatchObject({
    id: 'pool',
    at: NOW,
    slots: { free: 6, coming: 6, target: 4, total: 6 },
    hosts: { count: 2, max: 2 },
    largestLaunch: 6,
    queue: 20,
    banners: [],
    counts: { doing: 7, waiting: 15 },
  });
  expect(shown.doing.at(-1)).toEqual({ text: 'two is prepared', reason: 'Its engine answers.', hostId: 'b' });
  expect(shown.doing[0]).toMatchObject({
    text: 'Launches an instance on one',
    hostId: 'a',
    instanceId: 'i0',
  });
  expect(shown.waiting.at(-1)).toMatchObject({
    text: 'The pool',
    reason: expect.stringContaining('The pool has 2 of 2 hosts (DD_MAX_HOSTS)'),
  });
});

it('tells of a shortage of room for hosts before it hurts', () => {
  const pool = (roomForMachines: number | undefined) =>
    record(aSnapshot({ ...manyHosts([aHost({ id: 'a', slots: 6 })]), roomForMachines })).roomForHosts;
  expect([pool(0), pool(1), pool(undefined)]).toEqual([0, undefined, undefined]);
});

it('is the same while nothing but the time has changed', () => {
  const snapshot = aSnapshot(manyHosts([aHost({ id: 'a', slots: 6 })]));
  expect(isSamePlan(undefined, record(snapshot))).toBe(false);
  expect(isSamePlan(record(snapshot), record(snapshot, NOW + 60_000))).toBe(true);
  expect(isSamePlan(record(snapshot), record(aSnapshot(manyHosts([]))))).toBe(false);
});

it('says what comes by time alone, about what, and when', () => {
  const instances = [running({ id: 'i', name: 'pb-early', hostId: 'a', expiresAt: NOW + 3_000 })];
  const snapshot = aSnapshot({ ...manyHosts([aHost({ id: 'a', slots: 6 })]), instances });
  expect(record(snapshot).next).toEqual({
    at: NOW + 3_000,
    text: 'pb-early',
    instanceId: 'i',
    reason: 'Its time is over; it is ended.',
  });
});
