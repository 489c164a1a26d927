import { createHash } from 'node:crypto';
import type { Simulator } from '../../driver/providers';
import type { Store } from '../../driver/store/store';
import type { Pending } from './gate';

/** What outlives a process, at one instant. Two processes that begin on the same do the same. */
export interface Left {
  store: string;
  simulator: Simulator;
  pending: Iterable<Pending>;
  /** What somebody has asked for and not been answered. */
  asked: string;
}

/**
 * Told to people, counted, or compared with itself only: no rule decides by it. (How old a container is, which a rule does
 * ask, is `created` in its marks.)
 */
const NOT_DECIDED_BY = new Set(
  (
    'history log name holderName reason since asked made createdAt askedAt madeAt ' +
    'orderedAt remaining remainingCount report'
  ).split(' '),
);
/** Wall-clock times are above this, everything else that is counted is below. */
const YEAR_2020 = 1_577_836_800_000;

/** Counted up at each start; it matters only which records are how far behind. Some of it is JSON within JSON. */
const EPOCH = /(\bepoch\\*":)(\d+)/g;

/** What matters of a record or of what a call is made with, to whoever reads it next. */
export function essence(thing: unknown): string {
  return JSON.stringify(thing, (key, value) => {
    if (NOT_DECIDED_BY.has(key)) return undefined;
    const isThing = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isThing && Object.getPrototypeOf(value) !== Object.prototype ? undefined : value;
  });
}

/** The records that rules are made from. */
export function recordsOf({ pools, hosts, instances, shutdowns }: Store): string {
  return essence([pools.all(), hosts.all(), instances.all(), shutdowns.all()]);
}

/**
 * The same for two states that differ in nothing but what ids and times are called: ids count by the order in which
 * they appear, times from now, as far as they matter.
 */
export function fingerprint({ store, simulator, pending, asked }: Left): string {
  const now = simulator.world.now();
  const wall = simulator.clock.now();
  const { machines, things, leases } = simulator.world.state();
  const there = [...machines, ...(things?.all ?? [])].filter(({ goneAt }) => goneAt > now);
  const under = [...pending].map(({ name, begun, what }) => [name, begun - now, what]);
  const text = JSON.stringify([
    there.map(one => relative(one, now)),
    relative(leases, now),
    under,
    asked,
    store,
  ]);
  const names = new Map<string, string>();
  const epochs = [...text.matchAll(EPOCH)].map(([, , epoch]) => Number(epoch));
  const newest = Math.max(...epochs);
  const plain = text
    .replace(EPOCH, (_, quoted, epoch) => `${quoted}${newest - Number(epoch)}`)
    .replace(/\b\d{13}\b/g, digits =>
      Number(digits) > YEAR_2020 ? `t${coarse(Number(digits) - wall)}` : digits,
    )
    .replace(/(?:simulated|volume|group)-[0-9a-f]+|[0-9a-f]{16,}/g, id => {
      const known = names.get(id) ?? `#${names.size}`;
      names.set(id, known);
      return known;
    });
  return createHash('sha1').update(plain).digest('base64');
}

/**
 * A time (ms from now) as far as it matters: what comes within a minute exactly, what has been by the quarter of a minute,
 * since rules ask only whether it is young or old.
 */
function coarse(ms: number): number {
  const step = ms < 0 ? 15_000 : ms < 60_000 ? 1 : 60_000;
  return Math.floor(ms / step) * step;
}

/** A thing of the simulated cloud with its times counted from now. */
function relative(thing: unknown, now: number): unknown {
  if (thing instanceof Set) return [...thing];
  if (thing instanceof Map) return [...thing.values()].map(value => relative(value, now));
  if (Array.isArray(thing)) return thing.map(value => relative(value, now));
  if (typeof thing !== 'object' || thing === null) return thing;
  return Object.fromEntries(
    Object.entries(thing)
      .filter(([key]) => !NOT_DECIDED_BY.has(key))
      .map(([key, value]) => [
        key,
        // JSON has no infinity: what never happens is a word.
        key.endsWith('At') && typeof value === 'number'
          ? Number.isFinite(value)
            ? coarse(value - now)
            : 'never'
          : relative(value, now),
      ]),
  );
}
