import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aConfig,
  aContainer,
  anInstance,
  aSnapshot,
  away,
  forLong,
  MONOTONIC,
  manyHosts,
  NOW,
  oneHost,
  running,
  seen,
} from '../../test/support/poolModel';
import type { Host, HostOrder } from '../model/host';
import type { Instance } from '../model/instance';
import { lack } from './growth';
import { slotsTaken } from './ledger';
import { launchesIn } from './packing';
import { plan } from './plan';
import { preview, settle } from './preview';
import type { Snapshot, View } from './snapshot';
import { rooms, standings } from './standing';

const HOUR_MS = 3_600_000;
const small = (id: string, changes: Partial<Host> = {}) =>
  oneHost(id, { slots: 6, flavor: 'standard.medium', ...changes });
const large = (id: string, changes: Partial<Host> = {}) =>
  small(id, { slots: 24, flavor: 'standard.xlarge', ...changes });
/** Hosts that have been idle for an hour. */
const idle = (...hosts: Host[]) => aSnapshot(manyHosts(hosts, { since: forLong(hosts, HOUR_MS, true) }));
const what = (snapshot: Snapshot, config = {}) => preview(aConfig(config), snapshot, NOW);

describe('the preview of changed settings', () => {
  it('shows nothing where nothing would change', () => {
    expect(what(idle(small('a')))).toEqual({
      spawn: [],
      spares: 0,
      drain: [],
      remove: [],
      launch: [],
      end: [],
      hosts: { before: 1, after: 1 },
      slots: { before: 6, after: 6 },
      costPerHour: { before: undefined, after: undefined },
      blocked: [],
    });
  });

  it('shows what it would cost, once both prices are known', () => {
    const prices = { DD_HOST_PRICE_SMALL: 0.25, DD_HOST_PRICE_LARGE: 1 };
    expect(what(idle(small('a')), { ...prices, DD_FREE_SLOT_TARGET: 28 }).costPerHour.after).toBe(1.25);
  });

  it('shows what comes when a pool at rest is to work again: the lease that it gave back is had then, unless another has it', () => {
    const lease = { heldAt: undefined, writesFrom: 0, settledFrom: 0, wanted: false };
    const begun = { DD_HOST_PRICE_SMALL: 0.25, DD_HOST_PRICE_LARGE: 1, DD_FREE_SLOT_TARGET: 6 };
    expect(what({ ...idle(), lease }, begun)).toMatchObject({
      spawn: [{ flavor: 'standard.medium', count: 1 }],
      costPerHour: { before: 0, after: 0.25 },
    });
    const another = { holder: 'b', holderName: 'Bob', epoch: 1, since: 0, renewedAt: 0, predecessors: [] };
    expect(what({ ...idle(), lease: { ...lease, seen: { lease: another } } }, begun).spawn).toEqual([]);
  });

  it('gives the place of a host that goes to another one', () => {
    const snapshot = { ...idle(small('a')), instances: [anInstance({ id: 'i', slots: 24 })] };
    expect(what(snapshot, { DD_MAX_HOSTS: 1 })).toMatchObject({
      remove: ['a'],
      spawn: [{ flavor: 'standard.xlarge', slots: 24, count: 1 }],
      launch: ['i'],
    });
  });

  it('shows the hosts that a higher target needs', () => {
    expect(what(idle(small('a')), { DD_FREE_SLOT_TARGET: 28 })).toMatchObject({
      spawn: [{ flavor: 'standard.xlarge', slots: 24, count: 1 }],
      hosts: { before: 1, after: 2 },
      slots: { before: 6, after: 30 },
    });
  });

  it('shows which hosts go at once, and which wait for what is on them', () => {
    const hosts = [small('a'), large('b'), large('c')];
    const instances = [running({ id: 'i', hostId: 'a' }), running({ id: 'j', hostId: 'b' })];
    const snapshot = { ...idle(...hosts), instances };
    const listings = new Map(snapshot.listings);
    for (const { id, hostId = '' } of instances) listings.set(hostId, seen([aContainer(id)]));
    Object.assign(snapshot, { listings });
    expect(what(snapshot, { DD_MAX_HOSTS: 1 })).toMatchObject({ remove: ['c'], drain: ['a'], end: [] });
    expect(what(snapshot, { DD_SHUTDOWN_MODE: true })).toMatchObject({ remove: ['c'], drain: ['a', 'b'] });
  });

  it('says what could not be had', () => {
    const instances = Array.from({ length: 40 }, (_, i) => anInstance({ id: `i${i}`, createdAt: NOW + i }));
    const result = what({ ...idle(small('a')), instances }, { DD_MAX_HOSTS: 2 });
    expect(result.launch).toHaveLength(30);
    expect(result.blocked.join(' ')).toContain('The pool has 2 of 2 hosts (DD_MAX_HOSTS)');
  });
});

const phase = fc.constantFrom(
  'spawning',
  'spawned',
  'preparing',
  'active',
  'active',
  'active',
  'draining',
  'removing',
);
const anyHost = fc.record({
  phase: phase as fc.Arbitrary<Host['phase']>,
  isLarge: fc.boolean(),
  usedMs: fc.option(fc.integer({ min: 0, max: 5 * HOUR_MS }), { nil: undefined }),
  instances: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 }),
  silent: fc.integer({ min: 0, max: 9 }).map(number => number === 0),
  cordoned: fc.integer({ min: 0, max: 9 }).map(number => number === 0),
  wish: fc.constantFrom(
    undefined,
    undefined,
    undefined,
    'drain',
    'replace',
    'remove',
    'prepare',
  ) as fc.Arbitrary<HostOrder | undefined>,
  leaving: fc.constantFrom('shutdown', 'lifetime', 'surplus', 'errors') as fc.Arbitrary<
    Host['leaving'] & string
  >,
});
const worlds = fc
  .record({
    all: fc.array(anyHost, { maxLength: 8 }),
    queue: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 }),
    launchSlots: fc.integer({ min: 1, max: 30 }),
  })
  .map(({ all, queue, launchSlots }) => {
    const instances: Instance[] = [];
    const hosts = all.map((one, h) => {
      const id = `h${h}`;
      let free = one.isLarge ? 24 : 6;
      if (one.phase === 'active' || one.phase === 'draining') {
        for (const [i, slots] of one.instances.entries()) {
          if (slots <= free) instances.push(running({ id: `${id}-${i}`, hostId: id, slots }));
          if (slots <= free) free -= slots;
        }
      }
      const isUsed = one.usedMs !== undefined || instances.some(({ hostId }) => hostId === id);
      return (one.isLarge ? large : small)(id, {
        phase: one.phase,
        ...(isUsed ? { firstUsedAt: NOW - (one.usedMs ?? 0) } : {}),
        ...(one.cordoned ? { cordoned: { since: 1 } } : {}),
        ...(one.wish ? { wish: { what: one.wish, at: 1 } } : {}),
        ...(one.phase === 'draining' ? { leaving: one.leaving } : {}),
      });
    });
    for (const [i, slots] of queue.entries())
      instances.push(anInstance({ id: `q${i}`, slots, createdAt: NOW + i }));
    const listings = new Map(
      hosts.map(({ id }, h) => {
        const containers = instances
          .filter(({ hostId }) => hostId === id)
          .map(one => aContainer(one.id, { slots: one.slots }));
        return [id, all[h]?.silent ? away(seen(containers)) : seen(containers)] as const;
      }),
    );
    const times = { phase: MONOTONIC - 1_000, idle: MONOTONIC - HOUR_MS };
    const since = new Map(hosts.map(({ id }) => [id, times]));
    return aSnapshot({ ...manyHosts(hosts, { listings, since }), instances, launchSlots });
  });
const configs = fc
  .record({
    DD_MAX_HOSTS: fc.integer({ min: 1, max: 10 }),
    DD_FREE_SLOT_TARGET: fc.integer({ min: 0, max: 60 }),
    DD_SHUTDOWN_MODE: fc.integer({ min: 0, max: 9 }).map(number => number === 0),
  })
  .map(changes => aConfig(changes));
const viewOf = (config: ReturnType<typeof aConfig>, world: Snapshot): View => ({
  ...world,
  config,
  now: NOW,
  isFree: () => true,
});

describe('a pool of many hosts, whatever it is like,', () => {
  it('comes to rest: no plan undoes what another did', () => {
    fc.assert(
      fc.property(configs, worlds, (config, world) => {
        expect(settle(config, world, NOW).settled).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('never asks for a host beyond DD_MAX_HOSTS, nor in shutdown mode', () => {
    fc.assert(
      fc.property(configs, worlds, (config, world) => {
        const asked = plan(config, world, NOW).actions.filter(({ type }) => type === 'createHost').length;
        const room = config.DD_SHUTDOWN_MODE ? 0 : Math.max(0, config.DD_MAX_HOSTS - world.hosts.length);
        expect(asked).toBeLessThanOrEqual(room);
      }),
      { numRuns: 200 },
    );
  });

  it('never moves a host with instances to its end, but where it is lost or at the word of an admin', () => {
    fc.assert(
      fc.property(configs, worlds, (config, world) => {
        for (const action of plan(config, world, NOW).actions) {
          if (action.type !== 'moveHost' || action.to !== 'removing') continue;
          const host = world.hosts.find(({ id }) => id === action.hostId);
          if (host?.wish?.what !== 'remove') expect(slotsTaken(action.hostId, world)).toBe(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('in the end has what it is to have, or says what it lacks and why', () => {
    fc.assert(
      fc.property(configs, worlds, (config, world) => {
        const { world: after, blocked } = settle(config, world, NOW);
        if (config.DD_SHUTDOWN_MODE) {
          for (const { phase } of after.hosts) expect(['draining', 'removing']).toContain(phase);
          return;
        }
        const view = viewOf(config, after);
        if (lack(view).launches.size === 0) {
          const size = Math.min(after.launchSlots, config.DD_HOST_FLAVOR_SLOTS_LARGE);
          const lasting = standings(view).all.filter(one => one.lasting);
          expect(launchesIn(rooms(lasting), size) * size).toBeGreaterThanOrEqual(config.DD_FREE_SLOT_TARGET);
        } else expect(blocked.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it('gives up no idle host whose slots it needs', () => {
    fc.assert(
      fc.property(configs, worlds, (config, world) => {
        const settled = settle(config, world, NOW).world;
        // From rest, nothing is asked for in place of what was just given up.
        const again = plan(config, settled, NOW).actions.map(({ type }) => type);
        expect(again.filter(type => type === 'createHost' || type === 'moveHost')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
