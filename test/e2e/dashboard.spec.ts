import type { Page } from '@playwright/test';
import Docker from 'dockerode';
import { expect, type RunningApp, test } from './app';
import { importImage, makeBlueprint } from './blueprints';
import { connectEngine, destroyAll, engineUrl, expectAccessible, show } from './screens';

const rows = (page: Page) => page.locator('tr[data-instance]');

/** An app with a pool, the little web server's image, and an active blueprint of it. */
async function ready(
  launch: () => Promise<RunningApp>,
  fields: { lifetime?: string; command?: string } = {},
): Promise<RunningApp> {
  const running = await launch();
  const { page } = running;
  await connectEngine(page);
  await importImage(page, 'httpd.tar', 'lab/httpd');
  await makeBlueprint(page, { name: 'web', image: 'lab/httpd', port: '8080', ...fields });
  await show(page, 'Dashboard');
  return running;
}

/** Launches and waits until it runs. */
async function launchWeb(page: Page) {
  await page.getByRole('button', { name: 'Launch web' }).click();
  await expect(rows(page).first()).toContainText('running', { timeout: 60_000 });
}

/** The page of the instance, once the embedded browser has it. */
async function embedded(running: RunningApp): Promise<Page> {
  const isEmbedded = (candidate: Page) => candidate.url().includes('/notebooks/');
  await expect.poll(() => running.app.windows().some(isEmbedded)).toBe(true);
  return running.app.windows().find(isEmbedded) as Page;
}

test('an empty dashboard leads on: to Welcome without a pool, to Configure without a blueprint', async ({
  launch,
}) => {
  const { page } = await launch();
  await show(page, 'Dashboard');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Open Welcome' }).click();
  await connectEngine(page);
  await show(page, 'Dashboard');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Open Configure' }).click();
  await expect(page.getByRole('heading', { name: 'Configure' })).toBeVisible();
});

test('a blueprint is launched once by a double click, shows its log, and opens inside the app', async ({
  launch,
}) => {
  const running = await ready(launch);
  const { page } = running;
  await page.getByRole('button', { name: 'Launch web' }).dblclick();
  await expect(rows(page).first()).toContainText('running', { timeout: 60_000 });
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText('You have 1 instance of "web" already.')).toBeVisible();
  await expectAccessible(page);

  await rows(page).first().locator('[data-row-name]').press('Enter');
  const details = page.getByRole('dialog');
  await details.getByRole('tab', { name: 'Provisioning log' }).click();
  await expect(details.getByRole('log', { name: 'Provisioning log' }).locator('div')).not.toHaveCount(0);
  await expectAccessible(page);
  await details.getByRole('tab', { name: 'Container' }).click();
  await expect(details.getByRole('table', { name: 'Container' })).toContainText('127.0.0.1:');
  await expectAccessible(page);
  await details.getByRole('button', { name: 'Show the password' }).click();
  await expect(details.locator('code')).toHaveText(/\S{8,}/);
  await details.getByRole('tab', { name: 'Configuration' }).click();
  await expect(details.getByRole('table', { name: 'Configuration' })).toContainText('lab/httpd');
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();

  await page.getByRole('button', { name: /^More for/ }).click();
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'Copy the URL' }).click();
  const url = () => running.app.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/notebooks\/[0-9a-f]{32}\//);

  await page.getByRole('button', { name: /^Open in Browser/ }).click();
  const inside = await embedded(running);
  await expect(inside.locator('body')).not.toBeEmpty();
  await expect(page.getByRole('navigation', { name: 'Open instances' })).toBeVisible();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect(page.getByRole('button', { name: /^Zoom \d+ %/ })).not.toContainText('100 %');
  await page.getByRole('textbox', { name: 'Address inside the instance' }).fill('/cgi-bin/env');
  await page.getByRole('textbox', { name: 'Address inside the instance' }).press('Enter');
  await expect(inside).toHaveURL(/\/notebooks\/[0-9a-f]{32}\/cgi-bin\/env$/);
  // The toolbar hears of the new address a moment after the page has it.
  await expect(async () => {
    await page.getByRole('button', { name: 'Copy the URL' }).click();
    expect(await url()).toMatch(/\/notebooks\/[0-9a-f]{32}\/cgi-bin\/env$/);
  }).toPass({ timeout: 15_000 });
  await page.getByRole('button', { name: /^Back/ }).click();
  await expect(inside).toHaveURL(/\/notebooks\/[0-9a-f]{32}\/$/);
  await page.keyboard.press('Control+f');
  await page.getByRole('textbox', { name: 'Find in the page' }).fill('a');
  await expect(page.getByRole('search').getByRole('status')).toHaveText(/of \d+/);
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Close the tab/ }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is open' })).toBeVisible();
  await expectAccessible(page);

  await show(page, 'Dashboard');
  await destroyAll(page);
  await page.getByText(/^Ended \d/).click();
  await expect(rows(page).first()).toContainText('deleted');
});

test('before the end there is a warning, which extending puts off', async ({ launch }) => {
  const { page } = await ready(launch, { lifetime: '2m' });
  await launchWeb(page);
  const warning = page.getByRole('group', { name: /ends soon$/ });
  await expect(warning).toContainText(/ends in 1m/);
  await expectAccessible(page);
  await warning.getByRole('button', { name: 'Extend 30 min' }).click();
  await expect(warning).toBeHidden();
  await expect(rows(page).first()).toContainText(/3[12]m/);
  await destroyAll(page);
});

test('an instance goes by itself when its time is over', async ({ launch }) => {
  const { page } = await ready(launch, { lifetime: '1m' });
  await launchWeb(page);
  await expect(page.getByRole('heading', { name: 'Nothing runs' })).toBeVisible({ timeout: 90_000 });
  await page.getByText(/^Ended \d/).click();
  await expect(rows(page).first()).toContainText('deleted');
});

test('a launch that fails says what happened, why, and what to do, and leaves nothing', async ({
  launch,
}) => {
  const { page } = await ready(launch, { command: "sh -c 'echo no such notebook; exit 3'" });
  await page.getByRole('button', { name: 'Launch web' }).click();
  await expect(rows(page).first()).toContainText('failed', { timeout: 90_000 });
  await rows(page).first().getByRole('button', { name: 'Details' }).last().click();
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
  await expectAccessible(page);
});

test('an instance whose container dies says so, with its next step', async ({ launch }) => {
  const { page } = await ready(launch);
  await launchWeb(page);
  const name = (await rows(page).first().locator('[data-row-name]').textContent()) ?? '';
  const docker = new Docker({ socketPath: new URL(engineUrl()).pathname });
  const containers = await docker.listContainers({ filters: { name: [name] } });
  expect(containers).toHaveLength(1);
  await docker.getContainer(containers[0]?.Id ?? '').kill();
  await expect(rows(page).first()).toContainText('failed', { timeout: 30_000 });
  await rows(page).first().getByRole('button', { name: 'Details' }).last().click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText(/137|killed|ended/i);
  await expect
    .poll(async () => (await docker.listContainers({ all: true, filters: { name: [name] } })).length)
    .toBe(0);
});

test('the keyboard filters, selects and destroys', async ({ launch }) => {
  const { page } = await ready(launch);
  await launchWeb(page);
  await page.locator('body').press('/');
  await expect(page.getByRole('textbox', { name: 'Filter instances' })).toBeFocused();
  await page.keyboard.type('nothing like this');
  await expect(page.getByRole('heading', { name: 'No match' })).toBeVisible();
  await page.keyboard.press('Escape');
  await rows(page).first().locator('[data-row-name]').press('Delete');
  await expect(page.getByRole('dialog')).toContainText("what isn't saved elsewhere is lost");
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Nothing runs' })).toBeVisible({ timeout: 60_000 });
});
