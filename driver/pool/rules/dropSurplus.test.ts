import { describe, expect, it } from 'vitest';
import { aHost, aView, MONOTONIC, manyHosts, running, wanted } from '../../../test/support/poolModel';
import type { Host } from '../../model/host';
import { dropSurplus, IDLE_MS } from './dropSurplus';

const idleFor = (ms: number, ...hosts: Host[]) =>
  manyHosts(hosts, { since: new Map(hosts.map(({ id }) => [id, { phase: 0, idle: MONOTONIC - ms }])) });
const host = (id: string, slots = 6, changes: Partial<Host> = {}) =>
  aHost({ id, name: id, slots, ...changes });

describe('the surplus', () => {
  it('over DD_MAX_HOSTS goes at once: what is not ready, then empty ones, then the emptiest', () => {
    const hosts = [
      host('busy', 24),
      host('used', 24),
      host('empty'),
      host('coming', 6, { phase: 'spawned' }),
    ];
    const instances = [
      running({ id: 'a', hostId: 'busy', slots: 9 }),
      running({ id: 'b', hostId: 'used', slots: 2 }),
    ];
    const drop = (max: number) =>
      dropSurplus(aView({ ...manyHosts(hosts), instances }, { DD_MAX_HOSTS: max }));
    expect(wanted(drop(4))).toEqual([]);
    expect(drop(3).actions).toMatchObject([{ hostId: 'coming', to: 'removing' }]);
    expect(wanted(drop(1))).toEqual(['moveHost host coming', 'moveHost host empty', 'moveHost host used']);
    expect(drop(1).actions?.[1]?.reason).toBe('The pool has 4 hosts and is to have 1 (DD_MAX_HOSTS).');
  });

  it('that idles goes after a while, the largest first, as far as the free slots to keep allow', () => {
    const hosts = [host('small'), host('large', 24)];
    expect(dropSurplus(aView(idleFor(IDLE_MS - 7, ...hosts)))).toMatchObject({
      actions: [],
      next: { inMs: 7 },
    });
    expect(wanted(dropSurplus(aView(idleFor(IDLE_MS, ...hosts))))).toEqual(['moveHost host large']);
    expect(wanted(dropSurplus(aView(idleFor(IDLE_MS, ...hosts), { DD_FREE_SLOT_TARGET: 7 })))).toEqual([
      'moveHost host small',
    ]);
    expect(wanted(dropSurplus(aView(idleFor(IDLE_MS, ...hosts), { DD_FREE_SLOT_TARGET: 25 })))).toEqual([]);
  });
});
