import { expect, test } from 'vitest';
import { isWorldWide, rangesIn, strangeRanges } from './cidr';

test('a single address is a range of one, and what is between them does not matter', () => {
  expect(rangesIn(' 192.0.2.7, 198.51.100.0/24\n2001:db8::7 2001:db8::/48 ')).toEqual([
    '192.0.2.7/32',
    '198.51.100.0/24',
    '2001:db8::7/128',
    '2001:db8::/48',
  ]);
  expect(rangesIn(null)).toEqual([]);
});

test('what is none is named', () => {
  expect(strangeRanges('192.0.2.7 192.0.2.256 10.0.0.0/33 here')).toEqual([
    '192.0.2.256',
    '10.0.0.0/33',
    'here',
  ]);
});

test('a range that lets in everybody is known as that', () => {
  expect(['0.0.0.0/0', '::/0', '0.0.0.0/1'].every(isWorldWide)).toBe(true);
  expect(['10.0.0.0/8', '2001:db8::/32', '192.0.2.7/32'].some(isWorldWide)).toBe(false);
});
