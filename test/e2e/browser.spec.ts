import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, type RunningApp, test } from './app';
import { destroySample, openSample, runSample } from './sample';

const embedded = ({ app }: RunningApp) => app.windows().filter(page => /notebooks|blank/.test(page.url()));

/** Catches what would be handed to the system's browser. */
async function catchExternal({ app }: RunningApp): Promise<() => Promise<string[]>> {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async url => void opened.push(url);
  });
  return () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
}

/** A key as the system sends it, into the instance's page; Playwright's keys go past Electron's own. */
async function press({ app }: RunningApp, keyCode: string, modifier: 'control' | 'alt'): Promise<void> {
  await app.evaluate(
    ({ webContents }, { keyCode, modifier }) => {
      const view = webContents
        .getAllWebContents()
        .find(contents => contents.getURL().includes('/notebooks/'));
      for (const type of ['keyDown', 'keyUp'] as const)
        view?.sendInputEvent({ type, keyCode, modifiers: [modifier] });
    },
    { keyCode, modifier },
  );
}

async function attempt(page: Page, script: string): Promise<void> {
  await page.evaluate(script).catch(() => undefined);
  await page.waitForTimeout(300);
}

test("an instance's page stays on its own route, and other addresses wait for the person's word", async ({
  launch,
}) => {
  const running = await launch();
  const { page } = running;
  const external = await catchExternal(running);
  await runSample(running);
  const view = await openSample(running);
  const home = view.url();
  const { origin } = new URL(home);

  for (const url of [
    `${origin}/`,
    `${origin}/notebooks/0123456789abcdef0123456789abcdef/`,
    'file:///etc/passwd',
  ]) {
    await attempt(view, `location.href = '${url}'`);
    expect(view.url()).toBe(home);
  }
  const other = `${origin}/notebooks/0123456789abcdef0123456789abcdef/`;
  const fetched = await view.evaluate(
    url =>
      fetch(url).then(
        r => r.status,
        () => 'refused',
      ),
    other,
  );
  expect(fetched).toBe('refused');
  expect(
    await view.evaluate(() => ['require', 'process', 'rockpool'].filter(name => name in window)),
  ).toEqual([]);

  await attempt(view, `window.open('https://example.org/')`);
  await expect(page.getByText('https://example.org/')).toBeVisible();
  expect(await external()).toEqual([]);
  await page.getByRole('button', { name: "Open in the system's browser" }).last().click();
  await expect.poll(external).toEqual(['https://example.org/']);
  expect(embedded(running)).toHaveLength(1);

  const permissions = await view.evaluate(async () => {
    const ask = async (name: string) =>
      (await navigator.permissions.query({ name: name as PermissionName })).state;
    return [await ask('geolocation'), await ask('notifications'), await ask('camera')];
  });
  expect(permissions).toEqual(['denied', 'denied', 'denied']);
  await destroySample(page);
});

test('a page that an instance opens lies on top of its tab, and "back" returns to the first', async ({
  launch,
}) => {
  const running = await launch();
  const { page } = running;
  await runSample(running);
  const view = await openSample(running);
  const back = page.getByRole('button', { name: /^Back \(/ });
  await expect(back).toBeDisabled();

  // As Jupyter opens a new notebook: an empty window first, its address later.
  await view.evaluate(() => {
    const opened = window.open('about:blank', '_blank');
    setTimeout(() => {
      if (opened) opened.location.href = `${location.pathname}tree`;
    }, 200);
  });
  await expect
    .poll(() => embedded(running).map(each => new URL(each.url()).pathname.split('/').at(-1)))
    .toEqual(['', 'tree']);
  await expect(back).toBeEnabled();
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue(/tree/);
  await back.click();
  await expect.poll(() => embedded(running).length).toBe(1);
  await expect(back).toBeDisabled();
  await destroySample(page);
  await expect.poll(() => embedded(running).length).toBe(0);
});

test('a download goes to the chosen folder and never over another file', async ({ launch }) => {
  const running = await launch();
  const { app, page } = running;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-downloads-'));
  await app.evaluate(({ app }, folder) => app.setPath('downloads', folder), folder);
  await runSample(running);
  const view = await openSample(running);
  for (let i = 0; i < 2; i += 1) {
    await view.evaluate(() => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['results']));
      link.download = 'results.csv';
      link.click();
    });
    await expect.poll(() => readdirSync(folder).length).toBe(i + 1);
  }
  await expect.poll(() => readdirSync(folder).sort()).toEqual(['results (1).csv', 'results.csv']);
  await expect(page.getByText('results (1).csv')).toBeVisible();
  expect(readFileSync(path.join(folder, 'results.csv'), 'utf8')).toBe('results');
  await destroySample(page);
  await rm(folder, { recursive: true });
});

test("what an instance's page has stored goes with the instance", async ({ launch }) => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'rockpool-e2e-'));
  const partitions = path.join(dataDir, 'window', 'Partitions');
  const first = await launch({ dataDir });
  await runSample(first);
  const view = await openSample(first);
  await view.evaluate(() => {
    localStorage.setItem('secret', 'x'.repeat(1000));
    // biome-ignore lint/suspicious/noDocumentCookie: pages of containers write cookies like this
    document.cookie = 'session=1';
  });
  expect(await view.evaluate(() => document.cookie)).toContain('session=1');
  expect(readdirSync(partitions)).toHaveLength(1);
  await destroySample(first.page);
  await first.close();
  // What Chromium held open to the end is removed by the next start.
  await launch({ dataDir });
  await expect.poll(() => (existsSync(partitions) ? readdirSync(partitions) : [])).toEqual([]);
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
});

test("the browser's keys work while the page has the keyboard", async ({ launch }) => {
  const running = await launch();
  const { page } = running;
  await runSample(running);
  const view = await openSample(running);
  await view.locator('body').click();
  await press(running, '=', 'control');
  await expect(page.getByRole('button', { name: 'Zoom 110 %' })).toBeVisible();
  await press(running, '0', 'control');
  await expect(page.getByRole('button', { name: 'Zoom 100 %' })).toBeVisible();
  await press(running, 'f', 'control');
  await page.keyboard.type('container');
  await expect(page.getByText('1 of 1')).toBeVisible();
  await view.locator('body').click();
  await press(running, 'w', 'control');
  await expect.poll(() => embedded(running).length).toBe(0);
  await destroySample(page);
});
