import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import Dockerode from 'dockerode';
import { testRegistry } from '../support/registry';
import { expect, test } from './app';
import {
  connectEngine,
  dragFiles,
  dropFiles,
  engineUrl,
  expectAccessible,
  imageRow,
  labImage,
  show,
} from './screens';

const imagesTable = (page: Page) => page.getByRole('table', { name: 'Images' });
const docker = () => new Dockerode({ socketPath: new URL(engineUrl()).pathname });

/** Has the engine hold the lab's httpd under a name of this test's own; answers with how to take it away. */
async function inEngine(name: string): Promise<() => Promise<void>> {
  const engine = docker();
  const loading = await engine.loadImage(labImage('httpd.tar'));
  await new Promise((resolve, reject) =>
    engine.modem.followProgress(loading, error => (error ? reject(error) : resolve(undefined))),
  );
  const colon = name.lastIndexOf(':');
  await engine.getImage('lab/httpd').tag({ repo: name.slice(0, colon), tag: name.slice(colon + 1) });
  return async () => {
    await engine.getImage(name).remove();
  };
}

test('tarballs dropped anywhere on the window become images; a broken one says what is wrong', async ({
  launch,
}) => {
  const { page } = await launch();
  await show(page, 'Settings');
  const drag = await dragFiles(page, ['httpd.tar', 'echo.tar', 'broken/cut-short.tar'].map(labImage));
  await expect(page.getByText('Drop image tarballs to import them')).toBeVisible();
  await drag.drop();
  await expect(page.getByText('Drop image tarballs to import them')).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Images', exact: true })).toBeVisible();

  const row = imageRow(page, 'lab/httpd:latest');
  await expect(row).toContainText(/[0-9a-f]{12}/);
  await expect(row).toContainText(/\d\.\d\d MB/);
  await expect(row).toContainText('amd64');
  await expect(row).toContainText('8080');
  await expect(imageRow(page, 'lab/echo:latest')).toBeVisible();

  const failed = page.getByRole('region', { name: 'Import cut-short.tar' });
  await expect(failed).toContainText('cut short');
  await failed.getByRole('button', { name: 'Dismiss' }).click();
  await expect(failed).toBeHidden();
});

test('every packing and layout that engines have written is taken', async ({ launch }) => {
  const { page } = await launch();
  for (const file of ['httpd.tar.gz', 'httpd.tar.zst', 'httpd-docker25.tar', 'httpd-oci.tar']) {
    await dropFiles(page, [labImage(`variants/${file}`)]);
    const row = imageRow(page, 'lab/httpd:');
    await expect(row, file).toContainText('8080');
    await row.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('heading', { name: 'No images yet' }), file).toBeVisible();
  }
});

test('files can be chosen in the system dialog, and are images again after a restart', async ({ launch }) => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'rockpool-e2e-'));
  try {
    const first = await launch({ dataDir });
    await show(first.page, 'Images');
    await first.app.evaluate(({ dialog }, file) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
    }, labImage('variants/httpd-multitag.tar'));
    await first.page.getByRole('button', { name: 'Choose tarballs…' }).click();
    await expect(imagesTable(first.page)).toBeVisible();
    const names = await imagesTable(first.page).getByRole('row').allInnerTexts();
    expect(names.length).toBeGreaterThan(2);
    await first.close();

    const second = await launch({ dataDir });
    await show(second.page, 'Images');
    await expect(imagesTable(second.page).getByRole('row')).toHaveCount(names.length);
    await second.close();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

test('a big import shows its progress, and once cancelled leaves nothing behind', async ({ launch }) => {
  const { page, dataDir } = await launch();
  await dropFiles(page, [labImage('jupyter.tar')]);
  const task = page.getByRole('region', { name: 'Import jupyter.tar' });
  await expect(task).toContainText(/\d+ MB of \d+ MB/);
  await task.getByRole('button', { name: 'Cancel' }).click();
  await expect(task).toBeHidden();
  await expect(page.getByRole('heading', { name: 'No images yet' })).toBeVisible();
  await expect
    .poll(() => readdir(path.join(dataDir, 'images'), { recursive: true }))
    .not.toContain('lab.jupyter.img');
  await page.waitForTimeout(500);
  expect((await readdir(path.join(dataDir, 'images'))).filter(name => /jupyter|part|tmp/.test(name))).toEqual(
    [],
  );
});

test('an image that the engine has can be taken from it', async ({ launch }) => {
  const name = `rockpool-e2e/taken-${process.pid}:1`;
  const remove = await inEngine(name);
  try {
    const { page } = await launch();
    await connectEngine(page);
    await show(page, 'Images');
    await page.getByRole('button', { name: 'Take from engine…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByPlaceholder('Filter by name').fill('taken');
    await dialog.getByRole('button', { name: `Take ${name}` }).click();
    await expect(dialog.getByText('in the directory')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(imageRow(page, name)).toContainText('8080');
  } finally {
    await remove();
  }
});

test('an image is pulled by name; a registry that asks for a sign-in is told who asks', async ({
  launch,
}) => {
  await using registry = await testRegistry({ withPassword: true });
  const name = `${registry.address}/lab/httpd:e2e`;
  const remove = await inEngine(name);
  const pushed = await docker()
    .getImage(name)
    .push({ authconfig: { ...registry.user, serveraddress: registry.address } });
  await new Promise((resolve, reject) =>
    docker().modem.followProgress(pushed, error => (error ? reject(error) : resolve(undefined))),
  );
  await remove();

  const { page } = await launch();
  await connectEngine(page);
  await show(page, 'Images');
  const pull = async (password?: string) => {
    await page.getByRole('button', { name: 'Pull…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name of the image').fill(name);
    if (password) {
      await dialog.getByLabel('The registry asks for a sign-in').check();
      await dialog.getByLabel('User name').fill(registry.user?.username ?? '');
      await dialog.getByLabel('Password or token').fill(password);
    }
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
  };
  await pull();
  await expect(page.getByRole('region', { name: /Pull/ }).getByText('failed')).toBeVisible();
  await page.getByRole('region', { name: /Pull/ }).getByRole('button', { name: 'Dismiss' }).click();
  await pull(registry.user?.password);
  await expect(imageRow(page, name)).toContainText('8080');
  await docker()
    .getImage(name)
    .remove()
    .catch(() => undefined);
});

test('images can be looked into and removed by keyboard alone', async ({ launch }) => {
  const { page } = await launch();
  await dropFiles(page, [labImage('httpd.tar')]);
  const name = page.getByRole('button', { name: 'lab/httpd:latest', exact: true });
  await expect(name).toBeVisible();
  await page.getByRole('button', { name: 'Pull…' }).focus();
  await page.keyboard.press('Tab');
  await expect(name).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('linux/amd64');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(name).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Remove lab/httpd:latest?');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'No images yet' })).toBeVisible();
});

test('the palette finds a screen by typing', async ({ launch }) => {
  const { page } = await launch();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  const search = page.getByRole('textbox', { name: 'Search commands' });
  await expect(search).toBeFocused();
  await expectAccessible(page);
  await search.fill('activity');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Activity', level: 1 })).toBeVisible();
});

test('Images, Settings and Activity have no fault that axe can find, empty and full, small and large', async ({
  launch,
}) => {
  const { app, page } = await launch();
  const resize = (width: number, height: number) =>
    app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [
      width,
      height,
    ] as [number, number]);
  for (const screen of ['Images', 'Settings', 'Activity'] as const) {
    await show(page, screen);
    await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
  await show(page, 'Welcome');
  await connectEngine(page);
  await dropFiles(page, ['httpd.tar', 'broken/not-a-tar.tar'].map(labImage));
  await expect(imageRow(page, 'lab/httpd:latest')).toBeVisible();
  await expect(page.getByText('failed').first()).toBeVisible();
  for (const [width, height] of [
    [800, 600],
    [1600, 1000],
  ] as const) {
    await resize(width, height);
    for (const screen of ['Images', 'Settings', 'Activity'] as const) {
      await show(page, screen);
      await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible();
      await expectAccessible(page);
    }
  }
});

test('an admin says of an image that hosts pull it themselves, and by which name', async ({ launch }) => {
  const { page } = await launch();
  await show(page, 'Images');
  await (await dragFiles(page, [labImage('httpd.tar')])).drop();
  await imageRow(page, 'lab/httpd:latest').getByRole('button', { name: /httpd/ }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: 'Sent from here' })).toBeChecked();
  await dialog.getByRole('radio', { name: 'Pulled by each host from a registry' }).check();
  const name = dialog.getByRole('textbox', { name: 'Its name in the registry' });
  await expect(name).toHaveValue('lab/httpd:latest');
  await name.fill('Not a name');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('This is no name of an image in a registry.')).toBeVisible();
  await name.fill('registry.lab:5000/httpd:2');
  await name.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeHidden();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await imageRow(page, 'lab/httpd:latest').getByRole('button', { name: /httpd/ }).first().click();
  await expect(dialog.getByRole('textbox', { name: 'Its name in the registry' })).toHaveValue(
    'registry.lab:5000/httpd:2',
  );
});
