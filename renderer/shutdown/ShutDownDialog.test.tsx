// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Shutdown } from '../../driver/model/shutdown';
import { emptyState, type State } from '../../driver/model/state';
import { anInstance, aPool } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge({
  'pools.shutDown': () => undefined,
  'pools.callBack': () => undefined,
  'shell.copyText': () => undefined,
  'shell.saveText': () => '/tmp/report.txt',
});
let dialog: typeof import('./ShutDownDialog');
let opening: typeof import('./shutdownDialog');
let store: typeof import('../state/store');
let notifications: typeof import('@mantine/notifications');

beforeAll(async () => {
  dialog = await import('./ShutDownDialog');
  opening = await import('./shutdownDialog');
  store = await import('../state/store');
  notifications = await import('@mantine/notifications');
});
afterEach(() => {
  cleanup();
  notifications.notifications.clean();
  opening.closeShutdown();
});
afterAll(() => {
  delete window.rockpool;
});

function show(shutdown?: Partial<Shutdown>) {
  const pool = aPool({ provider: 'simulator' });
  const whole: Shutdown = {
    id: 'pool',
    how: 'wait',
    orderedAt: 1,
    state: 'under way',
    remaining: [],
    remainingCount: 0,
    ...shutdown,
  };
  const state = {
    ...emptyState(),
    pools: { pool },
    instances: { instance: anInstance() },
    shutdowns: shutdown ? { pool: whole } : {},
  } as State;
  act(() => {
    store.useStore.setState({ state });
    opening.openShutdown('pool');
  });
  return renderUi(<dialog.ShutDownDialog />);
}

const container = {
  kind: 'container' as const,
  id: 'f'.repeat(64),
  name: 'pb-ada-the-merry',
  why: 'The engine was asked to remove a container and still lists it.',
  resists: true,
  command: `docker -H sim://simulated-1 rm --force ${'f'.repeat(64)}`,
};

test('it asks how instances are to end, waits by default, and sends the order', async () => {
  show();
  expect(screen.getByText(/One instance lives there/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Shut down' }));
  expect(bridge.inputs('pools.shutDown')).toEqual([{ id: 'pool', order: { how: 'wait' } }]);
});

test('after some minutes: wrong ones are refused at once, right ones are sent', () => {
  show();
  fireEvent.click(screen.getByRole('radio', { name: 'End them after some minutes' }));
  const minutes = screen.getByLabelText('Minutes from now');
  fireEvent.change(minutes, { target: { value: '0' } });
  expect(screen.getByText(/Whole minutes/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Shut down' }).disabled).toBe(true);
  fireEvent.change(minutes, { target: { value: '15' } });
  fireEvent.click(screen.getByRole('button', { name: 'Shut down' }));
  expect(bridge.inputs('pools.shutDown')).toEqual([{ id: 'pool', order: { how: 'at', afterMs: 900_000 } }]);
});

test('now: the button says how many end', () => {
  show();
  fireEvent.click(screen.getByRole('radio', { name: 'End them now' }));
  fireEvent.click(screen.getByRole('button', { name: 'End 1 instance and shut down' }));
  expect(bridge.inputs('pools.shutDown')).toEqual([{ id: 'pool', order: { how: 'now' } }]);
});

test('under way it says what is left, for what each waits, and can be changed and called back', async () => {
  const waiting = {
    ...container,
    kind: 'instance' as const,
    resists: false,
    why: 'It has no end.',
    command: undefined,
  };
  show({ remaining: [waiting as never], remainingCount: 1 });
  expect(screen.getByRole('status').textContent).toContain('Still there: 1 instance.');
  expect(screen.getByText('It has no end.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Change…' }));
  expect(screen.getByRole('radio', { name: 'End them now' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  fireEvent.click(screen.getByRole('button', { name: 'Call back' }));
  expect(bridge.inputs('pools.callBack')).toEqual([{ id: 'pool' }]);
  await waitFor(() => expect(opening.useShutdownDialog.getState().poolId).toBeUndefined());
});

const report = {
  since: 1,
  madeAt: 2,
  counts: [{ kind: 'server' as const, created: 2, givenBack: 2 }],
  things: [{ kind: 'server' as const, id: 'sim-1', name: 'simulated-1', createdAt: 1, givenBackAt: 2 }],
  older: 0,
};

test('stuck it names what does not go with its command, and the report can be taken along', () => {
  show({
    state: 'stuck',
    remaining: [container],
    remainingCount: 1,
    report: { ...report, complete: false, notGivenBack: [container] },
  });
  expect(screen.getByText('One thing does not go by itself')).toBeTruthy();
  expect(screen.getByText(container.command)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Copy report' }));
  expect(bridge.inputs('shell.copyText')).toMatchObject([
    { text: expect.stringContaining(container.command) },
  ]);
});

test('done it reports, can be saved, and the pool can be opened again', async () => {
  show({ state: 'done', report: { ...report, complete: true, notGivenBack: [] } });
  expect(screen.getByRole('status').textContent).toContain('Nothing is left.');
  expect(screen.getByRole('table', { name: 'Created and given back' }).textContent).toContain('Machines22');
  fireEvent.click(screen.getByRole('button', { name: 'Save report…' }));
  expect(bridge.inputs('shell.saveText')).toMatchObject([
    { fileName: 'DockerDriver-shutdown-1970-01-01.txt', text: expect.stringContaining('machine sim-1') },
  ]);
  fireEvent.click(screen.getByRole('button', { name: 'Open the pool again' }));
  expect(bridge.inputs('pools.callBack')).toEqual([{ id: 'pool' }]);
});

test('opened again, it asks anew and still has the last report', () => {
  show({ state: 'done', past: true, report: { ...report, complete: true, notGivenBack: [] } });
  expect(screen.getByRole('radio', { name: 'Wait until they end' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Last report' }));
  expect(screen.getByRole('dialog', { name: 'Last report of DockerDriver' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Open the pool again' })).toBeNull();
  expect(screen.getByRole('table', { name: 'Created and given back' })).toBeTruthy();
});
