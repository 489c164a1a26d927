import { expect, test } from 'vitest';
import { poolConfigSchema } from '../model/pool';
import { seededRandom } from '../model/seededRandom';
import { type WeekOptions, weekOf } from './week';

const HOUR = 3_600_000;
/** A Sunday at 20:00. */
const now = Date.UTC(2026, 0, 11, 20);

const week = (changes: Partial<WeekOptions> = {}) =>
  weekOf({
    now,
    offsetMs: 0,
    random: seededRandom(7),
    pool: {
      id: 'pool',
      config: poolConfigSchema.parse({
        DD_MAX_HOSTS: 12,
        DD_FREE_SLOT_TARGET: 24,
        DD_HOST_FLAVOR_SLOTS_LARGE: 12,
      }),
    },
    blueprints: [
      { name: 'Statistics', slots: 2, lifetimeMs: 3 * HOUR, wanted: 3 },
      { name: 'Genomics', slots: 4, lifetimeMs: 8 * HOUR, wanted: 1 },
    ],
    users: ['ada', 'grace'],
    share: 1,
    ...changes,
  });

test('the same seed gives the same week, another seed another one', () => {
  expect(week()).toEqual(week());
  expect(week({ random: seededRandom(8) }).events).not.toEqual(week().events);
});

test('it covers seven days up to now, finely for the last one', () => {
  const { samples } = week();
  expect(now - (samples[0]?.at ?? 0)).toBeGreaterThan(167 * HOUR);
  expect(now - (samples.at(-1)?.at ?? 0)).toBeLessThan(3 * 60_000);
  expect(samples.filter(({ at }) => now - at <= 2 * HOUR).length).toBeGreaterThan(110);
  expect(samples.length).toBeLessThan(3000);
});

test('nothing in it could not have been: never more hosts or slots than the pool may have, none below zero', () => {
  for (const { free, total, hosts, queue } of week().samples) {
    expect(free).toBeGreaterThanOrEqual(0);
    expect(free).toBeLessThanOrEqual(total);
    const count = Object.values(hosts).reduce((sum, one) => sum + one, 0);
    expect(count).toBeLessThanOrEqual(12);
    expect(total).toBeLessThanOrEqual(144);
    expect(queue).toBeGreaterThanOrEqual(0);
  }
});

test('by day more runs than at night, and a lecture takes the free slots below the target', () => {
  const { samples } = week();
  const most = (from: number, to: number) =>
    Math.max(...samples.filter(({ at }) => at >= from && at < to).map(({ running }) => running));
  const wednesday = Date.UTC(2026, 0, 7);
  expect(most(wednesday + 9 * HOUR, wednesday + 12 * HOUR)).toBeGreaterThan(15);
  expect(most(wednesday + 4 * HOUR, wednesday + 6 * HOUR)).toBeLessThan(8);
  expect(samples.some(({ free, target }) => free < target / 2)).toBe(true);
});

test('each launch is told before it runs and before it ends, with its user', () => {
  const { events } = week();
  const launched = events.filter(({ text }) => text.includes('was launched from'));
  expect(launched.length).toBeGreaterThan(150);
  expect(events.length).toBeLessThan(4000);
  for (const { instanceId, userId, at } of launched) {
    expect(['ada', 'grace']).toContain(userId);
    const ended = events.find(one => one.instanceId === instanceId && one.text.includes('was destroyed'));
    expect(ended?.at ?? now).toBeGreaterThanOrEqual(at - 60_000);
  }
  expect(events.every(({ at }) => at <= now)).toBe(true);
  expect(events.some(({ level }) => level === 'warning')).toBe(true);
});
