// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Host } from '../../driver/model/host';
import { poolConfigSchema } from '../../driver/model/pool';
import type { PoolPlan } from '../../driver/model/poolPlan';
import { emptyState, type State } from '../../driver/model/state';
import { aHost, anInstance, aPool } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
for (const path of ['hosts.order', 'hosts.cordon', 'hosts.set', 'hosts.withdraw', 'hosts.refresh']) {
  bridge.answer(path, () => ({}));
}
const { useStore } = await import('../state/store');
const { ConfirmDialog } = await import('../ui/confirm');
const { DriverHosts } = await import('./DriverHosts');
const { HostDetails } = await import('./HostDetails');
const { rowsOf } = await import('./hostRows');

const BOX_PX = 600;

beforeAll(() => {
  // The document of a test has no layout; the list's box has a height all the same.
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => BOX_PX });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1000 });
});
beforeEach(() => {
  localStorage.clear();
  bridge.requests.length = 0;
});
afterEach(cleanup);

const pool = aPool({ provider: 'simulator', config: poolConfigSchema.parse({}) });
const plan: PoolPlan = {
  id: 'pool',
  at: 0,
  doing: [{ text: 'Asks for a host', reason: 'too few slots are free' }],
  waiting: [],
  counts: { doing: 1, waiting: 0 },
  nextAt: Date.now() + 9_030_000,
  banners: [],
  slots: { free: 3, coming: 6, target: 4, total: 30 },
  hosts: { count: 2, max: 4 },
  largestLaunch: 3,
  queue: 1,
  leftovers: [],
  foreign: [],
};
function put(hosts: Host[], rest: Partial<State> = {}): void {
  const byId = Object.fromEntries(hosts.map(host => [host.id, host]));
  useStore.setState({
    state: { ...emptyState(), pools: { pool }, plans: { pool: plan }, hosts: byId, ...rest },
  });
}
const many = Array.from({ length: 2000 }, (_, index) => aHost({ id: `h${index}`, name: `host-${index}` }));
const drawn = () => document.querySelectorAll('tr[data-host]').length;

test('of two thousand hosts only those in sight are in the page', () => {
  put(many);
  renderUi(<DriverHosts />);
  expect(drawn()).toBeGreaterThan(5);
  expect(drawn()).toBeLessThanOrEqual(Math.ceil(BOX_PX / 41) + 1 + 8);
  expect(screen.getByRole('table', { name: 'Hosts' }).getAttribute('aria-rowcount')).toBe('2001');
});

test('the plan says what is done, why, and when the next change is due', () => {
  put([aHost()]);
  renderUi(<DriverHosts />);
  const panel = screen.getByRole('region', { name: 'Plan of DockerDriver' });
  expect(panel.textContent).toContain('Asks for a host – too few slots are free');
  expect(panel.textContent).toMatch(/next change in 2h 30m/);
  expect(panel.textContent).toContain('3 of 30');
  expect(panel.textContent).toContain('2 of 4');
});

test('with nothing to do, the plan says whether hosts are still on their way', () => {
  const idle = { ...plan, doing: [], counts: { doing: 0, waiting: 0 } };
  put([aHost({ phase: 'spawning' })], { plans: { pool: idle } });
  const { unmount } = renderUi(<DriverHosts />);
  const panel = () => screen.getByRole('region', { name: 'Plan of DockerDriver' }).textContent;
  expect(panel()).toContain('1 spawning');
  expect(panel()).toContain('wait for what is under way');
  unmount();
  put([aHost()], { plans: { pool: idle } });
  renderUi(<DriverHosts />);
  expect(panel()).toContain('Everything is as it should be');
});

test('a filter leaves what matches, and can be cleared', () => {
  put(many);
  renderUi(<DriverHosts />);
  const filter = screen.getByRole('textbox', { name: 'Filter hosts' });
  fireEvent.change(filter, { target: { value: 'host-1999' } });
  expect(drawn()).toBe(1);
  fireEvent.change(filter, { target: { value: 'nothing like this' } });
  fireEvent.click(screen.getAllByRole('button', { name: 'Clear the filter' }).at(-1) as HTMLElement);
  expect(drawn()).toBeGreaterThan(5);
});

test('removing hosts names what is lost before it is done', async () => {
  put([aHost({ id: 'a', name: 'first' }), aHost({ id: 'b', name: 'second' })], {
    instances: { i: anInstance({ id: 'i', hostId: 'a', name: 'pb-ada-the-merry' }) },
  });
  renderUi(
    <>
      <DriverHosts />
      <ConfirmDialog />
    </>,
  );
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all listed hosts' }));
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
  const dialog = await screen.findByRole('dialog', { name: 'Remove 2 hosts?' });
  expect(dialog.textContent).toContain('pb-ada-the-merry');
  expect(bridge.inputs('hosts.order')).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Remove 2 hosts' }));
  await waitFor(() => expect(bridge.inputs('hosts.order')).toEqual([{ ids: ['a', 'b'], what: 'remove' }]));
});

test('the host of a local pool can be cordoned, and neither drained nor removed', () => {
  put([aHost()], { pools: { pool: aPool() } });
  renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select localhost' }));
  expect(screen.getByRole('button', { name: 'Cordon' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Drain' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Cordon' }));
  expect(bridge.inputs('hosts.cordon')).toEqual([{ ids: ['host'], cordoned: true }]);
});

test("a host's slots can't be set below what is in use, and what is right is saved", async () => {
  put([aHost()], { instances: { i: anInstance({ slots: 3 }) } });
  const [row] = rowsOf(useStore.getState().state);
  renderUi(<HostDetails row={row} onClose={() => undefined} />);
  fireEvent.click(await screen.findByRole('tab', { name: 'Settings' }));
  const slots = screen.getByRole('textbox', { name: 'Slots' });
  const save = screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement;
  fireEvent.change(slots, { target: { value: '2' } });
  expect(screen.getByText(/3 slots are in use/)).toBeTruthy();
  expect(save.disabled).toBe(true);
  fireEvent.change(slots, { target: { value: '5' } });
  fireEvent.click(save);
  await waitFor(() =>
    expect(bridge.inputs('hosts.set')).toEqual([{ id: 'host', settings: { slots: 5, note: '' } }]),
  );
});
