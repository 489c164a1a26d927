// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderUi } from '../testing/renderUi';
import { ageText } from './Age';
import { TimeLeft } from './TimeLeft';

const START = Date.UTC(2026, 0, 1, 12);

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

test('counts down by itself and ends in a word', () => {
  renderUi(<TimeLeft until={START + 62_000} />);
  expect(screen.getByText('1m 2s')).toBeTruthy();
  pass(3000);
  expect(screen.getByText('59s')).toBeTruthy();
  pass(60_000);
  expect(screen.getByText('ending')).toBeTruthy();
});

test('what has no end says so', () => {
  renderUi(<TimeLeft until={undefined} />);
  expect(screen.getByText('no limit')).toBeTruthy();
});

test('many of them share one timer, and none is left when they are gone', () => {
  renderUi(
    <>
      <TimeLeft until={START + 10_000} />
      <TimeLeft until={START + 20_000} />
    </>,
  );
  expect(vi.getTimerCount()).toBe(1);
  cleanup();
  expect(vi.getTimerCount()).toBe(0);
});

test('after a sleep of the machine the time is right with the first tick', () => {
  renderUi(<TimeLeft until={START + 3_600_000} />);
  vi.setSystemTime(START + 3_000_000);
  pass(1000);
  expect(screen.getByText('9m 59s')).toBeTruthy();
});

test('an age is told in its greatest unit', () => {
  const day = 86_400_000;
  expect([5000, 90_000, 5 * day, 100 * day, 800 * day].map(ageText)).toEqual([
    'just now',
    '1m ago',
    '5d ago',
    '3 months ago',
    '2 years ago',
  ]);
});
