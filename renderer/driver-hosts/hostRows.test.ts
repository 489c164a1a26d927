import { expect, test } from 'vitest';
import { poolConfigSchema } from '../../driver/model/pool';
import { emptyState } from '../../driver/model/state';
import { aHost, aMachine, anInstance, aPool } from '../testing/builders';
import type { HostRow } from './hostRows';
import { linesOf, matching, rowsOf, sorted } from './hostRows';

const HOUR_MS = 3_600_000;
const error = { kind: 'transient' as const, code: 'X', what: 'The engine does not answer.' };
const pool = aPool({ provider: 'simulator', config: poolConfigSchema.parse({}) });
const state = {
  ...emptyState(),
  pools: { pool, other: aPool({ id: 'other', name: 'Another' }) },
  hosts: {
    a: aHost({ id: 'a', name: 'host-10', slots: 8, firstUsedAt: 1000, flavor: 'standard.xlarge' }),
    b: aHost({ id: 'b', name: 'host-9', slots: 2, unreachable: { since: 5, error } }),
    c: aHost({ id: 'c', name: 'host-1', poolId: 'other', phase: 'preparing' }),
    d: aHost({ id: 'd', name: 'host-2', phase: 'removed', unreachable: { since: 5, error } }),
  },
  instances: {
    1: anInstance({ id: '1', hostId: 'a', slots: 2 }),
    2: anInstance({ id: '2', hostId: 'a', slots: 3, state: 'provisioning' }),
    3: anInstance({ id: '3', hostId: 'a', slots: 3, state: 'deleted' }),
    4: anInstance({ id: '4', hostId: 'b', slots: 3 }),
  },
};
const rows = rowsOf(state);
const byId = Object.fromEntries(rows.map(row => [row.host.id, row]));
const byName = ({ host }: HostRow) => host.name;
const byInstances = ({ instances }: HostRow) => instances.length;
const names = (some: typeof rows) => some.map(({ host }) => host.name);

test('slots are used by what runs, reserved by what is being launched, and never free below zero', () => {
  expect(byId.a?.slots).toEqual({ total: 8, used: 2, reserved: 3, free: 3 });
  expect(byId.b?.slots).toEqual({ total: 2, used: 3, reserved: 0, free: 0 });
  expect(byId.a?.instances).toHaveLength(2);
});

test('a host that does not answer says so with its reason, unless it is gone', () => {
  expect(byId.b).toMatchObject({ shownState: 'unknown', reason: error.what });
  expect(byId.d?.shownState).toBe('removed');
});

test('a life-time counts from the first use; an unused host and a local one have none', () => {
  expect(byId.a?.oldAt).toBe(1000 + 4 * HOUR_MS);
  expect(byId.b?.oldAt).toBeUndefined();
  const own = { slots: null, lifetime: '1h', note: '' };
  const shorter = rowsOf({ ...state, hosts: { a: { ...state.hosts.a, settings: own } } });
  expect(shorter[0]?.oldAt).toBe(1000 + HOUR_MS);
  const local = rowsOf({ ...state, pools: { pool: aPool() } });
  expect(local.find(({ host }) => host.id === 'a')?.oldAt).toBeUndefined();
});

test('every word must be found, in whatever column', () => {
  expect(names(matching(rows, 'xlarge ACTIVE'))).toEqual(['host-10']);
  expect(names(matching(rows, 'another'))).toEqual(['host-1']);
  expect(matching(rows, 'another active')).toEqual([]);
});

test('numbers in names and in columns are sorted as numbers', () => {
  expect(names(sorted(rows, byName, false))).toEqual(['host-1', 'host-2', 'host-9', 'host-10']);
  expect(names(sorted(rows, byInstances, true)).slice(0, 2)).toEqual(['host-10', 'host-9']);
});

test('groups stand under headings, troubles first, and keep the order of their rows', () => {
  const lines = linesOf(sorted(rows, byName, false), 'state');
  expect(lines.map(line => ('row' in line ? line.row.host.name : `${line.heading} ${line.count}`))).toEqual([
    'not answering 1',
    'host-9',
    'preparing 1',
    'host-1',
    'active 1',
    'host-10',
    'removed 1',
    'host-2',
  ]);
});

test('a host over SSH is where its machine is, and is found there', () => {
  const host = aHost({ providerId: 'm', engineUrl: 'ssh://m' });
  const of = (machines: Record<string, ReturnType<typeof aMachine>>) =>
    rowsOf({ ...state, hosts: { host, a: aHost({ id: 'a', engineUrl: 'unix:///d.sock' }) }, machines });
  const known = of({ m: aMachine({ id: 'm', port: 2222 }) });
  expect(known.map(({ address }) => address)).toEqual(['ada@lab1:2222', 'unix:///d.sock']);
  expect(matching(known, 'ada@lab1')).toHaveLength(1);
  // Its machine was taken off the list by hand.
  expect(of({})[0]?.address).toBe('ssh://m');
});
