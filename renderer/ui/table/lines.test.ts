import { expect, test } from 'vitest';
import { between, nextRow } from './lines';

test('a range goes from one to the other, whichever stands first', () => {
  const ids = ['a', 'b', 'c', 'd'];
  expect(between(ids, 'b', 'd')).toEqual(['b', 'c', 'd']);
  expect(between(ids, 'd', 'b')).toEqual(['b', 'c', 'd']);
  expect(between(ids, 'c', 'c')).toEqual(['c']);
});

test('where it began is no longer listed, a range is just its end', () => {
  expect(between(['a', 'b'], 'gone', 'b')).toEqual(['b']);
  expect(between(['a', 'b'], undefined, 'a')).toEqual(['a']);
  expect(between(['a', 'b'], 'a', 'gone')).toEqual([]);
});

test('going on steps over headings, and stays where there is nothing more', () => {
  const lines = [{ heading: 'one', count: 1 }, { row: 'a' }, { heading: 'two', count: 1 }, { row: 'b' }];
  expect(nextRow(lines, 0, 1)).toBe(1);
  expect(nextRow(lines, 2, 1)).toBe(3);
  expect(nextRow(lines, 2, -1)).toBe(1);
  expect(nextRow(lines, 0, -1)).toBeUndefined();
  expect(nextRow(lines, 4, 1)).toBeUndefined();
});
