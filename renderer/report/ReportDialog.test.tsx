// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyState } from '../../driver/model/state';
import type { Task } from '../../driver/model/task';
import { installFakeBridge, sentError } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge({
  'reports.contents': () => [
    { name: 'Versions', says: 'of Rockpool.' },
    { name: 'Hosts', says: '3 hosts with each step of their lives.' },
  ],
  'reports.save': () => 't1',
  'reports.show': () => undefined,
  'tasks.cancel': () => undefined,
});

const dialog = await import('./ReportDialog');
const opening = await import('./reportDialog');
const errors = await import('../ui/ErrorPanel');
const store = await import('../state/store');

beforeEach(() => {
  store.useStore.setState({ connection: { status: 'connected' }, state: emptyState() });
});
afterEach(() => {
  cleanup();
  opening.useReportDialog.setState(opening.useReportDialog.getInitialState());
});

const button = (name: string) => screen.getByRole('button', { name });
async function open() {
  renderUi(<dialog.ReportDialog />);
  await act(async () => opening.openReport());
}
const task = (changes: Partial<Task>) =>
  act(() => {
    const begun: Task = {
      ...{ id: 't1', kind: 'report', title: 'Save a report for support', state: 'running', step: '' },
      ...{ done: 0, parts: [], startedAt: 1 },
    };
    store.useStore.setState({ state: { ...emptyState(), tasks: { t1: { ...begun, ...changes } } } });
  });

test('what is in it and what never is stands there before anything is saved, and names are replaced unless one says otherwise', async () => {
  await open();
  expect(screen.getByRole('region', { name: 'What is in it' }).textContent).toContain('Hosts: 3 hosts');
  expect(screen.getByRole('region', { name: 'What is never in it' }).textContent).toContain(
    'Passwords, keys',
  );
  const names = screen.getByRole('switch', { name: /Replace names/ }) as HTMLInputElement;
  expect(names.checked).toBe(true);
  fireEvent.click(names);
  expect(screen.getByText(/stand in the file as they are/)).toBeTruthy();
  await act(async () => fireEvent.click(button('Save as…')));
  const [input] = bridge.inputs('reports.save') as { placeholders: boolean; fileName: string }[];
  expect(input?.placeholders).toBe(false);
  expect(input?.fileName).toMatch(/^rockpool-report-\d{4}-\d\d-\d\d-\d{4}\.tar\.gz$/);
});

test('while it is saved it says how far it is, and can be cancelled', async () => {
  await open();
  await act(async () => fireEvent.click(button('Save as…')));
  task({ step: 'the log', done: 4e6, total: 8e6 });
  expect(screen.getByRole('status').textContent).toContain('Saving · the log · 4.00 MB of 8.00 MB');
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
  fireEvent.click(button('Cancel'));
  expect(bridge.inputs('tasks.cancel')).toEqual([{ id: 't1' }]);
  task({ state: 'cancelled' });
  expect(screen.getByText('Nothing was saved.')).toBeTruthy();
});

test('in the end it says where it is, and shows it there', async () => {
  await open();
  await act(async () => fireEvent.click(button('Save as…')));
  task({ state: 'done', result: 'Saved as /home/ada/r.tar.gz (1.20 MB).' });
  expect(screen.getByText('Saved as /home/ada/r.tar.gz (1.20 MB).')).toBeTruthy();
  fireEvent.click(button('Show in folder'));
  expect(bridge.inputs('reports.show')).toEqual([{ taskId: 't1' }]);
  // Opened once more, it asks anew.
  fireEvent.click(button('Done'));
  await act(async () => opening.openReport());
  expect(button('Save as…')).toBeTruthy();
});

test('a full disk is told, and another folder can be chosen', async () => {
  await open();
  await act(async () => fireEvent.click(button('Save as…')));
  task({
    state: 'failed',
    error: {
      kind: 'input',
      code: 'FILE_NOT_SAVED',
      what: 'The file could not be saved.',
      why: 'The disk is full.',
    },
  });
  expect(screen.getByText('The disk is full.')).toBeTruthy();
  fireEvent.click(button('Try again'));
  expect(button('Save as…')).toBeTruthy();
});

test('who wants names in it is told once more when it is saved, and not asked again after a failure', async () => {
  await open();
  const names = () => screen.getByRole('switch', { name: /Replace names/ }) as HTMLInputElement;
  fireEvent.click(names());
  await act(async () => fireEvent.click(button('Save as…')));
  task({ state: 'failed', error: { kind: 'input', code: 'FILE_NOT_SAVED', what: 'No.' } });
  fireEvent.click(button('Try again'));
  expect(names().checked).toBe(false);
  await act(async () => fireEvent.click(button('Save as…')));
  task({ state: 'done', result: 'Saved as /home/ada/r.tar.gz (1.20 MB).' });
  expect(screen.getByText(/stand in the file as they are/)).toBeTruthy();
  fireEvent.click(button('Done'));
  await act(async () => opening.openReport());
  expect(names().checked).toBe(true);
});

test('who thinks better of it in the system dialog is asked on', async () => {
  bridge.answer('reports.save', () => undefined);
  await open();
  await act(async () => fireEvent.click(button('Save as…')));
  expect(button('Save as…')).toBeTruthy();
  bridge.answer('reports.save', () => 't1');
});

test('what cannot be listed is told, and may be saved all the same', async () => {
  bridge.answer('reports.contents', undefined);
  await open();
  const { id } = bridge.asked('reports.contents');
  await act(async () =>
    bridge.deliver({
      type: 'error',
      id,
      error: sentError({ kind: 'transient', code: 'X', what: 'The logs can’t be read.' }),
    }),
  );
  expect(screen.getByText('The logs can’t be read.')).toBeTruthy();
  expect((button('Save as…') as HTMLButtonElement).disabled).toBe(false);
});

test('an error that is a fault of Rockpool offers a report, another one does not', () => {
  renderUi(<errors.ErrorPanel error={{ kind: 'input', code: 'A', what: 'No such name.' }} />);
  expect(screen.queryByRole('button', { name: /report/ })).toBeNull();
  renderUi(<errors.ErrorPanel error={{ kind: 'bug', code: 'B', what: 'Something went wrong.' }} />);
  fireEvent.click(button('Save a report for support…'));
  expect(opening.useReportDialog.getState().opened).toBe(true);
});
