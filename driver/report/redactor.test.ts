import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from './redactor';

/** As a searcher finds it who knows how texts are encoded, and not how they are redacted. */
const encodings: [string, (secret: string) => string][] = [
  ['as it is', secret => secret],
  ['in JSON', secret => JSON.stringify({ note: secret })],
  ['in JSON in JSON', secret => JSON.stringify(JSON.stringify(secret))],
  ['in hex', secret => Buffer.from(secret).toString('hex')],
  ['in base64', secret => Buffer.from(secret).toString('base64')],
  ['in the base64 of a header', secret => `Basic ${Buffer.from(`ada:${secret}`).toString('base64')}`],
  ['in a base64url', secret => Buffer.from(secret).toString('base64url')],
  ['in an address', secret => `https://cloud/x?y=${encodeURIComponent(secret)}&z`],
  ['in a form', secret => new URLSearchParams({ y: secret }).toString()],
];

test.each(encodings)('a secret %s is not there afterwards, and all around it is', (_, encode) => {
  fc.assert(
    fc.property(fc.string({ minLength: 12, maxLength: 40 }), fc.array(fc.string()), (secret, others) => {
      const redact = createRedactor([...others, secret]);
      const encoded = encode(secret);
      expect(redact(`${encoded}`)).not.toContain(encoded);
    }),
  );
  const text = createRedactor(['Tide & Ebb: 12/7'])(`before ${encode('Tide & Ebb: 12/7')} after`);
  expect(text).toMatch(/^before .*….* after$/);
});

test('of secrets that begin alike the longest is taken out whole', () => {
  expect(createRedactor(['tide', 'tidewater'])('a tidewater, a tide')).toBe('a …, a …');
});

test('what is too short to be a secret takes nothing out', () => {
  expect(createRedactor(['', 'a', 'abc'])('abc and a')).toBe('abc and a');
});
