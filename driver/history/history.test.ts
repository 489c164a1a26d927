import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../test/support/fakeClock';
import { virtualClock } from '../../test/support/virtualClock';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import type { PoolPlan } from '../model/poolPlan';
import type { PoolSample } from '../model/poolSample';
import type { Diff } from '../model/state';
import { openHistory } from '.';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'history-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const clockAt = () => virtualClock(Date.UTC(2026, 0, 8));
const open = (clock = clockAt()) => openHistory({ dataDir, clock, log: silentLog });
const sample = (at: number, free = 3): PoolSample => ({
  at,
  free,
  coming: 0,
  target: 4,
  total: 24,
  queue: 0,
  running: 2,
  hosts: { active: 1 },
});

test('what was sampled is there again after a restart', () => {
  const clock = clockAt();
  {
    using history = open(clock);
    history.add('p', [sample(clock.now() - 1000)]);
  }
  using again = open(clock);
  expect(again.pool({ poolId: 'p', fromMs: 0, points: 10 })).toEqual([sample(clock.now() - 1000)]);
  expect(again.pool({ poolId: 'other', fromMs: 0, points: 10 })).toEqual([]);
});

test('the last hour is fine, a day has a point a minute, a month one each 15 minutes, and no more', () => {
  const clock = clockAt();
  const now = clock.now();
  {
    using history = open(clock);
    const all: PoolSample[] = [];
    for (let at = now - 40 * DAY; at < now - DAY; at += 5 * 60_000) all.push(sample(at));
    for (let at = now - DAY; at < now; at += 10_000) all.push(sample(at));
    history.add('p', all);
  }
  using history = open(clock);
  const ages = history.pool({ poolId: 'p', fromMs: 0, points: 1e6 }).map(({ at }) => now - at);
  const between = (young: number, old: number) => ages.filter(age => age > young && age <= old).length;
  expect(between(0, HOUR)).toBe(360);
  expect(between(2 * HOUR, 3 * HOUR)).toBe(60);
  expect(between(2 * DAY, 3 * DAY)).toBe(96);
  expect(Math.max(...ages)).toBeLessThanOrEqual(31 * DAY);
});

test('thinning twice is thinning once', () => {
  const clock = clockAt();
  using history = open(clock);
  const days = Array.from({ length: 3000 }, (_, index) => sample(clock.now() - index * 60_000));
  history.add('p', days.reverse());
  const count = () => history.pool({ poolId: 'p', fromMs: 0, points: 1e6 }).length;
  using _first = open(clock);
  const once = count();
  expect(once).toBeLessThan(3000);
  using _second = open(clock);
  expect(count()).toBe(once);
});

test('a damaged file is set aside, and the history begins anew', () => {
  writeFileSync(path.join(dataDir, 'history.db'), 'no database at all'.repeat(300));
  const clock = clockAt();
  using history = open(clock);
  history.add('p', [sample(clock.now())]);
  expect(history.pool({ poolId: 'p', fromMs: 0, points: 10 })).toHaveLength(1);
  expect(readdirSync(dataDir).some(name => name.includes('damaged'))).toBe(true);
});

test('where no file can be made the history lasts as long as the app', () => {
  const clock = clockAt();
  const log = silentLog;
  using history = openHistory({ dataDir: path.join(dataDir, 'missing'), clock, log });
  history.add('p', [sample(clock.now())]);
  expect(history.pool({ poolId: 'p', fromMs: 0, points: 10 })).toHaveLength(1);
  expect(existsSync(path.join(dataDir, 'missing'))).toBe(false);
});

function somePools() {
  const listeners = new Set<(diff: Diff) => void>();
  const plan = { id: 'p', slots: { free: 5, coming: 0, target: 4, total: 24 }, queue: 0 } as PoolPlan;
  return {
    plan,
    plans: () => [plan],
    onPlan(listener: (diff: Diff) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hosts: () => [
      { poolId: 'p', phase: 'active' } as Host,
      { poolId: 'p', phase: 'active' } as Host,
      { poolId: 'p', phase: 'removed' } as Host,
      { poolId: 'other', phase: 'spawning' } as Host,
    ],
    instances: () => [
      { poolId: 'p', state: 'running' } as Instance,
      { poolId: 'p', state: 'queueing' } as Instance,
    ],
    change() {
      for (const listener of listeners) listener({ plans: { put: { p: plan } } });
    },
  };
}

test('a pool is sampled once a minute, with its hosts by phase and its running instances', async () => {
  const clock = clockAt();
  using history = open(clock);
  history.follow(somePools());
  await clock.advance(10 * 60_000);
  const taken = history.pool({ poolId: 'p', fromMs: 0, points: 100 });
  expect(taken).toHaveLength(10);
  expect(taken[0]).toMatchObject({ free: 5, target: 4, total: 24, running: 1, hosts: { active: 2 } });
});

test('a change is sampled at once, a hundred changes in ten seconds twice, with the last of them', async () => {
  const clock = clockAt();
  using history = open(clock);
  const pools = somePools();
  history.follow(pools);
  for (let change = 0; change < 100; change += 1) {
    pools.plan.slots = { ...pools.plan.slots, free: change };
    pools.change();
    await clock.advance(100);
  }
  await clock.advance(5_000);
  const taken = history.pool({ poolId: 'p', fromMs: 0, points: 1000 });
  expect(taken.map(({ free }) => free)).toEqual([0, 99]);
});

test('nothing is sampled any more after the end', async () => {
  const clock = clockAt();
  const pools = somePools();
  open(clock).follow(pools)();
  pools.change();
  await clock.advance(5 * 60_000);
  using history = open(clock);
  expect(history.pool({ poolId: 'p', fromMs: 0, points: 10 })).toEqual([]);
});
