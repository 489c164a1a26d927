// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { type PoolConfig, poolConfigSchema } from '../../driver/model/pool';
import { aPool } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
bridge.answer('pools.configure', () => ({}));
const { PoolCard } = await import('./PoolCard');
afterEach(cleanup);

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
    { id: 'pool', changes: { DD_MAX_HOSTS: 6, DD_HOST_LIFETIME: '30m' } },
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

test('a change by somebody else while one types is shown, and what was typed stays', () => {
  const { rerender } = renderUi(<PoolCard pool={aFullPool()} />);
  fill('Most hosts', '6');
  act(() => rerender(<PoolCard pool={aFullPool({ DD_MAX_HOSTS: 9 })} />));
  expect(screen.getByText(/Changed to 9 while you were typing/)).toBeTruthy();
  expect((screen.getByRole('textbox', { name: 'Most hosts' }) as HTMLInputElement).value).toBe('6');
});
