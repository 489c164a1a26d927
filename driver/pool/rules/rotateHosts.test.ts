import { describe, expect, it } from 'vitest';
import { aHost, aView, manyHosts, NOW, running, wanted } from '../../../test/support/poolModel';
import { standings } from '../standing';
import { growPool } from './growPool';
import { rotateHosts } from './rotateHosts';

const HOUR_MS = 3_600_000;
const used = (id: string, hoursAgo: number, slots = 24) =>
  aHost({ id, name: id, slots, firstUsedAt: NOW - hoursAgo * HOUR_MS });
const on = (...ids: string[]) => ids.map(hostId => running({ id: `i-${hostId}`, hostId }));

describe('a host whose life-time ends', () => {
  it('is replaced before it goes: another is asked for while it still takes instances', () => {
    const view = aView({ ...manyHosts([used('a', 3.95)]), instances: on('a') });
    expect(growPool(view).actions).toMatchObject([{ type: 'createHost', slots: 24 }]);
    expect(growPool(view).actions?.[0]?.reason).toContain('1 host is about to be replaced.');
    expect(wanted(rotateHosts(view))).toEqual([]);
    expect(rotateHosts(view).blocked?.[0]?.reason).toBe('Its life-time ends in 3m; it is replaced before.');
  });

  it('drains when the others have room for all, and not before', () => {
    const coming = aView({
      ...manyHosts([used('a', 5), aHost({ id: 'b', phase: 'preparing', slots: 24 })]),
      instances: on('a'),
    });
    expect(wanted(rotateHosts(coming))).toEqual([]);
    expect(rotateHosts(coming).blocked?.[0]?.reason).toContain('It stays until others have room');
    const there = aView({ ...manyHosts([used('a', 5), aHost({ id: 'b', slots: 24 })]), instances: on('a') });
    expect(rotateHosts(there).actions).toMatchObject([
      { hostId: 'a', to: 'draining', changes: { leaving: 'lifetime' } },
    ]);
  });

  it('drains first where DD_MAX_HOSTS leaves no other way: one, the emptiest, and the plan says so', () => {
    const instances = [...on('a', 'b'), running({ id: 'more', hostId: 'a' })];
    const view = aView({ ...manyHosts([used('a', 5), used('b', 5)]), instances }, { DD_MAX_HOSTS: 2 });
    const { actions } = rotateHosts(view);
    expect(actions).toMatchObject([{ hostId: 'b', to: 'draining' }]);
    expect(actions?.[0]?.reason).toBe(
      'Its life-time is over. The pool has 2 of 2 hosts (DD_MAX_HOSTS), so no other is asked for. It goes before another is there; fewer slots are free meanwhile.',
    );
  });

  it('stays where it is alone, idle, and of the flavor that would come', () => {
    const view = aView(manyHosts([used('a', 9, 6)]));
    expect(wanted(rotateHosts(view))).toEqual([]);
    expect(growPool(view)).toEqual({});
  });

  it('does not age unused', () => {
    expect(rotateHosts(aView(manyHosts([aHost({ slots: 24 })])))).toMatchObject({
      actions: [],
      next: undefined,
    });
  });

  it('wakes the planner when it begins to age', () => {
    const view = aView({ ...manyHosts([used('a', 1)]), instances: on('a') });
    expect(rotateHosts(view).next?.inMs).toBe(3 * HOUR_MS - 5 * 60_000);
  });

  it('goes the same way at the word of an admin', () => {
    const wish = { what: 'replace' as const, at: 1 };
    const view = aView(manyHosts([aHost({ id: 'a', wish }), aHost({ id: 'b' })]));
    expect(wanted(rotateHosts(view))).toEqual(['moveHost host a']);
  });
});

describe("a host's own life-time", () => {
  const settings = (lifetime: string) => ({ slots: null, lifetime, note: '' });
  const due = (host: Parameters<typeof aHost>[0]) =>
    wanted(rotateHosts(aView(manyHosts([{ ...used('a', 2), ...host }, aHost({ id: 'b', slots: 24 })]))));

  it("counts instead of the pool's, whether it is shorter, longer, or none", () => {
    expect(due({ settings: settings('1h') })).toEqual(['moveHost host a']);
    expect(due({ settings: settings('3h') })).toEqual([]);
    expect(due({ firstUsedAt: NOW - 5 * HOUR_MS, settings: settings('0m') })).toEqual([]);
    expect(due({ firstUsedAt: NOW - 5 * HOUR_MS })).toEqual(['moveHost host a']);
  });
});

it('keeps a host that is being prepared again, and asks for none in its place', () => {
  const host = aHost({ id: 'a', slots: 24, wish: { what: 'prepare', at: 1 } });
  const view = aView({ ...manyHosts([host]), instances: on('a') });
  expect(wanted(rotateHosts(view))).toEqual([]);
  expect(wanted(growPool(view))).toEqual([]);
  expect(standings(view).all[0]).toMatchObject({ open: false, lasting: true });
});
