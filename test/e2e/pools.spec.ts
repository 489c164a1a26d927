import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { fillTemplate, openTab, saveAndActivate } from './blueprints';
import { quickDemo } from './quickDemo';
import { expectAccessible, show } from './screens';

const regionOf = (page: Page, pool: string) =>
  page.getByRole('region', { name: `Pool ${pool}`, exact: true });

/** Waits until an instance of the blueprint runs; on the Dashboard. @returns the name of its host */
async function hostOf(page: Page, blueprint: string): Promise<string> {
  const row = page
    .locator('tr[data-instance]')
    .filter({ hasText: blueprint })
    .filter({ hasText: 'running' })
    .first();
  await expect(row).toContainText(/simulated-[0-9a-f]{8}/, { timeout: 90_000 });
  return /simulated-[0-9a-f]{8}/.exec((await row.textContent()) ?? '')?.[0] ?? '';
}

/** What Driver Hosts lists of one pool. */
async function hostsOf(page: Page, pool: string) {
  await show(page, 'Driver Configs');
  await regionOf(page, pool).getByRole('button', { name: 'Show hosts' }).click();
  return page.locator('tr[data-host]');
}

async function remove(page: Page, pool: string) {
  await show(page, 'Driver Configs');
  await regionOf(page, pool)
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Delete pool…' }).click();
  return page.getByRole('dialog', { name: `Delete the pool "${pool}"?` });
}

/** The pool `gpu-lab`. @returns the dialog in which it was made */
async function makePool(page: Page) {
  await show(page, 'Driver Configs');
  await page.getByRole('button', { name: 'New pool' }).click();
  const making = page.getByRole('dialog', { name: 'New pool' });
  await making.getByRole('combobox', { name: 'Name' }).fill('gpu-lab');
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(regionOf(page, 'gpu-lab')).toBeVisible();
  return making;
}

/** The template `lab course` of that pool; on the tab Plugins. */
async function makeTemplate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create Template for gpu-lab' }).click();
  await expect(page.getByRole('combobox', { name: 'Pool' })).toHaveValue('gpu-lab');
  await fillTemplate(page, { name: 'lab course', image: 'demo/rstudio:4.5', port: '8787' });
  await page.getByRole('textbox', { name: 'Name' }).focus();
  await saveAndActivate(page);
}

test('a pool with a name of its own gets launches; without it its templates say so until they are for another', async ({
  launch,
}) => {
  test.setTimeout(300_000);
  const { page } = await launch(quickDemo());
  const making = await makePool(page);

  await openTab(page, 'Plugins');
  for (const name of ['DockerDriver', 'DockerDriverGpu', 'gpu-lab'])
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  await expectAccessible(page);
  await makeTemplate(page);
  const templates = page.getByRole('table', { name: 'Blueprint templates' }).getByRole('row');
  await expect(templates.filter({ hasText: 'lab course' })).toContainText('gpu-lab');
  await page.getByRole('button', { name: 'Create Blueprint from lab course' }).click();
  await saveAndActivate(page);

  await show(page, 'Dashboard');
  await page.getByRole('button', { name: 'Launch lab course' }).click();
  const host = await hostOf(page, 'lab course');
  const row = (await hostsOf(page, 'gpu-lab')).filter({ hasText: host });
  await expect(row).toContainText('1 used');
  await expect((await hostsOf(page, 'DockerDriver')).first()).toBeVisible();
  await expect(page.locator('tr[data-host]').filter({ hasText: host })).toHaveCount(0);

  const asked = await remove(page, 'gpu-lab');
  await expect(asked).toContainText('This template is for it: lab course.');
  await expectAccessible(page);
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Shut down pool… (gpu-lab)' }).click();
  await page.getByRole('radio', { name: 'End them now' }).check();
  await page.getByRole('button', { name: 'End 1 instance and shut down' }).click();
  const done = page.getByRole('dialog', { name: 'gpu-lab is shut down' });
  await expect(done).toContainText('Nothing is left.', { timeout: 90_000 });
  await page.keyboard.press('Escape');
  await (await remove(page, 'gpu-lab')).getByRole('button', { name: 'Delete pool' }).click();
  await expect(regionOf(page, 'gpu-lab')).toBeHidden();

  await show(page, 'Dashboard');
  await expect(page.getByText(/^There is no pool "gpu-lab"\. Make the pool under/)).toBeVisible();
  await openTab(page, 'Plugins');
  await expect(page.getByText(/^1 template is for it: lab course\./)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Make the pool…' }).click();
  await expect(making.getByRole('combobox', { name: 'Name' })).toHaveValue('gpu-lab');
  await making.getByRole('button', { name: 'Cancel' }).click();

  await openTab(page, 'Blueprint Templates');
  await expect(templates.filter({ hasText: 'lab course' })).toContainText('There is no such pool');
  await page.getByRole('button', { name: 'Reconfigure lab course' }).click();
  await expect(page.getByText('There is no pool "gpu-lab"')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('combobox', { name: 'Pool' }).selectOption('DockerDriver');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await show(page, 'Dashboard');
  await page.getByRole('button', { name: 'Launch lab course' }).click();
  const next = await hostOf(page, 'lab course');
  await expect((await hostsOf(page, 'DockerDriver')).filter({ hasText: next })).toHaveCount(1);
});

test('each pool of the demo serves its own blueprints', async ({ launch }) => {
  test.setTimeout(180_000);
  const { page } = await launch(quickDemo());
  await openTab(page, 'Blueprint Templates');
  const templates = page.getByRole('table', { name: 'Blueprint templates' }).getByRole('row');
  await expect(templates.filter({ hasText: 'PyTorch on a GPU' })).toContainText('DockerDriverGpu');
  await show(page, 'Dashboard');
  const filter = page.getByPlaceholder(/filter/i).first();
  for (const [blueprint, pool] of [
    ['Deep learning (GPU)', 'DockerDriverGpu'],
    ['Statistics course', 'DockerDriver'],
  ] as const) {
    await show(page, 'Dashboard');
    await filter.fill(`${blueprint} running`);
    const host = await hostOf(page, blueprint);
    await expect((await hostsOf(page, pool)).filter({ hasText: host })).toHaveCount(1);
  }
});

test('a pool is deleted with the launch that waits in it once somebody has said so', async ({ launch }) => {
  test.setTimeout(180_000);
  const { page } = await launch(quickDemo({ quota: 0 }));
  await makePool(page);
  await openTab(page, 'Plugins');
  await makeTemplate(page);
  await page.getByRole('button', { name: 'Create Blueprint from lab course' }).click();
  await saveAndActivate(page);
  await show(page, 'Dashboard');
  await page.getByRole('button', { name: 'Launch lab course' }).click();
  const row = page.locator('tr[data-instance]').filter({ hasText: 'lab course' });
  await expect(row).toContainText('queueing');

  const question = page.getByRole('dialog', { name: 'End what waits, too?' });
  await (await remove(page, 'gpu-lab')).getByRole('button', { name: 'Delete pool' }).click();
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Keep the pool' }).click();
  await show(page, 'Dashboard');
  await expect(row).toContainText('queueing');
  await (await remove(page, 'gpu-lab')).getByRole('button', { name: 'Delete pool' }).click();
  await question.getByRole('button', { name: 'End them and delete' }).click();
  await expect(regionOf(page, 'gpu-lab')).toBeHidden();
  await show(page, 'Dashboard');
  await expect(row).toContainText('failed');
});
