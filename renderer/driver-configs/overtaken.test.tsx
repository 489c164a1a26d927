// @vitest-environment happy-dom
import { Notifications } from '@mantine/notifications';
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { poolConfigSchema } from '../../driver/model/pool';
import { aPool } from '../testing/builders';
import { installFakeBridge, sentError } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
const { PoolCard } = await import('./PoolCard');
afterEach(cleanup);

const pool = (hosts: number) =>
  aPool({ provider: 'simulator', config: poolConfigSchema.parse({ DD_MAX_HOSTS: hosts }) });
const shown = (hosts: number) => (
  <>
    <PoolCard pool={pool(hosts)} />
    <Notifications />
  </>
);
const input = () => screen.getByRole('textbox', { name: 'Most hosts' }) as HTMLInputElement;
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }));
const saves = () => bridge.inputs('pools.configure');

test('a save that somebody else was quicker than is refused with both values, and may then replace theirs', async () => {
  const { rerender } = renderUi(shown(4));
  fireEvent.change(input(), { target: { value: '6' } });
  save();
  await waitFor(() => expect(saves()).toHaveLength(1));
  const error = sentError({
    ...{ kind: 'input', code: 'CONFIG_OVERTAKEN', where: 'DockerDriver' },
    what: 'Somebody else has changed the settings meanwhile: Most hosts (DD_MAX_HOSTS) was 4 and is 9 now.',
    next: 'Nothing was saved. Look at both values, then save again to replace the other one.',
  });
  bridge.deliver({ type: 'error', id: bridge.asked('pools.configure').id, error });
  expect(await screen.findByText(/\(DD_MAX_HOSTS\) was 4 and is 9 now/)).toBeTruthy();
  expect(screen.getByText(/save again to replace the other one/)).toBeTruthy();
  expect(input().value).toBe('6');

  // What the other one has saved comes with the next diff.
  act(() => rerender(shown(9)));
  expect(screen.getByText('Changed to 9 while you were typing; saving replaces that.')).toBeTruthy();
  expect(screen.getByText(/^Most hosts: 9/).textContent).toBe('Most hosts: 9 → 6');
  expect(input().value).toBe('6');
  bridge.answer('pools.configure', () => ({}));
  save();
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Save' })).toBeNull());
  expect(saves().at(-1)).toMatchObject({ changes: { DD_MAX_HOSTS: 6 }, seen: { DD_MAX_HOSTS: 9 } });
});
