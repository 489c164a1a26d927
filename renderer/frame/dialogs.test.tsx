// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ShellRequest } from '../../driver/api/shell';
import { emptyState, type State } from '../../driver/model/state';
import { installFakeBridge, sentError } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge({ 'shell.answerQuit': () => undefined });
let stop: () => void;

Element.prototype.scrollIntoView = () => undefined;
const dialogs = await import('./dialogs');
const quit = await import('./QuitDialog');
const selfTest = await import('./SelfTestDialog');
const navigation = await import('../state/navigation');
const store = await import('../state/store');

beforeEach(() => {
  stop = dialogs.followShellRequests();
});
afterEach(() => {
  stop();
  cleanup();
  dialogs.useDialogs.setState({ palette: false, selfTest: false, quit: undefined });
});

const ask = (request: ShellRequest) =>
  act(() => bridge.deliver({ type: 'data', id: bridge.asked('shell.requests').id, value: request }));

test('the menu can show a screen and open the palette', () => {
  ask({ type: 'navigate', to: 'images' });
  expect(navigation.useNavigation.getState().view?.screen).toBe('images');
  ask({ type: 'palette' });
  expect(dialogs.useDialogs.getState().palette).toBe(true);
});

test.each([
  ['Keep running and quit', 'keep'],
  ['Cancel', 'cancel'],
])('asked about quitting, "%s" answers %s', (label, answer) => {
  renderUi(<quit.QuitDialog />);
  ask({ type: 'quit-asked', stake: { live: 2, hosts: 0, pools: [], simulated: false } });
  expect(screen.getByText(/2 instances are still live/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: label }));
  expect(bridge.asked('shell.answerQuit')).toMatchObject({ input: { answer } });
  expect(dialogs.useDialogs.getState().quit).toBeUndefined();
});

test('while instances are destroyed it says how many are left, and can be stopped', () => {
  renderUi(<quit.QuitDialog />);
  ask({ type: 'quit-asked', stake: { live: 2, hosts: 0, pools: [], simulated: false } });
  fireEvent.click(screen.getByRole('button', { name: 'Destroy, then quit' }));
  expect(bridge.asked('shell.answerQuit')).toMatchObject({ input: { answer: 'destroy' } });
  const left = { a: { id: 'a', state: 'deleting' }, b: { id: 'b', state: 'deleted' } };
  act(() => store.useStore.setState({ state: { ...emptyState(), instances: left } as unknown as State }));
  expect(screen.getByText(/^One instance is still there/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: "Don't quit" }));
  expect(bridge.asked('shell.answerQuit')).toMatchObject({ input: { answer: 'cancel' } });
  expect(dialogs.useDialogs.getState().quit).toBeUndefined();
});

const withHosts = {
  type: 'quit-asked' as const,
  stake: {
    live: 2,
    hosts: 3,
    pools: [{ id: 'pool', name: 'DockerDriver' }],
    simulated: false,
    costPerHour: 0.75,
  },
};

test('with hosts it says what they cost and what nobody does then, and can shut the pool down first', () => {
  renderUi(<quit.QuitDialog />);
  ask(withHosts);
  expect(
    screen.getByText(/^3 hosts are still there \(DockerDriver\). They cost, 0.75 an hour, whether/),
  ).toBeTruthy();
  expect(screen.getByText(/The 2 instances there are not ended/)).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'end now' }));
  fireEvent.click(screen.getByRole('button', { name: 'Shut down, then quit' }));
  expect(bridge.asked('shell.answerQuit')).toMatchObject({ input: { answer: 'now' } });
  const shutdown = { id: 'pool', state: 'under way', remainingCount: 4 };
  act(() =>
    store.useStore.setState({
      state: { ...emptyState(), shutdowns: { pool: shutdown } } as unknown as State,
    }),
  );
  expect(screen.getByText(/^4 things are still there/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: "Don't quit" }));
  expect(bridge.asked('shell.answerQuit')).toMatchObject({ input: { answer: 'cancel' } });
});

test('what the cost of the hosts leaves out is said with it', () => {
  renderUi(<quit.QuitDialog />);
  ask({ ...withHosts, stake: { ...withHosts.stake, notCounted: 'volumes not counted' } });
  expect(screen.getByText(/They cost, 0.75 an hour \(volumes not counted\), whether or not/)).toBeTruthy();
});

test('with hosts on which nothing runs there is nothing to wait for, and they can be left', () => {
  renderUi(<quit.QuitDialog />);
  ask({ ...withHosts, stake: { ...withHosts.stake, live: 0 } });
  expect(screen.queryByRole('radio')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Quit and leave them' }));
  expect(bridge.asked('shell.answerQuit')).toMatchObject({ input: { answer: 'keep' } });
});

test('the self-test shows its lines as they come, and that all of it worked', () => {
  renderUi(<selfTest.SelfTestDialog />);
  ask({ type: 'self-test' });
  const { id } = bridge.asked('shell.selfTest');
  act(() => bridge.deliver({ type: 'data', id, value: 'finds the engine' }));
  expect(screen.getByRole('log').textContent).toBe('finds the engine');
  act(() => bridge.deliver({ type: 'end', id }));
  expect(screen.getByText(/All of it worked/)).toBeTruthy();
});

test('a failed self-test says what to do, and can be run again', () => {
  renderUi(<selfTest.SelfTestDialog />);
  ask({ type: 'self-test' });
  const error = sentError({
    kind: 'permanent',
    code: 'X',
    what: 'The launch failed.',
    next: 'Start the engine.',
  });
  act(() => bridge.deliver({ type: 'error', id: bridge.asked('shell.selfTest').id, error }));
  expect(screen.getByText('Start the engine.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Run again' }));
  expect(bridge.count('shell.selfTest')).toBe(2);
});

test('closing the dialog ends a self-test that runs', () => {
  renderUi(<selfTest.SelfTestDialog />);
  ask({ type: 'self-test' });
  const { id } = bridge.asked('shell.selfTest');
  fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
  expect(bridge.requests).toContainEqual({ type: 'unlisten', id });
});
