import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test } from './app';
import { inDetails } from './details';
import { destroyAll, expectAccessible } from './screens';

const output = (details: Locator) => details.getByRole('log', { name: 'Output of the container' });
/** Counts for ever beside the server, so that the instance runs and writes. */
const counting = (pause: string) =>
  `sh -c "(i=0; while :; do i=$((i+1)); echo count $i; ${pause}; done) & exec httpd -f -p 8080 -h /www"`;

test('the output of a container is followed, searched, paused, and saved whole', async ({ launch }) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-log-'));
  const { app, page, details } = await inDetails(launch, { command: counting('sleep 0.1') });
  await details.getByRole('tab', { name: 'Running log' }).click();
  await expect(output(details)).toContainText('count 20');

  await details.getByRole('button', { name: 'Pause' }).click();
  const shown = await output(details).textContent();
  await expect(details.getByRole('button', { name: /Go on \(\d+ new\)/ })).toBeVisible();
  expect(await output(details).textContent()).toBe(shown);
  await expectAccessible(page);
  await details.getByRole('button', { name: /Go on/ }).click();
  await expect
    .poll(async () => (await output(details).textContent())?.length)
    .toBeGreaterThan(shown?.length ?? 0);

  await details.getByRole('textbox', { name: 'Search the log' }).fill('count 1');
  await expect(details.getByRole('status').filter({ hasText: /1 of \d+/ })).toBeVisible();

  const file = path.join(folder, 'saved.log');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (async () => ({
      canceled: false,
      filePath,
    })) as unknown as typeof dialog.showSaveDialog;
  }, file);
  await details.getByRole('button', { name: 'Save…' }).click();
  await expect(page.getByText(`is saved as ${file}.`)).toBeVisible();
  expect(await readFile(file, 'utf8')).toMatch(/^(count \d+\n)+$/);
  await rm(folder, { recursive: true });
  await page.keyboard.press('Escape');
  await destroyAll(page);
});

test('a container that writes without end fills the memory of neither side', async ({ launch }) => {
  const { app, page, details } = await inDetails(launch, { command: counting(':') });
  const memory = () => app.evaluate(() => process.memoryUsage().rss);
  await details.getByRole('tab', { name: 'Running log' }).click();
  await expect(output(details)).toContainText('earlier lines are not kept');
  const before = await memory();
  await details.getByRole('button', { name: 'Pause' }).click();
  for (let i = 0; i < 5; i += 1) {
    await details.getByRole('tab', { name: 'Configuration' }).click();
    await expect(details.getByRole('table', { name: 'Configuration' })).toBeVisible();
    await details.getByRole('tab', { name: 'Running log' }).click();
    await expect(output(details)).toContainText('count');
  }
  expect((await memory()) - before).toBeLessThan(150 * 1024 * 1024);
  await page.keyboard.press('Escape');
  await destroyAll(page);
});

test('what a container uses is shown as it goes', async ({ launch }) => {
  const { page, details } = await inDetails(launch);
  await details.getByRole('tab', { name: 'Container' }).click();
  const gauge = (name: string) => details.getByRole('region', { name });
  await expect(gauge('Processor')).toContainText(/\d+\.\d %/);
  await expect(gauge('Memory')).toContainText(/\d+ MiB/);
  await expect(gauge('Network')).toContainText(/B\/s in/);
  await expect(gauge('Writes to disk')).not.toContainText('Asking');
  // A line is drawn once there are two points.
  await expect(gauge('Memory').locator('path')).toHaveAttribute('d', /L/);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await destroyAll(page);
});

test('a disk limit that the host can not keep is said to be none', async ({ launch }) => {
  const { page, details } = await inDetails(launch, { disk: '1g' });
  await expect(details.getByText('Its disk limit (1g) is not kept')).toBeVisible();
  await details.getByRole('tab', { name: 'Container' }).click();
  await expect(details.getByRole('row', { name: 'Disk limit' })).toContainText('none');
  await page.keyboard.press('Escape');
  await destroyAll(page);
});
