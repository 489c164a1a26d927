import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, type RunningApp, test } from './app';
import { expectAccessible, show } from './screens';

/** A quick cloud, with faults where a test wants them. */
const cloud = (settings: object = {}) => {
  const soon = { min: 500, max: 1500 };
  const times = { bootMs: soon, prepareMs: soon, pushMs: soon, startMs: soon, deleteMs: soon };
  return { args: ['--demo'], env: { ROCKPOOL_SIMULATOR: JSON.stringify({ ...times, ...settings }) } };
};
/** What is to be waited for minutes on end is waited for so many times as fast. */
const SPEED = 6;
const pool = 'DockerDriver';

async function whenSomeRun(page: Page): Promise<void> {
  await show(page, 'Dashboard');
  await expect(page.locator('tr[data-instance]').filter({ hasText: 'running' }).nth(3)).toBeVisible({
    timeout: 60_000,
  });
}
async function openDialog(page: Page, from: 'Driver Hosts' | 'Driver Configs') {
  await show(page, from);
  await page.getByRole('button', { name: `Shut down pool… (${pool})` }).click();
  const dialog = page.getByRole('dialog', { name: `Shut down ${pool}` });
  await expect(dialog).toBeVisible();
  return dialog;
}
const closeWindow = ({ app }: RunningApp) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
const exitOf = ({ app }: RunningApp) =>
  new Promise<number | null>(resolve => {
    const child = app.process();
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once('exit', resolve);
  });

test('a container that does not go is named with its command, and the report gets complete when it goes at last', async ({
  launch,
}, testInfo) => {
  test.setTimeout(300_000);
  const running = await launch(
    cloud({ speed: SPEED, faults: [{ name: 'removeHangs', forMs: 90_000 * SPEED }] }),
  );
  const { app, page } = running;
  await whenSomeRun(page);
  await openDialog(page, 'Driver Configs');
  await expectAccessible(page);
  await page.getByRole('radio', { name: 'End them now' }).check();
  await page.getByRole('button', { name: /^End \d+ instances and shut down$/ }).click();
  const progress = page.getByRole('dialog', { name: `Shutting ${pool} down` });
  await expect(progress.getByRole('status')).toContainText(/Still there: .*container/);
  await expectAccessible(page);

  const stuck = page.getByRole('dialog', { name: `${pool}: something can't be given back` });
  await expect(stuck).toBeVisible({ timeout: 120_000 });
  const left = stuck.getByRole('region', { name: 'Still there' });
  await expect(
    left.getByText(/^docker -H sim:\/\/simulated-\d+ rm --force [0-9a-f]{64}$/).first(),
  ).toBeVisible();
  await expect(left).toContainText('machine');
  await expect(left).toContainText('volume');
  await expect(left).toContainText('security group');
  await expectAccessible(page);
  await stuck.getByRole('button', { name: 'Copy report' }).click();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/Not complete: \d+ could not be given back/);
  expect(copied).toMatch(/by hand: docker -H sim:\/\/simulated-\d+ rm --force [0-9a-f]{64}/);

  const done = page.getByRole('dialog', { name: `${pool} is shut down` });
  await expect(done).toBeVisible({ timeout: 120_000 });
  await expect(done.getByRole('status')).toContainText('Nothing is left.');
  await expect(done.getByRole('table', { name: 'Created and given back' })).toContainText('Machines');
  await done.getByText(/^One by one/).click();
  await expect(done.getByRole('region', { name: 'One by one' })).toContainText('simulated-1');
  await expectAccessible(page);
  const file = testInfo.outputPath('report.txt');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await done.getByRole('button', { name: 'Save report…' }).click();
  await expect(page.getByText(`Saved as ${file}.`)).toBeVisible();
  expect(await readFile(file, 'utf8')).toContain('Nothing is left: two listings in a row');
});

test('instances end at a time that they show, and it can be called back', async ({ launch }) => {
  test.setTimeout(180_000);
  const { page } = await launch(cloud());
  await whenSomeRun(page);
  const dialog = await openDialog(page, 'Driver Hosts');
  await dialog.getByRole('radio', { name: 'End them after some minutes' }).check();
  await dialog.getByLabel('Minutes from now').fill('0');
  await expect(dialog.getByText(/^Whole minutes/)).toBeVisible();
  await dialog.getByLabel('Minutes from now').fill('20');
  await dialog.getByRole('button', { name: 'Shut down', exact: true }).click();
  const progress = page.getByRole('dialog', { name: `Shutting ${pool} down` });
  await expect(progress.getByRole('status')).toContainText(/What still runs ends in (20m|19m)/);
  await expect(progress).toContainText('It ends with the pool.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Shutting down: \d+ left/ })).toBeVisible();
  await show(page, 'Dashboard');
  const time = page.locator('tr[data-instance]').filter({ hasText: 'running' }).first();
  await expect(time).toContainText(/1[89]m|20m/);
  await show(page, 'Driver Hosts');
  await page.getByRole('button', { name: /^Shutting down: \d+ left/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Call back' }).click();
  await expect(page.getByText(`${pool} takes instances again.`)).toBeVisible();
  await expect(page.getByRole('button', { name: `Shut down pool… (${pool})` })).toBeVisible();
});

test('quitting with hosts says what goes on, and shuts the pools down first', async ({ launch }) => {
  test.setTimeout(240_000);
  const running = await launch(cloud());
  const { page } = running;
  await whenSomeRun(page);
  await closeWindow(running);
  const question = page.getByRole('dialog', { name: 'Quit Rockpool?' });
  await expect(question).toContainText(
    /simulated hosts are still there \(DockerDriver and DockerDriverGpu\)/,
  );
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await closeWindow(running);
  await question.getByRole('radio', { name: 'end now' }).check();
  const exit = exitOf(running);
  await question.getByRole('button', { name: 'Shut down, then quit' }).click();
  await expect(page.getByRole('dialog', { name: 'Shutting down, then quitting' })).toContainText(
    'still there',
  );
  expect(await exit).toBe(0);
});
