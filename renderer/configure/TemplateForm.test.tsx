// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { Profiler } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptyState } from '../../driver/model/state';
import { anImage } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

installFakeBridge();
const { TemplateForm } = await import('./TemplateForm');
const { applyChange } = await import('../state/store');

const rstudio = anImage();
const web = anImage({ id: 'lab/web:latest', exposedPorts: [8080] });
let draws = 0;

beforeEach(() => {
  draws = 0;
  const images = { [rstudio.id]: rstudio, [web.id]: web };
  applyChange({ type: 'snapshot', sequence: 0, state: { ...emptyState(), images } });
  renderUi(
    <Profiler id="form" onRender={() => draws++}>
      <TemplateForm plugin="DockerDriver" onClose={vi.fn()} onSaved={vi.fn()} />
    </Profiler>,
  );
});
afterEach(cleanup);

const choose = (image: string) =>
  fireEvent.change(screen.getByRole('combobox', { name: 'Docker image' }), { target: { value: image } });
const port = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Internal port' });
const wait = () => act(() => new Promise(resolve => setTimeout(resolve, 200)));

test('the port follows the image until somebody types one', () => {
  choose('rocker/rstudio');
  expect(port().value).toBe('8787');
  choose('lab/web');
  expect(port().value).toBe('8080');
  fireEvent.change(port(), { target: { value: '9999' } });
  choose('rocker/rstudio');
  expect(port().value).toBe('9999');
});

test('once the port is filled in the form rests', async () => {
  choose('lab/web');
  await wait();
  const before = draws;
  await wait();
  expect(draws).toBe(before);
});
