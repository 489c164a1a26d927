import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from './app';
import { fillTemplate, saveAndActivate } from './blueprints';
import {
  connectEngine,
  dropFiles,
  engineOffer,
  engineUrl,
  expectAccessible,
  labImage,
  show,
} from './screens';

test('the engine is found with its version, and one click makes it the pool', async ({ launch }) => {
  const { page } = await launch();
  await expect(page.getByRole('heading', { name: 'Connect a Docker engine' })).toBeVisible();
  const offer = engineOffer(page, engineUrl());
  await expect(offer.getByText(/^Docker \d+\.\d+/)).toBeVisible();
  await expect(offer.getByText(/DOCKER_HOST/)).toBeVisible();
  await expectAccessible(page);
  await connectEngine(page);
  await expect(page.getByRole('banner')).toContainText('DockerDriver');
  await expect(page.getByRole('button', { name: 'Choose tarballs…' })).toBeVisible();
});

test('without an engine it says what to do, and finds one by itself as soon as it answers', async ({
  launch,
}) => {
  test.skip(existsSync('/var/run/docker.sock'), 'an engine answers on the usual socket of this machine');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-late-'));
  const late = path.join(folder, 'docker.sock');
  const home = { HOME: folder, XDG_RUNTIME_DIR: folder, DOCKER_CONFIG: folder };
  const { page, close } = await launch({ env: { ...home, DOCKER_HOST: `unix://${late}` } });
  await expect(page.getByText('No Docker engine answers yet')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: /./ }).nth(1)).toBeVisible();
  await expectAccessible(page);

  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const engine = connect(new URL(engineUrl()).pathname);
    client.pipe(engine).pipe(client);
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  await new Promise<void>(resolve => server.listen(late, resolve));
  try {
    await expect(engineOffer(page, late).getByRole('button', { name: 'Use this engine' })).toBeVisible();
    await close();
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
    await rm(folder, { recursive: true, force: true });
  }
});

test('one click starts a private engine and makes it the pool; it ends with the app', async ({ launch }) => {
  test.skip(existsSync('/var/run/docker.sock'), 'an engine answers on the usual socket of this machine');
  test.skip(process.getuid?.() !== 0, 'only root may start an engine');
  const home = await mkdtemp(path.join(os.tmpdir(), 'rockpool-private-'));
  const nowhere = { HOME: home, XDG_RUNTIME_DIR: home, DOCKER_HOST: `unix://${home}/none.sock` };
  try {
    const { page, close } = await launch({ env: nowhere });
    await page.getByRole('button', { name: 'Install and start a private engine' }).click();
    await expect(page.getByRole('banner').getByText(/\d+ of \d+ slots free/)).toBeVisible({
      timeout: 60_000,
    });
    const url = await page.getByText(/^unix:/).textContent();
    expect(existsSync(new URL(url ?? '').pathname)).toBe(true);
    await close();
    expect(existsSync(new URL(url ?? '').pathname)).toBe(false);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

test('the checklist leads on to the first instance; after it the Dashboard is the first screen', async ({
  launch,
}) => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'rockpool-e2e-'));
  try {
    const first = await launch({ dataDir });
    const { page } = first;
    const current = page.locator('[aria-current="step"]');
    const step = current.getByRole('heading');
    await expect(step).toHaveText('Connect a Docker engine');
    await connectEngine(page);
    await expect(step).toHaveText('Import an image');
    await dropFiles(page, [labImage('httpd.tar')]);
    await expect(page.getByRole('button', { name: 'lab/httpd:latest', exact: true })).toBeVisible();

    await show(page, 'Welcome');
    await expect(step).toHaveText('Make a blueprint');
    await expect(page.getByText('1 image', { exact: true })).toBeVisible();
    await current.getByRole('button', { name: 'Create a template…' }).click();
    await fillTemplate(page, { name: 'httpd', image: 'lab/httpd' });
    await saveAndActivate(page);

    await show(page, 'Welcome');
    await current.getByRole('button', { name: 'Create a blueprint…' }).click();
    await saveAndActivate(page);

    await show(page, 'Welcome');
    await expect(step).toHaveText('Launch an instance');
    await current.getByRole('button', { name: 'Go to the Dashboard' }).click();
    await page.getByRole('button', { name: 'Launch httpd' }).click();
    await expect(page.getByRole('row').filter({ hasText: 'pb-' })).toContainText('running');
    await expect(page.getByRole('button', { name: 'Welcome' })).toBeHidden();

    await page
      .getByRole('button', { name: /^Destroy/ })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Destroy/ })
      .click();
    await expect(page.getByRole('banner')).toContainText(/(\d+) of \1 slots free/);
    await first.close();

    const again = await launch({ dataDir });
    await expect(again.page.getByRole('heading', { name: 'Dashboard', level: 1 })).toBeVisible();
    await again.close();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

test('what was connected is there again at the next start', async ({ launch }) => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'rockpool-e2e-'));
  try {
    const first = await launch({ dataDir });
    await connectEngine(first.page);
    await first.close();
    const { page, close } = await launch({ dataDir });
    await expect(page.getByRole('banner').getByText(/\d+ of \d+ slots free/)).toBeVisible();
    await expect(page.locator('[aria-current="step"]').getByRole('heading')).toHaveText('Import an image');
    await close();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
