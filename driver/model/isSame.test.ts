import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSame } from './isSame';

it('tells what is the same as JSON', () => {
  const value = fc.jsonValue();
  fc.assert(fc.property(value, one => isSame(one, structuredClone(one))));
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(isSame(one, other)).toBe(sorted(one) === sorted(other));
    }),
  );
});

it('takes what is undefined for absent', () => {
  expect(isSame({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(true);
  expect(isSame({ a: 1 }, { a: 1, b: null })).toBe(false);
  expect(isSame([undefined], [])).toBe(false);
  expect(isSame({}, [])).toBe(false);
});

/** The JSON of a value, whatever the order of its keys was. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
