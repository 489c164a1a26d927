import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from './json';

function fault(text: string) {
  const result = parseJson(text);
  return result.ok ? undefined : result.fault;
}

test.each([
  ['', 1, 1],
  ['{\n  "a": 1,\n  "b', 3, 3],
  ['{\n  "a": 1,\n', 3, 1],
  ['{"a": [1, 2', 1, 12],
  ['{"a":', 1, 6],
])('%j is cut short at line %i, column %i', (text, line, column) => {
  expect(fault(text)).toEqual({ cutShort: true, line, column });
});

test.each([
  ['{"a": 1,}', 1, 9],
  ["{'a': 1}", 1, 2],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
  ['[1, 2}', 1, 6],
  ['{"a": tru}', 1, 7],
  ['{"a": 1} {', 1, 10],
  ['{"a": 01}', 1, 8],
  ['{"a" 1}', 1, 6],
  ['{"a": "b\tc"}', 1, 7],
])('%j goes wrong at line %i, column %i', (text, line, column) => {
  expect(fault(text)).toEqual({ cutShort: false, line, column });
});

test('what is JSON is read, and any part of an object is cut short at its end', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (value, at) => {
      const text = JSON.stringify(value);
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      expect(fault(text.slice(0, at % text.length))).toMatchObject({ cutShort: true });
    }),
  );
});
