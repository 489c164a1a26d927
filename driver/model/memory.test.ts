import { describe, expect, it } from 'vitest';
import { formatBytes, parseMemoryMiB, slotsForMemory } from './memory';
import { slotsOfEngine } from './slots';

describe('a memory limit', () => {
  it.each([
    ['512m', 512],
    ['2g', 2048],
    ['1gb', 1024],
    ['1GiB', 1024],
    ['8192k', 8],
  ])('%j is %d MiB', (text, mib) => expect(parseMemoryMiB(text)).toBe(mib));

  it.each(['512', '', '-1', '-1m', '1x', '5m', '0m', '1.5g', 'm'])('%j is none', text =>
    expect(parseMemoryMiB(text)).toBeUndefined(),
  );
});

it('counts slots of 512 MiB, rounded up', () => {
  expect([6, 512, 513, 2048].map(slotsForMemory)).toEqual([1, 1, 2, 4]);
});

it("leaves a quarter of an engine's memory to the machine, between 1 and 4 GiB", () => {
  expect([512, 2048, 8192, 24_576].map(slotsOfEngine)).toEqual([1, 2, 12, 40]);
});

it('writes bytes as file managers do', () => {
  expect([0, 999, 2_100_000, 1_030_000_000, 999_600].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '2.10 MB',
    '1.03 GB',
    '1.00 MB',
  ]);
});
