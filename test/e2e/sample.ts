import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, type RunningApp } from './app';
import { makeBlueprint } from './blueprints';
import { connectEngine, dropFiles, imageRow, show } from './screens';

const folder = fileURLToPath(new URL('../../build/sample-image/', import.meta.url));
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';

export const instanceRows = (page: Page) => page.locator('tr[data-instance]');

/** Brings an app to a running instance of the self-test's sample image, which starts in no time. */
export async function runSample({ page }: RunningApp): Promise<void> {
  await connectEngine(page);
  await importSample(page);
  await makeBlueprint(page, { name: 'sample', image: 'rockpool/sample' });
  await launchSample(page);
}

export async function importSample(page: Page): Promise<void> {
  await show(page, 'Images');
  await dropFiles(page, [path.join(folder, `${architecture}.tar`)]);
  await expect(imageRow(page, 'rockpool/sample')).toBeVisible();
}

/** Launches one more, and waits until all run. */
export async function launchSample(page: Page): Promise<void> {
  await show(page, 'Dashboard');
  await page.getByRole('button', { name: 'Launch sample' }).click();
  await expect(instanceRows(page).filter({ hasText: 'running' }).first()).toBeVisible({ timeout: 60_000 });
}

/** Destroys what runs, so that the engine keeps nothing of the test. */
export async function destroySample(page: Page): Promise<void> {
  await show(page, 'Dashboard');
  await page.getByRole('button', { name: /^Destroy pb-/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Destroy' }).click();
  // One that is on its way out would still be asked about when the app is closed.
  await expect(page.getByRole('heading', { name: 'Nothing runs' })).toBeVisible({ timeout: 60_000 });
}

/** The page that the embedded browser shows on top. */
export async function openSample({ app, page }: RunningApp): Promise<Page> {
  await page.getByRole('button', { name: /^Open in Browser/ }).click();
  const pages = () => app.windows().filter(candidate => candidate.url().includes('/notebooks/'));
  await expect.poll(() => pages().length).toBeGreaterThan(0);
  const [opened] = pages();
  if (!opened) throw new Error('No page was opened.');
  await expect(opened.getByRole('heading', { name: 'It works' })).toBeVisible();
  return opened;
}
