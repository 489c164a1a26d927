// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { type ComponentProps, Profiler } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Pool } from '../../driver/model/pool';
import { emptyState } from '../../driver/model/state';
import { aConfig, aHost, anImage, aPool, aTemplate } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge({
  'templates.create': () => ({ id: 'made' }),
  'templates.update': () => undefined,
});
const { TemplateForm } = await import('./TemplateForm');
const { applyChange } = await import('../state/store');

const rstudio = anImage();
const web = anImage({ id: 'lab/web:latest', exposedPorts: [8080] });
const images = { [rstudio.id]: rstudio, [web.id]: web };
const docker = aPool();
const gpu = aPool({ id: 'gpu', name: 'gpu-lab', createdAt: 2 });
const hosts = {
  host: aHost({ slots: 8 }),
  other: aHost({ id: 'other', poolId: 'gpu', slots: 2 }),
};
let draws = 0;

beforeEach(() => {
  draws = 0;
  know([docker, gpu]);
});
function know(pools: Pool[]) {
  const byId = Object.fromEntries(pools.map(pool => [pool.id, pool]));
  applyChange({ type: 'snapshot', sequence: 0, state: { ...emptyState(), images, hosts, pools: byId } });
}
function open(props: Partial<ComponentProps<typeof TemplateForm>> = {}) {
  const onSaved = vi.fn();
  renderUi(
    <Profiler id="form" onRender={() => draws++}>
      <TemplateForm onClose={vi.fn()} onSaved={onSaved} {...props} />
    </Profiler>,
  );
  return onSaved;
}
afterEach(cleanup);

const choose = (image: string) =>
  fireEvent.change(screen.getByRole('combobox', { name: 'Docker image' }), { target: { value: image } });
const port = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Internal port' });
const wait = () => act(() => new Promise(resolve => setTimeout(resolve, 200)));

test('the port follows the image until somebody types one', () => {
  open();
  choose('rocker/rstudio');
  expect(port().value).toBe('8787');
  choose('lab/web');
  expect(port().value).toBe('8080');
  fireEvent.change(port(), { target: { value: '9999' } });
  choose('rocker/rstudio');
  expect(port().value).toBe('9999');
});

test('once the port is filled in the form rests', async () => {
  open();
  choose('lab/web');
  await wait();
  const before = draws;
  await wait();
  expect(draws).toBe(before);
});

const pool = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Pool' });
const choices = () => [...pool().options].map(({ text }) => text);
const choosePool = (name: string) => fireEvent.change(pool(), { target: { value: name } });

test('a new template is for the first pool until another is chosen, and those are the pools that there are', async () => {
  const onSaved = open();
  expect(pool().value).toBe('DockerDriver');
  expect(choices()).toEqual(['DockerDriver', 'gpu-lab']);
  act(() => know([docker, gpu, aPool({ id: 'new', name: 'just made', createdAt: 3 })]));
  expect(choices()).toEqual(['DockerDriver', 'gpu-lab', 'just made']);
  choosePool('gpu-lab');
  fireEvent.change(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'web' } });
  choose('lab/web');
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
  expect(bridge.inputs('templates.create')).toMatchObject([{ plugin: 'gpu-lab', config: { name: 'web' } }]);
});

test('what is too large is told by the hosts of the chosen pool alone', () => {
  open({ plugin: 'DockerDriver' });
  fireEvent.change(screen.getByRole('textbox', { name: 'Consumed slots' }), { target: { value: '3' } });
  expect(screen.queryByText(/The largest host of the pool/)).toBeNull();
  choosePool('gpu-lab');
  expect(screen.getByText(/The largest host of the pool has 2 slots/)).toBeTruthy();
});

test('a template whose pool is gone says so, keeps it until another is chosen, and is moved to that', async () => {
  const template = aTemplate({ plugin: 'gone', config: aConfig({ name: 'web' }) });
  const onSaved = open({ template });
  expect(choices()).toEqual(['gone (no such pool)', 'DockerDriver', 'gpu-lab']);
  expect(screen.getByText(/There is no pool "gone".*Choose another pool, or make this one/)).toBeTruthy();
  choosePool('gpu-lab');
  expect(screen.queryByText(/There is no pool/)).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
  expect(bridge.inputs('templates.update')).toMatchObject([{ id: 'template', plugin: 'gpu-lab' }]);
});

test('where there is no pool yet, the one that Welcome makes is meant', () => {
  know([]);
  open();
  expect(choices()).toEqual(['DockerDriver (no such pool)']);
  expect(screen.getByText(/Make this one under Driver Configs/)).toBeTruthy();
});
