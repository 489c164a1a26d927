import { describe, expect, test } from 'vitest';
import { runningByEnd } from '../state/instances';
import { aHost, anInstance } from '../testing/builders';
import { endingSoon, isIn, matching, orderBy, rowOf, type SortKey } from './instanceRows';

const NOW = 1_000_000_000;
const instances = {
  a: anInstance({ id: 'a', name: 'pb-ada-the-brisk', createdAt: 1, expiresAt: NOW + 300_000, slots: 2 }),
  b: anInstance({ id: 'b', name: 'pb-bob-the-calm', createdAt: 2, expiresAt: NOW + 60_000, unknown: true }),
  c: anInstance({ id: 'c', name: 'pb-eve-the-merry', createdAt: 3, state: 'queueing', slots: 4 }),
  d: anInstance({ id: 'd', name: 'pb-dan-the-gone', createdAt: 4, state: 'deleted', endedAt: NOW - 10 }),
  e: anInstance({
    id: 'e',
    name: 'pb-fay-the-sad',
    createdAt: 5,
    state: 'failed',
    endedAt: NOW - 10,
    unknown: true,
  }),
};
const rows = Object.values(instances).map(instance => rowOf(instance, { host: aHost() }));
const ids = (some: typeof rows) => some.map(({ instance }) => instance.id).join('');

describe('rowOf', () => {
  test('says unknown of a live instance whose host can’t be asked, and the state of an ended one', () => {
    expect(rows.map(row => row.shownState)).toEqual(['running', 'unknown', 'queueing', 'deleted', 'failed']);
  });
});

describe('isIn', () => {
  const scope = (which: 'live' | 'ended' | 'all', now = NOW) =>
    ids(rows.filter(({ instance }) => isIn(which, instance, now)));

  test('shows a fresh failure among the live ones and the ended ones', () => {
    expect(scope('live')).toBe('abce');
    expect(scope('ended')).toBe('de');
    expect(scope('all')).toBe('abcde');
  });

  test('lets a failure go from the live ones after an hour', () => {
    expect(scope('live', NOW + 3_600_000)).toBe('abc');
  });
});

describe('matching', () => {
  test('finds rows that have every word, wherever it stands', () => {
    expect(ids(matching(rows, ''))).toBe('abcde');
    expect(ids(matching(rows, 'EVE'))).toBe('c');
    expect(ids(matching(rows, 'rstudio queue'))).toBe('c');
    expect(ids(matching(rows, 'unknown'))).toBe('b');
    expect(ids(matching(rows, 'localhost nothing'))).toBe('');
  });
});

describe('orderBy', () => {
  const by = (key: SortKey, descending = false) => ids(rows.toSorted(orderBy({ key, descending })));

  test('puts those that end first first, and ended ones last', () => {
    expect(by('timeLeft')).toBe('baced');
  });

  test('puts the newest first by creation, and the newest first among equals', () => {
    expect(by('created', true)).toBe('edcba');
    expect(by('host')).toBe('edcba');
  });

  test('sorts slots as numbers and names as words, in both directions', () => {
    expect(by('slots', true)).toBe('caedb');
    expect(by('name')).toBe('abdce');
    expect(by('name', true)).toBe('ecdba');
  });
});

describe('endingSoon', () => {
  test('has the running ones that end within the time, the first to end first', () => {
    const byEnd = runningByEnd(instances);
    expect(endingSoon(byEnd, 5, NOW).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(endingSoon(byEnd, 4, NOW).map(({ id }) => id)).toEqual(['b']);
    expect(endingSoon(runningByEnd({ i: anInstance({ state: 'running' }) }), 120, NOW)).toEqual([]);
  });
});
