import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDemux } from './demux';

function frame(stream: 1 | 2, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** Cuts bytes at the given places, as a connection may. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const at = [...new Set(places.map(place => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
}

test('frames cut anywhere give whole lines, none lost and none mixed', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const frames = fc.array(fc.tuple(fc.constantFrom(1 as const, 2 as const), text));
  fc.assert(
    fc.property(frames, fc.array(fc.nat()), (sent, places) => {
      const { push, end } = createDemux({ tty: false });
      const chunks = cut(Buffer.concat(sent.map(([stream, said]) => frame(stream, said))), places).map(push);
      for (const chunk of chunks) expect(chunk === '' || chunk.endsWith('\n')).toBe(true);
      const lines = (chunks.join('') + end()).split('\n').sort();
      const of = (wanted: number) =>
        sent
          .filter(([stream]) => stream === wanted)
          .map(([, said]) => said)
          .join('');
      const expected = [1, 2]
        .map(of)
        .flatMap(said => (said === '' ? [] : said.replace(/\n$/, '').split('\n')));
      expect(lines).toEqual([...expected, ''].sort());
    }),
  );
});

test('a terminal has no frames', () => {
  const { push, end } = createDemux({ tty: true });
  expect(push(Buffer.from('one\ntw'))).toBe('one\n');
  expect(push(Buffer.from('o'))).toBe('');
  expect(end()).toBe('two\n');
});

test('output without line ends is cut before it fills the memory', () => {
  const { push } = createDemux({ tty: true });
  let longest = 0;
  for (let i = 0; i < 100; i += 1) longest = Math.max(longest, push(Buffer.alloc(10_000, 'x')).length);
  expect(longest).toBeGreaterThan(60_000);
  expect(longest).toBeLessThan(80_000);
});
