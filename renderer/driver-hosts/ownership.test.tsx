// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { PoolPlan } from '../../driver/model/poolPlan';
import { emptyState } from '../../driver/model/state';
import { aPool } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
for (const path of ['pools.takeOver', 'pools.removeLeftovers']) bridge.answer(path, () => ({}));
const { useStore } = await import('../state/store');
const { ConfirmDialog } = await import('../ui/confirm');
const { LeasePanel } = await import('./LeasePanel');
const { Leftovers, whatOf } = await import('./Leftovers');

afterEach(cleanup);

const pool = aPool({ provider: 'simulator' });
const MINUTE_MS = 60_000;
const holder = {
  ...{ holder: 'f'.repeat(32), holderName: 'lab-7' },
  ...{ since: Date.now() - 180 * MINUTE_MS, renewedAt: Date.now() - 5 * MINUTE_MS },
};
const volume = {
  ...{ kind: 'volume' as const, id: 'volume-3', name: 'pb_dd_1-docker', controllerId: 'c' },
  ...{ since: Date.now() - 90 * MINUTE_MS, removing: false },
};
const foreign = { controllerId: 'abcdef0123456789', hosts: 2, resources: 0, containers: 1, slots: 3 };

function put(changes: Partial<PoolPlan>, shown = pool): void {
  const plan = { id: 'pool', leftovers: [], foreign: [], ...changes } as unknown as PoolPlan;
  useStore.setState({ state: { ...emptyState(), pools: { pool: shown }, plans: { pool: plan } } });
  renderUi(
    <>
      <LeasePanel pool={shown} />
      <Leftovers pool={shown} />
      <ConfirmDialog />
    </>,
  );
}

test('nothing is shown while the pool is ours and nothing is left over', () => {
  put({ lease: { state: 'held', holder } });
  expect(screen.queryByRole('region')).toBeNull();
});

test('who has the pool is named with times, and it is taken over only once that was read and confirmed', async () => {
  put({ lease: { state: 'other', holder }, foreign: [foreign] });
  const panel = screen.getByRole('region', { name: 'Who runs DockerDriver' });
  expect(panel.textContent).toContain('run by another Rockpool: lab-7');
  expect(panel.textContent).toContain('Since 3h ago; it last said so 5m ago');
  expect(screen.queryByRole('region', { name: 'Leftovers of DockerDriver' })).toBeNull();
  fireEvent.click(within(panel).getByRole('button', { name: 'Take over…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Take DockerDriver over?' });
  expect(dialog.textContent).toContain('If lab-7 still works, rather work there.');
  expect(bridge.inputs('pools.takeOver')).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Take DockerDriver over' }));
  await waitFor(() => expect(bridge.inputs('pools.takeOver')).toEqual([{ id: 'pool' }]));
});

test('a pool that was left behind, and one that was just taken over, say so', () => {
  put({ lease: { state: 'other', holder: { ...holder, releasedAt: Date.now() - 2 * MINUTE_MS } } });
  expect(screen.getByRole('region').textContent).toContain('was left by another Rockpool: lab-7');
  cleanup();
  put({ lease: { state: 'waiting', holder, writesAt: Date.now() + 125_000 } });
  expect(screen.getByRole('region').textContent).toMatch(/This one begins in 2m/);
});

test('leftovers have their age and cost, and are removed one by one or all at once', async () => {
  const server = { ...volume, kind: 'server' as const, id: 'm-1', name: 'old host', costSoFar: 1.5 };
  put({
    lease: { state: 'held', holder },
    leftovers: [volume, server, { ...volume, id: 'v2', removing: true }],
  });
  const region = screen.getByRole('region', { name: 'Leftovers of DockerDriver' });
  const [, first, second, third] = within(region).getAllByRole('row');
  expect(first?.textContent).toMatch(/volume.*volume-3.*1h ago.*unknown/);
  expect(second?.textContent).toMatch(/machine.*old host.*1\.50/);
  expect(third?.textContent).toContain('is being removed');
  fireEvent.click(within(second as HTMLElement).getByRole('button', { name: 'Remove' }));
  const dialog = await screen.findByRole('dialog', { name: 'Remove the machine old host?' });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
  const one = { kind: 'server', id: 'm-1' };
  await waitFor(() =>
    expect(bridge.inputs('pools.removeLeftovers')).toEqual([{ id: 'pool', resources: [one] }]),
  );
  fireEvent.click(within(region).getByRole('button', { name: 'Remove all 2' }));
  const both = await screen.findByRole('dialog', { name: 'Remove 2 leftovers?' });
  fireEvent.click(within(both).getByRole('button', { name: 'Remove' }));
  await waitFor(() =>
    expect(bridge.inputs('pools.removeLeftovers').at(-1)).toEqual({
      id: 'pool',
      resources: [{ kind: 'volume', id: 'volume-3' }, one],
    }),
  );
});

test('the cost of a machine that is left over says what it leaves out', () => {
  const server = { ...volume, kind: 'server' as const, id: 'm-1', name: 'old host', costSoFar: 1.5 };
  put({ leftovers: [server] }, aPool({ provider: 'openstack' }));
  expect(screen.getByRole('cell', { name: '1.50, volumes not counted' })).toBeTruthy();
});

test('what others have in our pool is counted apart, and has no button to remove it', () => {
  put({ lease: { state: 'held', holder }, foreign: [foreign] });
  const region = screen.getByRole('region', { name: 'Leftovers of DockerDriver' });
  expect(region.textContent).toContain('abcdef01: 2 hosts, 1 container with 3 slots');
  expect(within(region).queryByRole('button', { name: 'Remove' })).toBeNull();
  expect(whatOf({ ...foreign, hosts: 1, resources: 2, containers: 0, slots: 0 })).toBe(
    '1 host, 2 other resources',
  );
});
