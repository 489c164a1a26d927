// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptyState, type State } from '../../driver/model/state';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const facts = {
  id: 'e',
  version: '28.1.0',
  operatingSystem: 'Debian 12',
  architecture: 'amd64',
  memoryMiB: 8192,
  cpus: 4,
};
let engines: unknown[] = [];
const bridge = installFakeBridge({
  'engines.discover': () => engines,
  'engines.advice': () => ({ steps: ['Install Docker.'], canInstall: true }),
  'engines.startPrivate': () => 'task1',
  'pools.create': () => ({}),
  'shell.openDemo': () => undefined,
});

const welcome = await import('./Welcome');
const store = await import('../state/store');

beforeEach(() => {
  vi.useFakeTimers();
  engines = [];
  store.useStore.setState({ state: emptyState() });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const settle = (ms = 0) => act(() => vi.advanceTimersByTimeAsync(ms));
const socket = { url: 'unix:///var/run/docker.sock', source: 'the usual socket', facts };

test('an engine that answers is shown with version and source, and one click makes the pool', async () => {
  engines = [socket];
  renderUi(<welcome.Welcome />);
  await settle();
  expect(screen.getByText('Docker 28.1.0')).toBeTruthy();
  expect(screen.getByText(/the usual socket/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Use this engine' }));
  expect(bridge.asked('pools.create')).toMatchObject({
    input: { name: 'DockerDriver', provider: 'local', engineUrl: socket.url },
  });
});

test('where none answers it says what to do, and looks again by itself until one does', async () => {
  renderUi(<welcome.Welcome />);
  await settle();
  expect(screen.getByText('Install Docker.')).toBeTruthy();
  engines = [socket];
  await settle(3000);
  expect(screen.getByText('Docker 28.1.0')).toBeTruthy();
  const asked = bridge.count('engines.discover');
  await settle(10_000);
  expect(bridge.count('engines.discover')).toBe(asked);
});

test('where none answers the demo is offered, and opens beside', async () => {
  renderUi(<welcome.Welcome />);
  await settle();
  fireEvent.click(screen.getByRole('button', { name: 'Open the demo' }));
  await settle();
  expect(bridge.count('shell.openDemo')).toBe(1);
  engines = [socket];
  await settle(3000);
  expect(screen.queryByRole('button', { name: 'Open the demo' })).toBeNull();
});

test('one click installs a private engine, shows how it goes, and makes the pool when it is up', async () => {
  renderUi(<welcome.Welcome />);
  await settle();
  fireEvent.click(screen.getByRole('button', { name: 'Install and start a private engine' }));
  await settle();
  const task = {
    id: 'task1',
    kind: 'install',
    title: 'Private engine',
    state: 'running',
    step: 'Installing docker.io',
    done: 0,
    parts: [],
    startedAt: 0,
    result: 'unix:///run/own.sock',
  };
  const show = (state: string) =>
    act(() =>
      store.useStore.setState({ state: { ...emptyState(), tasks: { task1: { ...task, state } } } as State }),
    );
  show('running');
  expect(screen.getByText('Installing docker.io')).toBeTruthy();
  expect(bridge.count('pools.create')).toBe(0);
  show('done');
  await settle();
  expect(bridge.asked('pools.create')).toMatchObject({
    input: { name: 'DockerDriver', provider: 'local', engineUrl: 'unix:///run/own.sock' },
  });
});

test('nothing is asked of the engines any more once the window shows another screen', async () => {
  const { unmount } = renderUi(<welcome.Welcome />);
  await settle();
  unmount();
  const asked = bridge.count('engines.discover');
  await settle(10_000);
  expect(bridge.count('engines.discover')).toBe(asked);
});
