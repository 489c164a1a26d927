import { expect, test } from 'vitest';
import { anInstance } from '../testing/builders';
import { localInput, orderOf, type ShutdownForm, whatRuns } from './orders';

const now = Date.UTC(2026, 0, 1, 12);
const form = (changes: Partial<ShutdownForm>): ShutdownForm => ({
  how: 'in',
  minutes: 30,
  at: '',
  ...changes,
});

test('the form becomes an order', () => {
  expect(orderOf(form({ how: 'wait' }), now)).toEqual({ order: { how: 'wait' } });
  expect(orderOf(form({ how: 'now' }), now)).toEqual({ order: { how: 'now' } });
  expect(orderOf(form({}), now)).toEqual({ order: { how: 'at', afterMs: 1_800_000 } });
  const at = localInput(now + 3_600_000);
  expect(orderOf(form({ how: 'at', at }), now)).toEqual({ order: { how: 'at', at: now + 3_600_000 } });
});

test.each(['', 0, 1.5, 43_201, 'x'])('%j minutes are refused with what they may be', minutes => {
  expect(orderOf(form({ minutes }), now)).toEqual({ error: 'Whole minutes, from 1 to 43200 (30 days).' });
});

test('a time that is over, missing, or far away is refused', () => {
  expect(orderOf(form({ how: 'at', at: '' }), now)).toEqual({ error: 'Choose a day and a time.' });
  expect(orderOf(form({ how: 'at', at: localInput(now) }), now)).toHaveProperty('error');
  expect(orderOf(form({ how: 'at', at: localInput(now + 31 * 86_400_000) }), now)).toHaveProperty('error');
});

test('it says what runs, when the last of it ends, and what never does', () => {
  expect(whatRuns([], now)).toBe('Nothing runs there now.');
  const ends = anInstance({ id: 'a', expiresAt: now + 600_000 });
  const { expiresAt: _, ...endless } = anInstance({ id: 'b' });
  expect(whatRuns([ends], now)).toBe('One instance lives there; the last to end by itself does so in 10m.');
  expect(whatRuns([ends, endless], now)).toBe(
    '2 instances live there; the last to end by itself does so in 10m. One of them has no end.',
  );
});
