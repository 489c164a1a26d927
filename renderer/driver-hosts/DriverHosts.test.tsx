// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Host } from '../../driver/model/host';
import { poolConfigSchema } from '../../driver/model/pool';
import type { PoolPlan } from '../../driver/model/poolPlan';
import { emptyState, type State } from '../../driver/model/state';
import { aBlueprint, aConfig, aHost, anInstance, aPool, aTemplate } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
for (const path of ['hosts.order', 'hosts.cordon', 'hosts.set', 'hosts.withdraw', 'hosts.refresh']) {
  bridge.answer(path, () => ({}));
}
const { useStore } = await import('../state/store');
const { OVERSCAN } = await import('../ui/table/useVirtualRows');
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
  next: {
    at: Date.now() + 9_030_000,
    text: 'host-1',
    reason: 'It goes if it is idle until then.',
    hostId: 'h1',
  },
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
const indexes = () =>
  [...document.querySelectorAll<HTMLElement>('tr[data-host]')].map(({ dataset }) => Number(dataset.index));
const drawn = () => document.querySelectorAll('tr[data-host]').length;

test('of two thousand hosts only those in sight are in the page', () => {
  put(many);
  renderUi(<DriverHosts />);
  expect(drawn()).toBeGreaterThan(5);
  expect(drawn()).toBeLessThanOrEqual(Math.ceil(BOX_PX / 41) + 1 + 8);
  expect(screen.getByRole('table', { name: 'Hosts' }).getAttribute('aria-rowcount')).toBe('2001');
});

test('while two thousand hosts are scrolled through, no more are in the page than are in sight, and a few', async () => {
  put(many);
  renderUi(<DriverHosts />);
  const box = screen.getByRole('region', { name: 'List of hosts' });
  const most = Math.ceil(BOX_PX / 41) + 1 + 2 * OVERSCAN;
  for (let top = 0; top < 2000 * 41; top += 8_200) {
    box.scrollTop = top;
    fireEvent.scroll(box);
    await waitFor(() => expect(indexes()).toContain(Math.ceil(top / 41)));
    expect(drawn()).toBeLessThanOrEqual(most);
  }
});

test('the plan says what is done, why, and when the next change is due', () => {
  put([aHost()]);
  renderUi(<DriverHosts />);
  const panel = screen.getByRole('region', { name: 'Plan of DockerDriver' });
  expect(panel.textContent).toContain('Asks for a host – too few slots are free');
  expect(panel.textContent).toMatch(/Next, in 2h 30m: host-1 – It goes if it is idle until then\./);
  expect(panel.textContent).toContain('3 of 30');
  expect(panel.textContent).toContain('2 of 4');
});

test('what the hosts cost an hour is said where it is known, and only there', () => {
  put([aHost()], { plans: { pool: { ...plan, costPerHour: 0.4 } } });
  const { unmount } = renderUi(<DriverHosts />);
  const panel = () => screen.getByRole('region', { name: 'Plan of DockerDriver' }).textContent;
  expect(panel()).toContain('Cost0.40 an hour');
  unmount();
  put([aHost()]);
  renderUi(<DriverHosts />);
  expect(panel()).not.toContain('Cost');
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
    expect(bridge.inputs('hosts.set')).toEqual([
      { id: 'host', settings: { slots: 5, lifetime: null, note: '' } },
    ]),
  );
});

const rowNames = () =>
  [...document.querySelectorAll('tr[data-host] [data-row-name]')].map(({ textContent }) => textContent);
const nameOf = (name: string) => screen.getByRole('button', { name: `Details of ${name}` });
const checked = () =>
  screen
    .getAllByRole<HTMLInputElement>('checkbox', { name: /^Select (?!all)/ })
    .filter(box => box.checked)
    .map(box => box.getAttribute('aria-label')?.replace('Select ', ''));
const few = ['a', 'b', 'c', 'd'].map((name, index) =>
  aHost({ id: name, name, slots: 10 - index, poolId: index < 2 ? 'pool' : 'other' }),
);
const twoPools = { pool, other: aPool({ id: 'other', name: 'Another', provider: 'simulator' }) };

test('arrow keys, Home and End go through the rows, past the headings of groups', async () => {
  localStorage.setItem('driver-hosts.grouping', '"pool"');
  put(few, { pools: twoPools });
  renderUi(<DriverHosts />);
  expect(rowNames()).toEqual(['c', 'd', 'a', 'b']);
  expect(screen.getByRole('rowheader', { name: 'Another (2)' })).toBeTruthy();
  nameOf('d').focus();
  fireEvent.keyDown(nameOf('d'), { key: 'ArrowDown' });
  await waitFor(() => expect(document.activeElement).toBe(nameOf('a')));
  fireEvent.keyDown(nameOf('a'), { key: 'ArrowUp' });
  await waitFor(() => expect(document.activeElement).toBe(nameOf('d')));
  fireEvent.keyDown(nameOf('d'), { key: 'End' });
  await waitFor(() => expect(document.activeElement).toBe(nameOf('b')));
  fireEvent.keyDown(nameOf('b'), { key: 'Home' });
  await waitFor(() => expect(document.activeElement).toBe(nameOf('c')));
  expect(checked()).toEqual([]);
});

test('Shift selects everything between, by keys and by clicks, and Ctrl-A all', () => {
  put(few);
  renderUi(<DriverHosts />);
  fireEvent.keyDown(nameOf('b'), { key: 'ArrowDown', shiftKey: true });
  expect(checked()).toEqual(['b', 'c']);
  fireEvent.keyDown(nameOf('c'), { key: 'ArrowDown', shiftKey: true });
  expect(checked()).toEqual(['b', 'c', 'd']);
  fireEvent.click(screen.getByRole('button', { name: 'Clear selection' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select a' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select c' }), { shiftKey: true });
  expect(checked()).toEqual(['a', 'b', 'c']);
  fireEvent.keyDown(nameOf('a'), { key: 'a', ctrlKey: true });
  expect(checked()).toHaveLength(4);
  expect(screen.getByText('4 selected')).toBeTruthy();
});

test('the selection stays when the rows are sorted anew', () => {
  put(few);
  renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select b' }));
  fireEvent.click(screen.getByRole('button', { name: 'Name' }));
  expect(rowNames()).toEqual(['d', 'c', 'b', 'a']);
  expect(checked()).toEqual(['b']);
});

test('columns, order and grouping are as they were left', async () => {
  put(few);
  const { unmount } = renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('button', { name: 'Columns' }));
  fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Provider id' }));
  fireEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Flavor' }));
  fireEvent.click(screen.getByRole('button', { name: 'Slots' }));
  unmount();
  renderUi(<DriverHosts />);
  expect(screen.getByRole('columnheader', { name: 'Provider id' })).toBeTruthy();
  expect(screen.queryByRole('columnheader', { name: 'Flavor' })).toBeNull();
  expect(screen.getByRole('columnheader', { name: 'Slots' }).getAttribute('aria-sort')).toBe('ascending');
});

test('an active host is prepared again without a question, and says so until it is done', async () => {
  put([aHost(), aHost({ id: 'b', name: 'going', phase: 'draining' })]);
  renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Select all listed hosts' }));
  // Only what is active can be.
  fireEvent.click(screen.getByRole('button', { name: 'Prepare again (1)' }));
  await waitFor(() => expect(bridge.inputs('hosts.order')).toEqual([{ ids: ['host'], what: 'prepare' }]));
  put([aHost({ wish: { what: 'prepare', at: 1 } })]);
  expect(await screen.findByText(/preparing again/)).toBeTruthy();
});

const engineUrl = 'sim://host';
const facts = {
  ...{ engineVersion: '28', operatingSystem: 'Debian', architecture: 'amd64', memoryMiB: 8192, cpus: 4 },
};
const look = {
  ...{ hostId: 'host', at: Date.now(), cpuPercent: 40, memoryMiB: 2048, otherImages: [] },
  containers: [
    {
      ...{ containerId: 'c1', name: 'pb-x', image: 'lab/a', state: 'running', owner: 'ours' },
      ...{ instanceId: 'i', cpuPercent: 30, memoryMiB: 180 },
    },
    { containerId: 'c2', name: 'stranger', image: 'redis', state: 'running', owner: 'unknown' },
    { containerId: 'c3', name: 'theirs', image: 'lab/a', state: 'running', owner: 'foreign' },
  ],
  wanted: [
    { name: 'lab/a', standing: 'present' },
    { name: 'lab/b', standing: 'missing' },
  ],
  disk: { images: 1e9, containers: 5e6, volumes: 0, cache: 0 },
};
const needed = {
  templates: {
    a: aTemplate({ id: 'a', config: aConfig({ docker_image: 'lab/a' }) }),
    b: aTemplate({ id: 'b', config: aConfig({ docker_image: 'lab/b' }) }),
  },
  blueprints: {
    a: aBlueprint({ id: 'a', templateId: 'a' }),
    b: aBlueprint({ id: 'b', templateId: 'b' }),
  },
};

test('the hosts in sight are looked into: what they use, and how many images they lack', async () => {
  bridge.answer('hosts.look', () => [{ ...look, at: Date.now() }]);
  put([aHost({ engineUrl, facts }), aHost({ id: 'new', name: 'on its way', phase: 'spawning' })]);
  renderUi(<DriverHosts />);
  expect(await screen.findByText('CPU 10 % · 2.0 of 8.0 GiB')).toBeTruthy();
  expect(screen.getByText('1 of 2').title).toBe('lab/b: missing');
  // One without an engine is not asked.
  expect(bridge.inputs('hosts.look')[0]).toEqual({ ids: ['host'] });
});

test('of many hosts only those in sight are asked', async () => {
  bridge.answer('hosts.look', () => []);
  put(many.map(host => ({ ...host, engineUrl })));
  renderUi(<DriverHosts />);
  await waitFor(() => expect(bridge.count('hosts.look')).toBeGreaterThan(0));
  const asked = (bridge.inputs('hosts.look')[0] as { ids: string[] }).ids;
  expect(asked.length).toBeLessThanOrEqual(drawn());
});

test('images by host says of each what is there and what is missing', async () => {
  bridge.answer('hosts.look', () => [{ ...look, at: Date.now() }]);
  put([aHost({ engineUrl })], needed);
  renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('tab', { name: 'Images by host' }));
  const table = screen.getByRole('table', { name: 'Images by host' });
  expect(within(table).getByRole('columnheader', { name: 'lab/b' })).toBeTruthy();
  expect(await within(table).findByText('present')).toBeTruthy();
  expect(within(table).getByText('missing')).toBeTruthy();
});

test("a host's pane tells ours, others' and nobody's containers apart, and what all of them use", async () => {
  bridge.answer('hosts.look', () => [look]);
  put([aHost({ engineUrl, facts })], { instances: { i: anInstance({ id: 'i', userId: 'grace' }) } });
  const [row] = rowsOf(useStore.getState().state);
  renderUi(<HostDetails row={row} onClose={() => undefined} />);
  fireEvent.click(await screen.findByRole('tab', { name: 'On it (1)' }));
  const usage = await screen.findByRole('table', { name: 'Usage' });
  expect(usage.textContent).toContain('10 % of 4 processors');
  expect(usage.textContent).toMatch(/images 953\.7 MiB|images/);
  expect(screen.getByRole('table', { name: 'Instances on this host' }).textContent).toContain(
    '30 %, 180 MiB',
  );
  const others = screen.getByRole('table', { name: 'Other containers on this host' });
  expect(others.textContent).toContain('not ours: no marks');
  expect(others.textContent).toContain("another Rockpool's");
  expect(others.textContent).not.toContain('pb-x');
  fireEvent.click(screen.getByRole('tab', { name: 'Images' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Push what is missing' }));
  await waitFor(() => expect(bridge.inputs('hosts.order')).toEqual([{ ids: ['host'], what: 'prepare' }]));
});

test("a host's log is shown as it grows", async () => {
  bridge.answer('hosts.log', () => [{ at: 1, level: 'warning', text: 'Prepares host: it did not answer.' }]);
  put([aHost()]);
  const [row] = rowsOf(useStore.getState().state);
  renderUi(<HostDetails row={row} onClose={() => undefined} />);
  fireEvent.click(await screen.findByRole('tab', { name: 'Log' }));
  expect((await screen.findByText(/it did not answer/)).closest('[role=log]')).toBeTruthy();
});

test('settings as JSON are refused with the place of the fault, and saved when they are right', async () => {
  put([aHost()], { instances: { i: anInstance({ slots: 3 }) } });
  const [row] = rowsOf(useStore.getState().state);
  renderUi(<HostDetails row={row} onClose={() => undefined} />);
  fireEvent.click(await screen.findByRole('tab', { name: 'Advanced' }));
  const box = screen.getByRole('textbox', { name: 'Settings as JSON' });
  const save = () => screen.getByRole('button', { name: 'Save' }) as HTMLButtonElement;
  fireEvent.change(box, { target: { value: '{ "slots": 5,' } });
  expect(screen.getByText(/cut short: it ends at line 1, column 14/)).toBeTruthy();
  expect(save().disabled).toBe(true);
  fireEvent.change(box, { target: { value: '{ "slots": 2 }' } });
  expect(screen.getByText(/3 slots are in use/)).toBeTruthy();
  fireEvent.change(box, { target: { value: '{ "slots": 5, "lifetime": "2h", "note": "x" }' } });
  fireEvent.click(save());
  await waitFor(() =>
    expect(bridge.inputs('hosts.set')).toEqual([
      { id: 'host', settings: { slots: 5, lifetime: '2h', note: 'x' } },
    ]),
  );
});
