// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { type PoolConfig, poolConfigSchema } from '../../driver/model/pool';
import { emptyState } from '../../driver/model/state';
import { aPool } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
bridge.answer('pools.configure', () => ({}));
const { PoolCard } = await import('./PoolCard');
const { useDrafts } = await import('./useEdits');
const { useStore } = await import('../state/store');
afterEach(() => {
  cleanup();
  useDrafts.setState({}, true);
});

function aFullPool(changes: Partial<PoolConfig> = {}) {
  return aPool({ provider: 'simulator', config: { ...poolConfigSchema.parse({}), ...changes } });
}
function fill(name: RegExp | string, value: string) {
  fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } });
}

test('only what was changed is saved, all of it in one call', async () => {
  renderUi(<PoolCard pool={aFullPool()} />);
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  fill('Most hosts', '6');
  fill('Life-time of a host', '30m');
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Save' })).toBeNull());
  expect(bridge.inputs('pools.configure')).toEqual([
    {
      id: 'pool',
      changes: { DD_MAX_HOSTS: 6, DD_HOST_LIFETIME: '30m' },
      seen: { DD_MAX_HOSTS: 4, DD_HOST_LIFETIME: '4h' },
      way: 'edited',
    },
  ]);
});

test('what is not possible is said at its input, and is not saved', () => {
  renderUi(<PoolCard pool={aFullPool()} />);
  fill('Most hosts', '0');
  const input = screen.getByRole('textbox', { name: 'Most hosts' });
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect((screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
  expect((input as HTMLInputElement).value).toBe('4');
});

test('a value is put back to its default by its button', () => {
  renderUi(<PoolCard pool={aFullPool({ DD_MAX_HOSTS: 9 })} />);
  fireEvent.click(screen.getByRole('button', { name: 'Reset Most hosts' }));
  expect((screen.getByRole('textbox', { name: 'Most hosts' }) as HTMLInputElement).value).toBe('4');
  expect(screen.getByText(/Most hosts: 9/)).toBeTruthy();
});

test('Escape takes back what was typed into one setting, and leaves the others', () => {
  renderUi(<PoolCard pool={aFullPool()} />);
  fill('Most hosts', '6');
  fill('Life-time of a host', '30m');
  fireEvent.keyDown(screen.getByRole('textbox', { name: 'Most hosts' }), { key: 'Escape' });
  expect(screen.queryByText(/^Most hosts: 4/)).toBeNull();
  expect(screen.getByText(/^Life-time of a host: 4h/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Undo Life-time of a host' }));
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
});

test('what was typed is there again after a look at another screen', () => {
  renderUi(<PoolCard pool={aFullPool()} />);
  fill('Most hosts', '6');
  cleanup();
  renderUi(<PoolCard pool={aFullPool()} />);
  expect((screen.getByRole('textbox', { name: 'Most hosts' }) as HTMLInputElement).value).toBe('6');
});

test('a required setting is never empty', () => {
  renderUi(<PoolCard pool={aFullPool()} />);
  fill('Small flavor', ' ');
  expect(screen.getByText('A value is needed here. Name the flavor of a small host.')).toBeTruthy();
  fill('Free slots to keep', '');
  expect(screen.getByText(/^A value is needed here. The free slots to keep is a whole number/)).toBeTruthy();
  fill('Price of the small flavor', '');
  expect(screen.queryAllByText(/A value is needed here/)).toHaveLength(2);
});

test('all settings are put back to their defaults at once, and looked over before they are saved', async () => {
  renderUi(<PoolCard pool={aFullPool({ DD_MAX_HOSTS: 9, DD_SHUTDOWN_MODE: true })} />);
  fireEvent.click(screen.getByRole('button', { name: 'More for DockerDriver' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Reset all to defaults' }));
  expect(screen.getByText(/^Most hosts: 9/).textContent).toBe('Most hosts: 9 → 4');
  expect(screen.getByText(/^Shutdown mode: on/).textContent).toBe('Shutdown mode: on → off');
});

test('each setting says who changed it last', () => {
  const [at, way] = [Date.now() - 3 * 3_600_000, 'edited'] as const;
  const change = (id: string, by: string, from: number, to: number, age: number) => ({
    [id]: { id, poolId: 'pool', at: at - age, by, way, changes: [{ key: 'DD_MAX_HOSTS', from, to }] },
  });
  const configChanges = { ...change('a', 'bob', 4, 5, 1000), ...change('b', 'ada', 5, 6, 0) };
  useStore.setState({ state: { ...emptyState(), configChanges } });
  renderUi(<PoolCard pool={aFullPool({ DD_MAX_HOSTS: 6 })} />);
  expect(document.body.textContent).toContain('hosts · required · default 4 · edited 3h ago by ada (was 5)');
  expect(document.body.textContent).not.toContain('bob');
});

test('a change by somebody else while one types is shown, and what was typed stays', () => {
  const { rerender } = renderUi(<PoolCard pool={aFullPool()} />);
  fill('Most hosts', '6');
  act(() => rerender(<PoolCard pool={aFullPool({ DD_MAX_HOSTS: 9 })} />));
  expect(screen.getByText(/Changed to 9 while you were typing/)).toBeTruthy();
  expect((screen.getByRole('textbox', { name: 'Most hosts' }) as HTMLInputElement).value).toBe('6');
});
