// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeConfigFile } from '../../driver/model/configFile';
import { configKeysOf, type PoolConfig, poolConfigSchema } from '../../driver/model/pool';
import { emptyState } from '../../driver/model/state';
import { aPool } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const engine = (url: string) => ({ url, source: 'DOCKER_HOST', facts: { id: url } });
const bridge = installFakeBridge({
  'engines.discover': () => [engine('unix:///taken.sock'), engine('unix:///free.sock')],
  'pools.providers': () => ['local', 'ssh', 'simulator'],
  'pools.create': ({ name, provider }: { name: string; provider: string }) => ({
    id: 'made',
    name,
    provider,
  }),
});
const { HistoryDialog } = await import('./HistoryDialog');
const { ImportDialog } = await import('./ImportDialog');
const { NewPoolDialog } = await import('./NewPoolDialog');
const { useNavigation } = await import('../state/navigation');
const { useStore } = await import('../state/store');

const config = (changes: Partial<PoolConfig> = {}) => poolConfigSchema.parse(changes);
const pool = aPool({ provider: 'simulator', config: config({ DD_MAX_HOSTS: 6 }) });
const fill = vi.fn();
const close = vi.fn();
const make = vi.fn();
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const isDisabled = (name: string) => (screen.getByRole('button', { name }) as HTMLButtonElement).disabled;

beforeEach(() => {
  fill.mockClear();
  close.mockClear();
  useStore.setState({ state: { ...emptyState(), pools: { pool } } });
});
afterEach(cleanup);

function paste(text: string) {
  renderUi(<ImportDialog pool={pool} opened onClose={close} onFill={fill} onMake={make} />);
  fireEvent.change(screen.getByRole('textbox', { name: 'Settings as JSON' }), { target: { value: text } });
}

test('an import says what it is, what it would change and what it leaves aside, before it fills the inputs', () => {
  const value = { ...config({ DD_MAX_HOSTS: 3 }), DD_HOST_IMAGE: 'CentOS-7' };
  const { localSlots: _, ...own } = value;
  paste(JSON.stringify({ namespace: 'Elsewhere', key: 'backend_config', value: own }));
  expect(screen.getByRole('status').textContent).toContain('Records of the original');
  expect(screen.getByRole('status').textContent).toContain('the settings of Elsewhere');
  expect(screen.getByRole('list', { name: 'What would change' }).textContent).toBe('Most hosts: 6 → 3');
  expect(screen.getByText(/Left aside/).textContent).toContain('DD_HOST_IMAGE');
  press('Show in the pool');
  expect(fill).toHaveBeenCalledWith(expect.objectContaining({ DD_MAX_HOSTS: 3 }), 'imported');
  expect(close).toHaveBeenCalled();
});

test('an import with a key that nobody knows names it, and can not be taken', () => {
  paste(JSON.stringify({ ...config(), DD_MAX_HOST: 3 }));
  expect(screen.getByRole('list', { name: 'Problems' }).textContent).toBe(
    'DD_MAX_HOST: no pool has such a setting.',
  );
  expect(isDisabled('Show in the pool')).toBe(true);
});

test('an import that is cut short says where', () => {
  paste(writeConfigFile(pool, 'rockpool').slice(0, 100));
  expect(screen.getByRole('alert').textContent).toMatch(/It is cut short: it ends at line \d+, column \d+\./);
  expect(isDisabled('Show in the pool')).toBe(true);
});

test('of a file of many pools the one of the same name is taken, or another by choice', () => {
  const { localSlots: _, ...own } = config({ DD_MAX_HOSTS: 2 });
  paste(JSON.stringify({ Other: { ...own, DD_MAX_HOSTS: 9 }, DockerDriver: own }));
  const shown = () => screen.getByRole('list', { name: 'What would change' }).textContent;
  expect(shown()).toBe('Most hosts: 6 → 2');
  fireEvent.change(screen.getByRole('combobox', { name: 'Take the settings of' }), {
    target: { value: '0' },
  });
  expect(shown()).toBe('Most hosts: 6 → 9');
});

test('settings of a pool that is not there can become that pool', async () => {
  const { localSlots: _, ...own } = config({ DD_MAX_HOSTS: 2 });
  paste(JSON.stringify({ Elsewhere: own }));
  press('Make the pool Elsewhere of it…');
  const settings = { name: 'Elsewhere', config: expect.objectContaining({ DD_MAX_HOSTS: 2 }) };
  expect(make).toHaveBeenCalledWith(settings);
  cleanup();
  renderUi(<NewPoolDialog like={pool} imported={make.mock.lastCall?.[0]} opened onClose={close} />);
  press('Make pool');
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(bridge.inputs('pools.create').at(-1)).toEqual({ ...settings, provider: 'simulator' });
});

test('a change in the history is reverted by way of the inputs; what is as before can not be', () => {
  const change = (id: string, from: number, to: number) => ({
    id,
    poolId: 'pool',
    at: 1,
    by: 'ada',
    way: 'edited' as const,
    changes: [{ key: 'DD_MAX_HOSTS', from, to }],
  });
  const history = [change('b', 4, 6), change('a', 6, 4)];
  renderUi(<HistoryDialog pool={pool} history={history} opened onClose={close} onFill={fill} />);
  const [newest, oldest] = screen.getAllByRole('button', { name: 'Revert…' }) as HTMLButtonElement[];
  expect([newest?.disabled, oldest?.disabled]).toEqual([false, true]);
  if (newest) fireEvent.click(newest);
  expect(fill).toHaveBeenCalledWith({ DD_MAX_HOSTS: 4 }, 'reverted');
});

test('a pool is duplicated under a new name, with the settings that its kind has', async () => {
  renderUi(<NewPoolDialog like={pool} opened onClose={close} />);
  expect(isDisabled('Duplicate')).toBe(true);
  fireEvent.change(screen.getByRole('combobox', { name: 'Name' }), { target: { value: 'course' } });
  fireEvent.click(screen.getByRole('switch', { name: /Begin in shutdown mode/ }));
  press('Duplicate');
  await waitFor(() => expect(close).toHaveBeenCalled());
  const all = config({ DD_MAX_HOSTS: 6, DD_SHUTDOWN_MODE: true });
  const own = Object.fromEntries(configKeysOf('simulator').map(key => [key, all[key]]));
  expect(bridge.inputs('pools.create').at(-1)).toEqual({
    name: 'course',
    provider: 'simulator',
    config: own,
  });
});

test('a pool that templates name already is made under that name', () => {
  renderUi(<NewPoolDialog name="gpu-lab" opened onClose={close} />);
  expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Name' }).value).toBe('gpu-lab');
});

test('a pool on an engine is offered the engines that are in no pool yet', async () => {
  const taken = aPool({ engineUrl: 'unix:///taken.sock' });
  useStore.setState({ state: { ...emptyState(), pools: { pool: taken } } });
  renderUi(<NewPoolDialog opened onClose={close} />);
  fireEvent.click(await screen.findByText('A Docker engine'));
  const engineField = await screen.findByRole('combobox', { name: 'Engine' });
  await waitFor(() => expect((engineField as HTMLInputElement).value).toBe('unix:///free.sock'));
  fireEvent.change(screen.getByRole('combobox', { name: 'Name' }), { target: { value: 'here' } });
  press('Make pool');
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(bridge.inputs('pools.create').at(-1)).toEqual({
    name: 'here',
    provider: 'local',
    config: {},
    engineUrl: 'unix:///free.sock',
  });
});

test('a pool over SSH is made without an address, and leads straight to its machines', async () => {
  renderUi(<NewPoolDialog opened onClose={close} />);
  fireEvent.click(await screen.findByText('Machines over SSH'));
  fireEvent.change(screen.getByRole('combobox', { name: 'Name' }), { target: { value: 'lab' } });
  press('Make pool');
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(bridge.inputs('pools.create').at(-1)).toEqual({ name: 'lab', provider: 'ssh', config: {} });
  expect(useNavigation.getState().view).toEqual({
    screen: 'driver-configs',
    params: { machinesOf: 'made' },
  });
});
