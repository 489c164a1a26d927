// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Instance } from '../../driver/model/instance';
import { emptyState, type State } from '../../driver/model/state';
import { fakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = fakeBridge();
let commands: typeof import('../ui/commands');
let dialogs: typeof import('./dialogs');
let navigation: typeof import('../state/navigation');
let store: typeof import('../state/store');
let palette: typeof import('./Palette');

beforeAll(async () => {
  window.rockpool = bridge;
  commands = await import('../ui/commands');
  dialogs = await import('./dialogs');
  navigation = await import('../state/navigation');
  store = await import('../state/store');
  palette = await import('./Palette');
  (await import('../commands')).registerBuiltInCommands();
});
afterEach(cleanup);
afterAll(() => {
  delete window.rockpool;
});

const instance = (id: string, state: Instance['state']) =>
  ({ id, state, name: `pb-${id}`, config: { name: 'notebook a' } }) as Instance;
const state: State = {
  ...emptyState(),
  instances: { q: instance('q', 'queueing'), d: instance('d', 'deleted') },
};
const labels = () => commands.commandsFor(state).map(command => command.label);

test('live instances can be looked into, ended ones are not listed', () => {
  expect(labels()).toContain('Details of pb-q');
  expect(labels().filter(label => label.includes('pb-d'))).toEqual([]);
});

test('ids are unique, and each heading comes once', () => {
  const all = commands.commandsFor(state);
  expect(new Set(all.map(command => command.id)).size).toBe(all.length);
  const groups = palette.grouped(all).map(({ group }) => group);
  expect(new Set(groups).size).toBe(groups.length);
});

test('commands that a screen adds are there until it takes them back', () => {
  const remove = commands.registerCommands(() => [
    { id: 'x', label: 'Extra', group: 'More', run: () => undefined },
  ]);
  expect(labels()).toContain('Extra');
  remove();
  expect(labels()).not.toContain('Extra');
});

test('typing finds a command, Enter runs it, and the palette closes', async () => {
  store.useStore.setState({ state });
  renderUi(<palette.default />);
  act(() => dialogs.openPalette());
  const search = await screen.findByRole('textbox', { name: 'Search commands' });
  fireEvent.change(search, { target: { value: 'details of' } });
  await waitFor(() => expect(screen.queryByText('Configure')).toBeNull());
  fireEvent.keyDown(search, { key: 'ArrowDown', code: 'ArrowDown' });
  fireEvent.keyDown(search, { key: 'Enter', code: 'Enter' });
  await waitFor(() =>
    expect(navigation.useNavigation.getState().view).toEqual({
      screen: 'dashboard',
      params: { instanceId: 'q' },
    }),
  );
  await waitFor(() => expect(dialogs.useDialogs.getState().palette).toBe(false));
});
