import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, lifetimeSchema, parseLifetime } from './duration';

describe('a lifetime', () => {
  it.each([
    ['10m', 600_000],
    ['1h 0m', 3_600_000],
    ['1d 2h 30m', 95_400_000],
    ['1d2h', 93_600_000],
    ['400d', 34_560_000_000],
    ['  2h ', 7_200_000],
  ])('%j is %d ms', (text, ms) => expect(parseLifetime(text)).toBe(ms));

  it('is for ever when it is 0m', () => expect(parseLifetime('0m')).toBe(0));

  it.each(['', '  ', '1x', '10', '100h 99m', '2m 1h', '1h 1h', '-1h', '1.5h', '10 m', '99999999999999999d'])(
    '%j is none',
    text => expect(parseLifetime(text)).toBeUndefined(),
  );

  it('that is wrong is answered with how to write one', () => {
    expect(lifetimeSchema.safeParse('1x').error?.issues[0]?.message).toContain('1d 2h 30m');
  });

  it('reads back what days, hours and minutes were written', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(99), fc.nat(99), (days, hours, minutes) => {
        expect(parseLifetime(`${days}d ${hours}h ${minutes}m`)).toBe(
          ((days * 24 + hours) * 60 + minutes) * 60_000,
        );
      }),
    );
  });
});

it('writes durations in two units at the most', () => {
  expect(formatDuration(0)).toBe('0s');
  expect(formatDuration(12_300)).toBe('12s');
  expect(formatDuration(570_000)).toBe('9m 30s');
  expect(formatDuration(3_600_000)).toBe('1h');
  expect(formatDuration(93_784_000)).toBe('1d 2h');
  expect(formatDuration(-5)).toBe('0s');
});
