import type { Page } from '@playwright/test';
import { expect, type RunningApp, test } from './app';
import { fillTemplate, importImage, openTab, saveAndActivate } from './blueprints';
import { connectEngine, destroyAll, show } from './screens';

const isEmbedded = (candidate: Page) => candidate.url().includes('/notebooks/');

/** The embedded browser's page whose address matches. */
async function embedded({ app }: RunningApp, address: RegExp): Promise<Page> {
  const find = () => app.windows().find(page => isEmbedded(page) && address.test(page.url()));
  await expect.poll(() => find()?.url() ?? app.windows().map(page => page.url())).toMatch(address);
  return find() as Page;
}

/** What a page has loaded so far, for who reads why it isn't as it should be. */
async function loadedBy(page: Page): Promise<string> {
  return page.evaluate(() => {
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const lines = loaded.map(
      ({ name, responseStatus, duration }) => `${responseStatus} ${name} ${Math.round(duration)} ms`,
    );
    return [document.readyState, ...lines].join('\n');
  });
}

test('a dropped Jupyter becomes a notebook inside the app, and a cell runs in it', async ({ launch }) => {
  test.setTimeout(240_000);
  const running = await launch();
  const { page } = running;
  await connectEngine(page);
  await importImage(page, 'jupyter.tar', 'lab/jupyter');

  await openTab(page, 'Plugins');
  await page.getByRole('button', { name: 'Create Template' }).click();
  await fillTemplate(page, { name: 'jupyter', image: 'lab/jupyter' });
  await expect(page.getByRole('textbox', { name: 'Internal port' })).toHaveValue('8888');
  await page.getByRole('button', { name: 'Use Jupyter settings' }).click();
  await saveAndActivate(page);
  await page.getByRole('button', { name: 'Create Blueprint from jupyter' }).click();
  await saveAndActivate(page);

  await show(page, 'Dashboard');
  await page.getByRole('button', { name: 'Launch jupyter' }).click();
  await expect(page.locator('tr[data-instance]').first()).toContainText('running', { timeout: 120_000 });
  await page.getByRole('button', { name: /^Open in Browser/ }).click();

  const tree = await embedded(running, /\/tree/);
  // Jupyter shows it when its scripts have run, which are megabytes.
  await expect(tree.locator('#ipython_notebook'))
    .toBeVisible({ timeout: 60_000 })
    .catch(async error => {
      throw new Error(`Jupyter's page stays empty. ${await loadedBy(tree)}`, { cause: error });
    });
  await tree.locator('#new-dropdown-button').click();
  await tree.locator('#new-menu').getByText('Python 3').click();
  const notebook = await embedded(running, /\.ipynb/);
  await expect(notebook.locator('.kernel_idle_icon')).toBeVisible({ timeout: 60_000 });
  await notebook.locator('.CodeMirror').first().click();
  await notebook.keyboard.type('print(6 * 7, "from the kernel")');
  await notebook.keyboard.press('Shift+Enter');
  await expect(notebook.locator('.output_stdout').first()).toHaveText(/42 from the kernel/, {
    timeout: 30_000,
  });

  await show(page, 'Dashboard');
  await destroyAll(page);
});
