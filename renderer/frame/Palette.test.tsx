// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Instance } from '../../driver/model/instance';
import { emptyState, type State } from '../../driver/model/state';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

installFakeBridge();

const commands = await import('../ui/commands');
const dialogs = await import('./dialogs');
const navigation = await import('../state/navigation');
const store = await import('../state/store');
const palette = await import('./Palette');
(await import('../commands')).registerBuiltInCommands();

afterEach(cleanup);

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
