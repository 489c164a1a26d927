// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyState } from '../../driver/model/state';
import { aConfig, aPool, aTemplate } from '../testing/builders';
import { installFakeBridge, sentError } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
const { deletePool } = await import('./deleting');
const { ConfirmDialog } = await import('../ui/confirm');
const { useStore } = await import('../state/store');

beforeEach(() => {
  useStore.setState({ state: emptyState() });
});
afterEach(cleanup);

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const asked = () => bridge.inputs('pools.delete');

function refuse(code: string, what: string) {
  const error = sentError({ kind: 'input', code, what });
  bridge.deliver({ type: 'error', id: bridge.asked('pools.delete').id, error });
}

test('where launches wait, a second word ends them with the pool', async () => {
  renderUi(<ConfirmDialog />);
  const done = deletePool(aPool());
  await press('Delete pool');
  await waitFor(() => expect(asked()).toHaveLength(1));
  refuse('POOL_HAS_QUEUE', '2 launches wait for a place in it (a, b).');
  expect(await screen.findByText('2 launches wait for a place in it (a, b).')).toBeTruthy();
  await press('End them and delete');
  await waitFor(() => expect(asked()).toHaveLength(2));
  expect(asked()).toEqual([{ id: 'pool' }, { id: 'pool', endWaiting: true }]);
  bridge.deliver({ type: 'result', id: bridge.asked('pools.delete').id, value: undefined });
  await done;
});

test('what nobody can be asked about is forgotten by a second word, which says what it costs', async () => {
  renderUi(<ConfirmDialog />);
  const done = deletePool(aPool());
  await press('Delete pool');
  await waitFor(() => expect(asked()).toHaveLength(1));
  refuse('POOL_OUT_OF_REACH', 'It has 3 hosts, which nobody knows of.');
  expect(await screen.findByText('It has 3 hosts, which nobody knows of.')).toBeTruthy();
  expect(screen.getByText(/go on, and may cost/)).toBeTruthy();
  await press('Forget it and delete');
  await waitFor(() => expect(asked()).toHaveLength(2));
  expect(asked()[1]).toEqual({ id: 'pool', forgetting: true });
  bridge.deliver({ type: 'result', id: bridge.asked('pools.delete').id, value: undefined });
  await done;
});

test('without that word the pool stays, and so does one that has hosts', async () => {
  renderUi(<ConfirmDialog />);
  const kept = deletePool(aPool());
  await press('Delete pool');
  await waitFor(() => expect(asked()).toHaveLength(1));
  refuse('POOL_HAS_QUEUE', 'One launch waits.');
  await press('Keep the pool');
  await kept;

  const refused = deletePool(aPool());
  await press('Delete pool');
  await waitFor(() => expect(asked()).toHaveLength(2));
  refuse('POOL_HAS_HOSTS', 'It has 3 hosts.');
  await refused;
  expect(screen.queryByRole('button', { name: 'End them and delete' })).toBeNull();
  expect(asked()).toHaveLength(2);
});

test('who thinks better of it asks nobody', async () => {
  renderUi(<ConfirmDialog />);
  const done = deletePool(aPool());
  await press('Cancel');
  await done;
  expect(asked()).toEqual([]);
});

test('the templates that would be without a pool are named before it goes', async () => {
  const named = (id: string, plugin: string) => aTemplate({ id, plugin, config: aConfig({ name: id }) });
  const templates = {
    web: named('web', 'gpu-lab'),
    torch: named('torch', 'gpu-lab'),
    other: named('other', 'DockerDriver'),
  };
  useStore.setState({ state: { ...emptyState(), templates } });
  renderUi(<ConfirmDialog />);
  const done = deletePool(aPool({ name: 'gpu-lab' }));
  expect(await screen.findByText(/^These templates are for it: torch, web\. Nothing of them/)).toBeTruthy();
  await press('Cancel');
  await done;
  const empty = deletePool(aPool({ name: 'spare' }));
  expect(await screen.findByText(/^The settings of the pool and their history are lost/)).toBeTruthy();
  expect(screen.queryByText(/template/)).toBeNull();
  await press('Cancel');
  await empty;
});
