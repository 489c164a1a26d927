import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { depth, readJson } from './json';
import { defaultLimits } from './limits';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readJson(bytes(text), z.object({ a: z.number() }), defaultLimits);

it('counts how deeply brackets nest, but not those in strings', () => {
  expect(depth(bytes('[{"a":[1]},2]'))).toBe(3);
  expect(depth(bytes('{"a":"[[[[\\"[["}'))).toBe(1);
});

it('counts as JSON nests', () => {
  const nesting = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(nesting)) : 0;
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(depth(bytes(JSON.stringify(value)))).toBe(nesting(value));
    }),
  );
});

it('says why it does not read a document', () => {
  expect(read('{"a":1}')).toEqual({ ok: true, value: { a: 1 } });
  expect(read('{"a":"1"}')).toEqual({ ok: false, fault: 'wrong-shape', detail: 'a' });
  expect(read('{"a":')).toEqual({ ok: false, fault: 'not-json' });
  expect(read('\ud800')).toEqual({ ok: false, fault: 'not-json' });
  expect(read('['.repeat(100))).toEqual({ ok: false, fault: 'too-deep' });
  expect(readJson(bytes('  '), z.unknown(), { ...defaultLimits, jsonBytes: 1 })).toEqual({
    ok: false,
    fault: 'too-large',
  });
});
