import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aConfig,
  anInstance,
  aSnapshot,
  aView,
  away,
  forLong,
  MONOTONIC,
  manyHosts,
  NOW,
  oneHost,
  running,
  seen,
} from '../../../test/support/poolModel';
import type { Host } from '../../model/host';
import type { PoolConfig } from '../../model/pool';
import type { Resource } from '../../model/resource';
import { isServed } from '../growth';
import { preview, settle } from '../preview';
import { type Snapshot, viewOf } from '../snapshot';
import { SPARE } from '../troubles';
import { spareHost } from './spareHost';

const MINUTE_MS = 60_000;
const config: Partial<PoolConfig> = {
  ...{ DD_WARM_IMAGES: true, DD_FREE_SLOT_TARGET: 4, DD_MAX_HOSTS: 4 },
  ...{ DD_HOST_FLAVOR_NAME_LARGE: 'xl', DD_HOST_FLAVOR_NAME_SMALL: 'm' },
};
const host = (id: string, changes: Partial<Host> = {}) => oneHost(id, { slots: 6, flavor: 'm', ...changes });
const listed = (value: Resource[], begun = MONOTONIC - 1_000): Snapshot['resources'] => ({
  last: { begun, ended: begun, value },
});
const copyOf = (startFlavor: string): Resource => ({
  ...{ kind: 'image', id: startFlavor, name: 'copy', controllerId: 'controller', startFlavor },
  start: 'kept',
});
/** A pool that has one host with room for what it keeps, and no copies. */
const pool = (changes: Partial<Snapshot> = {}, hosts = [host('a')]): Partial<Snapshot> => ({
  ...manyHosts(hosts, { since: forLong(hosts, MINUTE_MS) }),
  ...{ copying: { isOfUse: true }, resources: listed([]), ...changes },
});
const asked = (changes: Partial<Snapshot> = {}, hosts?: Host[], settings: Partial<PoolConfig> = {}) =>
  spareHost(aView(pool(changes, hosts), { ...config, ...settings })).actions ?? [];
const resting = (retryAt: number): Snapshot['troubles'] =>
  new Map([[SPARE, { failures: 1, retryAt, error: { kind: 'transient', code: 'X', what: 'No.' } }]]);

describe('a spare host, to be copied,', () => {
  it('is asked for where a pool has what it needs, and its large hosts have no copy', () => {
    expect(asked()).toEqual([
      {
        ...{ type: 'createHost', number: 0, flavor: 'xl', slots: 24, isSpare: true },
        reason:
          'Hosts of xl have no ready-made image to start from: this one is spare, and is copied before it serves.',
      },
    ]);
    expect(asked({ resources: listed([copyOf('m')]) })).toHaveLength(1);
    expect(asked({ resources: listed([copyOf('xl')]) })).toEqual([]);
  });

  it('is asked for also by a pool that keeps no free slots: the first launch finds a copy', () => {
    expect(asked({}, [], { DD_FREE_SLOT_TARGET: 0 })).toHaveLength(1);
  });

  it('comes after what the pool needs, and not while another comes that could be copied', () => {
    expect(asked({}, [])).toEqual([]);
    expect(asked({ instances: [anInstance({ slots: 24 })] })).toEqual([]);
    expect(asked({}, [host('a'), host('b', { phase: 'preparing' })])).toEqual([]);
    const late = host('a', { flavor: 'xl', slots: 24, firstUsedAt: NOW - 3 * 60 * MINUTE_MS + 1 });
    expect(asked({}, [late], { DD_HOST_LIFETIME: '3h' })).toEqual([]);
  });

  it('is asked for only where there is room', () => {
    expect(asked({}, undefined, { DD_MAX_HOSTS: 1 })).toEqual([]);
    expect(asked({ roomForMachines: 0 })).toEqual([]);
    expect(asked({ roomForMachines: 1 })).toHaveLength(1);
    const error = { kind: 'capacity', code: 'QUOTA_REACHED', what: 'The quota is reached.' } as const;
    for (const subject of ['pool', 'hosts'])
      expect(asked({ troubles: new Map([[subject, { failures: 1, retryAt: 0, error }]]) })).toEqual([]);
  });

  it('is asked for only where copies are made, and something is launched', () => {
    expect(asked({ copying: undefined })).toEqual([]);
    expect(asked({ copying: { isOfUse: false } })).toEqual([]);
    for (const off of [{ DD_WARM_IMAGES: false }, { DD_SHUTDOWN_MODE: true }])
      expect(asked({}, undefined, off)).toEqual([]);
    const error = { kind: 'capacity', code: 'CLOUD_QUOTA_REACHED', what: 'No room.' } as const;
    expect(asked({ copying: { isOfUse: true, paused: { error, until: NOW + 1 } } })).toEqual([]);
  });

  it('is not asked for while nobody knows which hosts and copies there are', () => {
    const { machines = {} } = pool();
    const failure = away().failure as NonNullable<Snapshot['machines']['failure']>;
    expect(asked({ machines: { ...machines, failure } })).toEqual([]);
    expect(asked({ resources: {} })).toEqual([]);
    expect(asked({ resources: { ...listed([]), failure } })).toEqual([]);
    const lease = { heldAt: 0, writesFrom: 0, settledFrom: MONOTONIC + 1, wanted: true };
    expect(asked({ lease })).toEqual([]);
  });

  it('waits for a listing since the last host came, or went: it may have been copied', () => {
    const before = listed([], MONOTONIC - 2 * MINUTE_MS);
    expect(asked({ resources: before })).toEqual([]);
    const removed = new Map([['b', host('b', { phase: 'removed' })]]);
    const gone = (at: number) => asked({ removed, touched: new Map([['b', at]]) });
    expect(gone(MONOTONIC - 500)).toEqual([]);
    expect(gone(MONOTONIC - 1_500)).toHaveLength(1);
  });

  it('that was in vain is waited with before another is asked for', () => {
    const ruling = spareHost(aView(pool({ troubles: resting(MONOTONIC + MINUTE_MS) }), config));
    expect(ruling).toEqual({
      next: {
        inMs: MINUTE_MS,
        subject: 'pool',
        reason: 'No copy came of the spare host: another is asked for.',
      },
    });
    expect(asked({ troubles: resting(MONOTONIC) })).toHaveLength(1);
  });

  it('is one of the hosts of a preview, and told apart', () => {
    const world = aSnapshot(pool());
    const shown = (changes = {}) => preview(aConfig({ ...config, ...changes }), world, NOW);
    expect(shown()).toMatchObject({ spawn: [{ flavor: 'xl', slots: 24, count: 1 }], spares: 1 });
    expect(shown({ DD_WARM_IMAGES: false })).toMatchObject({ spawn: [], spares: 0 });
    const resting1 = aSnapshot(pool({ troubles: resting(MONOTONIC + MINUTE_MS) }));
    expect(preview(aConfig(config), resting1, NOW).spares).toBe(0);
  });
});

const phases = ['active', 'active', 'preparing', 'spawning', 'draining', 'removing'] as const;
const worlds = fc
  .record({
    hosts: fc.array(
      fc.record({
        ...{ phase: fc.constantFrom(...phases), slots: fc.constantFrom(6, 24), taken: fc.nat(24) },
        usedHours: fc.option(fc.nat(200), { nil: undefined }),
      }),
      { maxLength: 5 },
    ),
    queue: fc.array(fc.integer({ min: 1, max: 24 }), { maxLength: 6 }),
    copies: fc.subarray(['m', 'xl']),
    room: fc.option(fc.nat(2), { nil: undefined }),
  })
  .map(({ hosts, queue, copies, room }) => {
    const all = hosts.map(({ phase, slots, usedHours }, i) => {
      const firstUsedAt = usedHours === undefined ? {} : { firstUsedAt: NOW - usedHours * 60 * MINUTE_MS };
      return host(`h${i}`, { phase, slots, flavor: slots > 6 ? 'xl' : 'm', ...firstUsedAt });
    });
    const used = hosts.flatMap(({ phase, slots, taken }, i) =>
      phase === 'active' && taken > 0
        ? [running({ id: `i${i}`, hostId: `h${i}`, slots: Math.min(slots, taken) })]
        : [],
    );
    const waiting = queue.map((slots, i) => anInstance({ id: `q${i}`, slots, createdAt: NOW + i }));
    const known = { instances: [...used, ...waiting], roomForMachines: room };
    return aSnapshot(pool({ ...known, resources: listed(copies.map(copyOf)) }, all));
  });
const configs = fc
  .record({ DD_MAX_HOSTS: fc.integer({ min: 1, max: 8 }), DD_FREE_SLOT_TARGET: fc.nat(40) })
  .map(changes => aConfig({ ...config, ...changes }));

describe('in whatever pool', () => {
  it('a spare host takes no place that is needed, and is one at the most', () => {
    fc.assert(
      fc.property(configs, worlds, (settings, world) => {
        const view = viewOf(world, settings, NOW);
        const actions = spareHost(view).actions ?? [];
        if (actions.length === 0) return;
        expect(actions).toHaveLength(1);
        expect(isServed(view)).toBe(true);
        expect(world.hosts.length).toBeLessThan(settings.DD_MAX_HOSTS);
      }),
      { numRuns: 300 },
    );
  });

  it('planning comes to rest with it, and asks for no second one', () => {
    fc.assert(
      fc.property(configs, worlds, (settings, world) => {
        const { settled, spares } = settle(settings, world, NOW);
        expect(settled).toBe(true);
        expect(spares).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what launches need now', () => {
  const served = (hosts: Host[], changes: Partial<Snapshot> = {}) =>
    isServed(aView(pool(changes, hosts), config));

  it('is had from hosts that take them, also from those that are about to be replaced, but from no others', () => {
    expect(served([host('a')])).toBe(true);
    const hour = 60 * MINUTE_MS;
    const usedFor = (ms: number) => host('a', { flavor: 'xl', slots: 24, firstUsedAt: NOW - ms });
    const lifetime = { ...config, DD_HOST_LIFETIME: '3h' };
    const of = (one: Host) => isServed(aView(pool({}, [one]), lifetime));
    expect([of(usedFor(3 * hour - 1)), of(usedFor(3 * hour))]).toEqual([true, false]);
    for (const phase of ['spawned', 'preparing', 'draining'] as const)
      expect(served([host('a', { phase })])).toBe(false);
    expect(served([host('a')], { listings: new Map([['a', away(seen([]))]]) })).toBe(false);
  });

  it('is not had where the queue, or a free slot to keep, has no room', () => {
    const used = (slots: number) => [running({ id: 'i', hostId: 'a', slots })];
    expect(served([host('a')], { instances: used(2) })).toBe(true);
    expect(served([host('a')], { instances: used(3) })).toBe(false);
    expect(served([host('a')], { instances: [anInstance({ slots: 3 })] })).toBe(false);
  });
});
