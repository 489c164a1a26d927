import { expect, test } from 'vitest';
import { addUsage, emptySeries, sparkline } from './usageSeries';

const told = (sent: number, written?: number) => ({
  cpuPercent: 5,
  memoryMiB: 10,
  processes: 2,
  networkReceivedBytes: 0,
  networkSentBytes: sent,
  ...(written === undefined ? {} : { diskWrittenBytes: written }),
});

test('rates are what came since the moment before, a second', () => {
  const series = addUsage(addUsage(emptySeries, told(1000, 50), 1000), told(4000, 50), 3000);
  expect(series.points[0]).not.toHaveProperty('sentRate');
  expect(series.points[1]).toMatchObject({
    sentRate: 1500,
    receivedRate: 0,
    writtenRate: 0,
    writtenBytes: 50,
  });
});

test('what nobody counts has no rate, and a new start is no negative one', () => {
  const series = addUsage(addUsage(emptySeries, told(1000), 1000), told(10), 2000);
  expect(series.points[1]).not.toHaveProperty('writtenRate');
  expect(series.points[1]?.sentRate).toBe(0);
});

test('two minutes are kept', () => {
  let series = emptySeries;
  for (let second = 0; second < 500; second += 1) series = addUsage(series, told(second), second * 1000);
  expect(series.points).toHaveLength(120);
  expect(series.points.at(-1)?.at).toBe(499_000);
});

test('a line ends at the right, is as high as the highest value, and has gaps', () => {
  const box = { width: 119, height: 10, most: 0 };
  expect(sparkline([0, 5, 10], box)).toBe('M117.0 10.0L118.0 5.0L119.0 0.0');
  expect(sparkline([1, undefined, 1], { ...box, most: 2 })).toBe('M117.0 5.0M119.0 5.0');
  expect(sparkline([], box)).toBe('');
});
