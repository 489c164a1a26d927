import { expect, test, vi } from 'vitest';
import type { Instance } from '../driver/model/instance';
import { emptyState, type State } from '../driver/model/state';
import { noticesOf, tellNotices } from './notices';

const MINUTE = 60_000;
const running = {
  id: 'i',
  name: 'pb-ada-the-brave',
  config: { name: 'web' },
  state: 'running',
  runningAt: 0,
  expiresAt: 60 * MINUTE,
};
const of = (instance: object) => ({ ...emptyState(), instances: { i: instance } }) as unknown as State;
const news = (instance: object, now: number) => noticesOf(instance as Instance, 5, now);
const titles = (instance: object, now: number) => news(instance, now).map(({ title }) => title);

test('an end is told 15 minutes before, and once more at the minutes of the setting', () => {
  const keys = (now: number) =>
    news(running, now)
      .map(({ key }) => key)
      .slice(1);
  expect(keys(44 * MINUTE)).toEqual([]);
  expect(titles(running, 45 * MINUTE)).toEqual([
    'pb-ada-the-brave is running',
    'pb-ada-the-brave ends in 15m',
  ]);
  expect(keys(50 * MINUTE)).toEqual(keys(45 * MINUTE));
  expect(keys(55 * MINUTE)).toHaveLength(1);
  expect(keys(55 * MINUTE)).not.toEqual(keys(50 * MINUTE));
  expect(keys(61 * MINUTE)).toEqual([]);
});

test('a life shorter than the warning has none, and one without an end neither', () => {
  const { expiresAt: _, ...endless } = running;
  expect(titles({ ...running, expiresAt: MINUTE }, 0)).toEqual(['pb-ada-the-brave is running']);
  expect(titles(endless, 59 * MINUTE)).toEqual(['pb-ada-the-brave is running']);
});

test('news is told once, not at the start, and not to somebody who sees it', () => {
  vi.useFakeTimers({ now: 0 });
  let state = of({ ...running, state: 'provisioning' });
  let seen = false;
  let changed = () => {};
  const told: string[] = [];
  const stop = tellNotices(
    {
      get state() {
        return state;
      },
      onChange(listener) {
        changed = () => listener(state, { instances: { put: state.instances } });
        listener(state);
        return () => true;
      },
    },
    () => seen,
    ({ title }) => void told.push(title),
  );
  state = of(running);
  changed();
  changed();
  expect(told).toEqual(['pb-ada-the-brave is running']);
  seen = true;
  vi.advanceTimersByTime(46 * MINUTE);
  seen = false;
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(10 * MINUTE);
  expect(told).toEqual(['pb-ada-the-brave is running', 'pb-ada-the-brave ends in 5m']);
  stop();
  vi.advanceTimersByTime(60 * MINUTE);
  expect(told).toHaveLength(2);
  vi.useRealTimers();
});

test('a launch that failed is told with its reason', () => {
  const error = {
    kind: 'input',
    code: 'X',
    what: 'The container ended.',
    why: 'Status 1.',
    next: 'See its log.',
  };
  const [notice] = news({ ...running, state: 'failed', error }, 0);
  expect(notice?.title).toBe('pb-ada-the-brave failed');
  expect(notice?.body).toContain('The container ended.');
});
