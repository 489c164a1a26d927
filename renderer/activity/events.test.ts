import { expect, test } from 'vitest';
import type { RockpoolEvent } from '../../driver/model/event';
import { eventLine, matching } from './events';

const event = (id: string, at: number, level: RockpoolEvent['level'], text: string): RockpoolEvent => ({
  id,
  at,
  level,
  text,
});
const events = [
  event('1', 10, 'info', 'Ada runs.'),
  event('2', 30, 'error', 'Ada failed.'),
  event('3', 20, 'warning', 'Grace ends soon.'),
];
const ids = (filter: { text: string; level: RockpoolEvent['level'] }) =>
  matching(events, filter).map(({ id }) => id);

test('the newest come first', () => {
  expect(ids({ text: '', level: 'info' })).toEqual(['2', '3', '1']);
});

test('a level shows what is at least as grave', () => {
  expect(ids({ text: '', level: 'warning' })).toEqual(['2', '3']);
  expect(ids({ text: '', level: 'error' })).toEqual(['2']);
});

test('words are found in any case', () => {
  expect(ids({ text: ' ADA ', level: 'info' })).toEqual(['2', '1']);
});

test('a line for the clipboard has the time, the level and the sentence', () => {
  expect(eventLine(event('1', 0, 'info', 'Ada runs.'))).toBe('1970-01-01T00:00:00.000Z info    Ada runs.');
});
