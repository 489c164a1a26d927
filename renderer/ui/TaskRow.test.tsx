// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Task } from '../../driver/model/task';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge({ 'tasks.cancel': () => undefined, 'tasks.dismiss': () => undefined });
const view = await import('./TaskRow');

afterEach(cleanup);

const task: Task = {
  id: 't',
  kind: 'import',
  title: 'Import a.tar',
  state: 'running',
  step: 'Verifying layer 1 of 2',
  done: 500_000_000,
  total: 2_000_000_000,
  speed: 100_000_000,
  parts: [],
  startedAt: 0,
};

test('progress says how much, how fast and how long still, as far as that is known', () => {
  const { progressText } = view;
  expect(progressText(task)).toBe('500 MB of 2.00 GB · 100 MB/s · 15s left');
  expect(progressText({ done: 5000 })).toBe('5.00 kB');
  expect(progressText({ done: 0 })).toBe('');
});

test('a running task can be cancelled', () => {
  renderUi(<view.TaskRow task={task} />);
  fireEvent.click(screen.getByRole('button', { name: 'Cancel: Import a.tar' }));
  expect(bridge.asked('tasks.cancel')).toMatchObject({ input: { id: 't' } });
});

test('a failed task says what, why and what next, and can be dismissed', () => {
  const error = {
    kind: 'input' as const,
    code: 'X',
    what: 'It is cut short.',
    why: '2 MB are missing.',
    next: 'Copy it again.',
  };
  renderUi(<view.TaskRow task={{ ...task, state: 'failed', error }} />);
  expect(screen.getByText('It is cut short.').parentElement?.textContent).toBe(
    'It is cut short. 2 MB are missing. Copy it again.',
  );
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss: Import a.tar' }));
  expect(bridge.asked('tasks.dismiss')).toMatchObject({ input: { id: 't' } });
});
