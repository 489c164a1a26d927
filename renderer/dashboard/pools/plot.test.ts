import { expect, test } from 'vitest';
import type { PoolSample } from '../../../driver/model/poolSample';
import { areaOf, lineOf, nearestTo, runsOf, summaryOf, ticksOf, topOf, wordsOf } from './plot';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const sample = (at: number, free = 3, changes: Partial<PoolSample> = {}): PoolSample => ({
  ...{ at, free, coming: 0, target: 4, total: 24, queue: 0, running: 2, hosts: {} },
  ...changes,
});
const frame = { width: 100, height: 50, from: 0, to: 100, most: 10 };

test('the top of the plot is a round number above all that is shown', () => {
  expect(topOf([])).toBe(4);
  expect(topOf([sample(0, 3)])).toBe(4);
  expect(topOf([sample(0, 37)])).toBe(40);
  expect(topOf([sample(0, 12, { target: 41 })])).toBe(50);
  expect(topOf([sample(0, 101)])).toBe(200);
});

test('slots stay as they are until they change: a line in steps', () => {
  expect(lineOf([sample(0, 10), sample(50, 5)], ({ free }) => free, frame)).toBe('M0 0H50V25');
  expect(areaOf([sample(0, 10), sample(50, 5)], ({ free }) => free, frame)).toBe('M0 0H50V25L50 50L0 50Z');
});

test('a single sample is a dot, and has nothing under it', () => {
  expect(lineOf([sample(20, 10)], ({ free }) => free, frame)).toBe('M20 0h1.5');
  expect(areaOf([sample(20, 10)], ({ free }) => free, frame)).toBe('');
});

test('the line breaks where nobody looked, and goes on over the coarser steps of days ago', () => {
  const now = 7 * 24 * HOUR;
  const recent = [now - HOUR, now - 59 * MINUTE, now - 20 * MINUTE, now].map(at => sample(at));
  expect(runsOf(recent, now, 0).map(run => run.length)).toEqual([2, 1, 1]);
  const old = [0, 15 * MINUTE, 30 * MINUTE].map(at => sample(at));
  expect(runsOf(old, now, 0).map(run => run.length)).toEqual([3]);
});

test('ticks are round local times, and fewer where there is little room', () => {
  const to = Date.now();
  const wide = ticksOf('6h', { ...frame, from: to - 6 * HOUR, to, width: 600 });
  expect(wide.length).toBeGreaterThanOrEqual(5);
  for (const { at } of wide) expect(new Date(at).getMinutes() % 30).toBe(0);
  expect(ticksOf('6h', { ...frame, from: to - 6 * HOUR, to, width: 130 }).length).toBeLessThanOrEqual(4);
});

test('the sample nearest to a time is found, at the ends too', () => {
  const samples = [sample(0), sample(10), sample(40)];
  expect([-5, 4, 6, 30, 99].map(at => nearestTo(at, samples))).toEqual([0, 0, 1, 2, 2]);
});

test('a sample in words says what was free, wanted, running and waiting', () => {
  const words = wordsOf(sample(0, 3, { queue: 2 }), '1h');
  expect(words).toContain('3 of 24 slots free, target 4; 2 running, 2 waiting');
  expect(wordsOf(sample(0), '1h')).not.toContain('waiting');
  expect(wordsOf(sample(0, 3, { target: 0 }), '1h')).toMatch(/3 of 24 slots free; 2 running$/);
  expect(wordsOf(sample(0, 0, { total: 0 }), '1h')).toContain('no host is ready, target 4');
});

test('the summary tells the least, the most, and how long it was too little', () => {
  const samples = [sample(0, 2), sample(1, 9), sample(2, 5), sample(3, 6)];
  expect(summaryOf(samples, '6h', true)).toBe(
    'In the last 6 hours 2 to 9 slots were free, below the target 25 % of it.',
  );
  expect(summaryOf([sample(0, 9)], '1h', true)).toContain('never below the target');
  expect(summaryOf([sample(0, 9), sample(1, 9)], '1h', true)).toBe(
    'In the last hour 9 slots were free all the time, never below the target.',
  );
  expect(summaryOf([sample(0, 0, { target: 0 }), sample(1, 4, { target: 0 })], '1h', true)).toBe(
    'In the last hour 0 to 4 slots were free.',
  );
  expect(summaryOf([sample(0, 0, { total: 0 })], '1h', false)).toBe(
    'In the last hour no host was ready to take launches.',
  );
  // The host that is active now isn't in the newest sample yet.
  expect(summaryOf([sample(0, 0, { total: 0 })], '1h', true)).toBe(
    'In the last hour no host was ready to take launches until just now.',
  );
  expect(summaryOf([], '1h', true)).toBe('Nothing was recorded in this time.');
});
