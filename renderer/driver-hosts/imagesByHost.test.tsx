// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { LookedImage } from '../../driver/model/hostLook';
import type { Task } from '../../driver/model/task';
import { aHost, anImage, aPool } from '../testing/builders';
import { bridge, put } from '../testing/hostsScreen';
import { renderUi } from '../testing/renderUi';

const { DriverHosts } = await import('./DriverHosts');

const engineUrl = 'ssh://1';
const images = { 'a:latest': anImage({ id: 'a:latest' }), 'b:1': anImage({ id: 'b:1' }) };
const pools = { pool: aPool({ provider: 'ssh' }) };

/** @param hostId another one each time: what was seen of a host is kept */
function show(hostId: string, wanted: LookedImage[], tasks: Record<string, Task> = {}): HTMLElement {
  bridge.answer('hosts.look', () => [
    {
      ...{ hostId, at: Date.now(), cpuPercent: 0, memoryMiB: 0, containers: [], otherImages: [] },
      wanted,
    },
  ]);
  put([aHost({ id: hostId, name: 'lab-1', engineUrl })], { images, pools, tasks });
  renderUi(<DriverHosts />);
  fireEvent.click(screen.getByRole('tab', { name: 'Images by host' }));
  return screen.getByRole('table', { name: 'Images by host' });
}

test('an image that is on its way says how far it is, how fast and how long yet, and can be cancelled', async () => {
  bridge.answer('tasks.cancel', () => undefined);
  const task: Task = {
    ...{ id: 't1', kind: 'prepare', title: 'Send a to lab-1', state: 'running', parts: [], startedAt: 1 },
    ...{ step: 'Sending part 1 of 2', done: 50e6, total: 200e6, speed: 10e6 },
    push: { engineUrl, image: 'a:latest' },
  };
  const table = show(
    'first',
    [
      { name: 'a', standing: 'coming' },
      { name: 'b:1', standing: 'queued' },
    ],
    { t1: task },
  );
  expect(await within(table).findByText('25 % · 10.0 MB/s · 15s left')).toBeTruthy();
  expect(within(table).getByText('follows')).toBeTruthy();
  fireEvent.click(within(table).getByRole('button', { name: 'Cancel sending a to lab-1' }));
  await waitFor(() => expect(bridge.inputs('tasks.cancel')).toEqual([{ id: 't1' }]));
});

test('one that could not be brought says why and when it is tried again, and can be sent again now', async () => {
  bridge.answer('images.sendAgain', () => undefined);
  const error = { kind: 'capacity' as const, code: 'HOST_NO_SPACE', what: 'No room on the host.' };
  const retryAt = Date.now() + 9.5 * 60_000;
  const table = show('second', [
    { name: 'a', standing: 'failed', error, retryAt },
    { name: 'b:1', standing: 'left out', why: 'It is made for arm64 processors, and the host has amd64.' },
  ]);
  const failed = await within(table).findByText('not brought');
  expect(failed.parentElement?.title).toMatch(/^No room on the host\. Tried again in 9m/);
  expect(within(table).getByText('left out').parentElement?.title).toContain('arm64 processors');
  fireEvent.click(within(table).getByRole('button', { name: 'Send a to lab-1 again' }));
  await waitFor(() =>
    expect(bridge.inputs('images.sendAgain')).toEqual([{ hostIds: ['second'], image: 'a:latest' }]),
  );
});
