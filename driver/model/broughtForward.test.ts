import { expect, test } from 'vitest';
import { endUnder } from './broughtForward';

test('what would end later, or never, ends with its pool, and its own end is kept', () => {
  expect(endUnder({ expiresAt: 500 }, 100)).toEqual({ expiresAt: 100, broughtForward: { from: 500 } });
  expect(endUnder({}, 100)).toEqual({ expiresAt: 100, broughtForward: { from: null } });
});

test('what ends earlier by itself stays as it is', () => {
  expect(endUnder({ expiresAt: 50 }, 100)).toEqual({ expiresAt: 50 });
});

test('another time for the end of the pool counts from its own end, not from the former time', () => {
  const brought = endUnder({ expiresAt: 500 }, 100);
  expect(endUnder(brought, 300)).toEqual({ expiresAt: 300, broughtForward: { from: 500 } });
  expect(endUnder(brought, 900)).toEqual({ expiresAt: 500 });
});

test('called back, it has its own end again', () => {
  expect(endUnder(endUnder({ expiresAt: 500 }, 100), undefined)).toEqual({ expiresAt: 500 });
  expect(endUnder(endUnder({}, 100), undefined)).toEqual({ expiresAt: undefined });
});
