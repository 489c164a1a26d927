// @vitest-environment happy-dom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Connection, useStore } from '../state/store';
import { renderUi } from '../testing/renderUi';
import { NoConnection } from './NoConnection';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const show = (connection: Connection) => {
  useStore.setState({ connection });
  renderUi(<NoConnection />);
};
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

test('a quick start shows nothing, a slower one that it starts, a slow one why that may be', () => {
  show({ status: 'connecting', since: Date.now() });
  expect(screen.getByRole('main').textContent).toBe('');
  pass(1000);
  expect(screen.getByRole('status').textContent).toBe('Starting…');
  pass(5000);
  expect(screen.getByRole('status').textContent).toContain('Still starting.');
});

test('a backend that is gone is told with what, why and what next', () => {
  const error = {
    kind: 'permanent',
    code: 'DATA_NEWER',
    what: 'It is newer.',
    why: 'Version 3.',
    next: 'Update.',
  } as const;
  show({ status: 'lost', error });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Rockpool is not running');
  for (const text of ['It is newer.', 'Version 3.', 'Update.']) expect(screen.getByText(text)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Show logs' })).toBeTruthy();
});
