import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slotsBeside, slotsOfEngine, steadyMiB } from './slots';

test('a quarter of the memory, between 1 and 4 GiB, is left to the machine', () => {
  expect(slotsOfEngine(2048)).toBe(2);
  expect(slotsOfEngine(16 * 1024)).toBe(24);
  expect(slotsOfEngine(64 * 1024)).toBe(120);
  expect(slotsOfEngine(512)).toBe(1);
});

test('what containers of somebody else hold is left out', () => {
  expect(slotsBeside(16 * 1024, 0)).toBe(slotsOfEngine(16 * 1024));
  expect(slotsBeside(64 * 1024, 8 * 1024)).toBe(104);
  expect(slotsBeside(4096, 8192)).toBe(1);
});

test('what they hold grows at once, and shrinks by whole slots', () => {
  expect(steadyMiB(900, undefined)).toBe(900);
  expect(steadyMiB(900, 400)).toBe(900);
  expect(steadyMiB(500, 900)).toBe(900);
  expect(steadyMiB(300, 900)).toBe(300);
});

test('it never counts as less than it is', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.option(fc.nat(), { nil: undefined }),
      (now, before) => steadyMiB(now, before) >= now,
    ),
  );
});
