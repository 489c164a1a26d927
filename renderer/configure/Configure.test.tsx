// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyState, type State } from '../../driver/model/state';
import { aBlueprint, aConfig, aPool, aTemplate } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

installFakeBridge();
const { Configure } = await import('./Configure');
const { useNavigation } = await import('../state/navigation');
const { useStore } = await import('../state/store');

const docker = aPool();
const lab = aPool({ id: 'lab', name: 'gpu-lab', provider: 'simulator', createdAt: 2 });
const web = aTemplate({ id: 'web', config: aConfig({ name: 'web' }) });
const torch = aTemplate({ id: 'torch', plugin: 'old-lab', config: aConfig({ name: 'torch' }) });

beforeEach(() => useNavigation.setState({ view: { screen: 'configure', params: {} } }));
afterEach(cleanup);

function open(state: Partial<State>, tab: string) {
  useStore.setState({ state: { ...emptyState(), ...state } });
  renderUi(<Configure />);
  fireEvent.click(screen.getByRole('tab', { name: tab }));
}
const headings = () => screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent);

test('the plugins are the pools, oldest first, and a template is made for the one beside it', () => {
  open({ pools: { lab, docker }, templates: { web } }, 'Plugins');
  expect(headings()).toEqual(['DockerDriver', 'gpu-lab']);
  expect(screen.getByText(/engine at unix:.*1 template\./)).toBeTruthy();
  expect(screen.getByText(/on simulated hosts.*No template yet/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Create Template for gpu-lab' }));
  expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Pool' }).value).toBe('gpu-lab');
});

test('a name that no pool has comes first, with its templates and a way to make the pool', () => {
  open({ pools: { docker }, templates: { web, torch } }, 'Plugins');
  expect(headings()).toEqual(['old-lab', 'DockerDriver']);
  expect(screen.getByText(/^1 template is for it: torch\. Nothing of it can be launched\./)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Make the pool…' }));
  expect(useNavigation.getState().view).toEqual({
    screen: 'driver-configs',
    params: { dialog: 'new', name: 'old-lab' },
  });
});

test('templates and blueprints whose pool is gone say so in their lists', () => {
  const blueprint = aBlueprint({ templateId: 'torch', config: { name: 'course' } });
  open({ pools: { docker }, templates: { web, torch }, blueprints: { blueprint } }, 'Blueprint Templates');
  const row = (name: RegExp) => within(screen.getByRole('row', { name }));
  expect(row(/^torch/).getByText('There is no such pool')).toBeTruthy();
  expect(row(/^web/).queryByText('There is no such pool')).toBeNull();
  fireEvent.click(screen.getByRole('tab', { name: 'Blueprints' }));
  expect(row(/^course/).getByText('There is no pool "old-lab"')).toBeTruthy();
});

test('without any pool it says what a pool is and where to make one', () => {
  open({}, 'Plugins');
  expect(headings()).toEqual(['No pool yet']);
});
