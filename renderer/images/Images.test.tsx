// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Image } from '../../driver/model/image';
import { emptyState, type State } from '../../driver/model/state';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge({
  'images.remove': () => undefined,
  'images.pull': () => 'task',
  'images.setHostsPull': () => undefined,
  'images.inEngine': () => ['lab/here', 'postgres:17'],
  'images.importFromEngine': () => 'task',
  'shell.chooseImageFiles': () => ['/data/a.tar', '/data/b.tar.gz'],
  'images.importFiles': () => ['t1', 't2'],
});

const images = await import('./Images');
const confirm = await import('../ui/confirm');
const navigation = await import('../state/navigation');
const store = await import('../state/store');

beforeEach(() => {
  store.useStore.setState({ state });
  navigation.show('images');
});
afterEach(cleanup);

const image = (id: string): Image => ({
  id,
  imageId: `sha256:${id.length}abcdef0123456789`,
  file: 'x.img',
  fileSize: 10,
  size: 2_300_000,
  format: 'docker-archive',
  architecture: 'amd64',
  os: 'linux',
  exposedPorts: [8080],
  entrypoint: [],
  command: [],
  environment: [],
  user: '',
  layers: [],
  configRange: { offset: 0, size: 1 },
  importedAt: 0,
});
const state = {
  ...emptyState(),
  pools: {
    p: { id: 'p', provider: 'local', engineUrl: 'unix:///docker.sock' },
    // No engine: the address stands for the pool.
    q: { id: 'q', provider: 'ssh', engineUrl: 'ssh://lab' },
  },
  images: { 'lab/here:latest': image('lab/here:latest'), 'a/b:1': image('a/b:1') },
} as unknown as State;
const show = () =>
  renderUi(
    <>
      <images.Images />
      <confirm.ConfirmDialog />
    </>,
  );
const button = (name: string | RegExp) => screen.getByRole('button', { name });

test('images are listed by name, and found by name or id', () => {
  const all = Object.values(state.images);
  const names = (filter: string) => images.listed(all, filter).map(({ id }) => id);
  expect(names('')).toEqual(['a/b:1', 'lab/here:latest']);
  expect(names('LAB')).toEqual(['lab/here:latest']);
  expect(names('5abcdef')).toEqual(['a/b:1', 'lab/here:latest']);
});

test('an empty directory says what to do', () => {
  store.useStore.setState({ state: emptyState() });
  show();
  expect(screen.getByRole('heading', { name: 'No images yet' })).toBeTruthy();
});

test('chosen files are imported', async () => {
  show();
  fireEvent.click(button('Choose tarballs…'));
  await waitFor(() => expect(bridge.count('images.importFiles')).toBe(1));
  expect(bridge.asked('images.importFiles')).toMatchObject({
    input: { paths: ['/data/a.tar', '/data/b.tar.gz'] },
  });
});

test('an image is removed only after asking', async () => {
  show();
  fireEvent.click(button('Remove a/b:1'));
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(bridge.count('images.remove')).toBe(0);
  fireEvent.click(button('Remove a/b:1'));
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(bridge.asked('images.remove')).toMatchObject({ input: { id: 'a/b:1' } }));
});

test('a pull takes the name, and credentials only where they are given', async () => {
  show();
  act(() => navigation.show('images', { dialog: 'pull' }));
  fireEvent.change(screen.getByLabelText('Name of the image'), { target: { value: 'rocker/rstudio' } });
  fireEvent.click(button('Pull'));
  await waitFor(() => expect(bridge.count('images.pull')).toBe(1));
  const asked = bridge.asked('images.pull');
  expect('input' in asked && asked.input).toEqual({
    engineUrl: 'unix:///docker.sock',
    reference: 'rocker/rstudio',
  });
  await waitFor(() => expect(navigation.useNavigation.getState().view?.params).toEqual({}));
});

test('of the images of an engine, those that are here already are not offered again', async () => {
  show();
  act(() => navigation.show('images', { dialog: 'engine' }));
  await screen.findByText('postgres:17');
  expect(screen.queryByRole('button', { name: 'Take lab/here' })).toBeNull();
  fireEvent.click(button('Take postgres:17'));
  expect(bridge.asked('images.importFromEngine')).toMatchObject({ input: { reference: 'postgres:17' } });
});

test('hosts are told to pull an image themselves, by the digest under which it was pulled here', async () => {
  const origin = `reg.lab/b@sha256:${'a'.repeat(64)}`;
  const pulled = { ...image('a/b:1'), origin };
  store.useStore.setState({ state: { ...state, images: { 'a/b:1': pulled } } as State });
  show();
  fireEvent.click(
    screen.getByText((_, element) => element?.tagName === 'BUTTON' && element.textContent === 'a/b:1'),
  );
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.queryByRole('button', { name: 'Save' })).toBeNull();
  fireEvent.click(dialog.getByLabelText('Pulled by each host from a registry'));
  expect(dialog.getByLabelText('Its name in the registry')).toHaveProperty('value', origin);
  fireEvent.click(dialog.getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(bridge.asked('images.setHostsPull')).toMatchObject({ input: { id: 'a/b:1', reference: origin } }),
  );
});
