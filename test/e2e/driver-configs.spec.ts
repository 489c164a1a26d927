import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { connectEngine, expectAccessible, show } from './screens';

test('slots are checked as they are typed, saved together with the rest, and can be taken back', async ({
  launch,
}) => {
  const { page } = await launch();
  await show(page, 'Driver Configs');
  await expect(page.getByRole('heading', { name: 'No pool yet' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'New pool' }).click();
  const making = page.getByRole('dialog', { name: 'New pool' });
  await making.getByRole('combobox', { name: 'Name' }).fill('DockerDriver');
  await making.getByRole('combobox', { name: 'Engine' }).fill('ftp://nowhere');
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making.getByRole('alert')).toContainText('Known are unix://');
  await expectAccessible(page);
  await making.getByRole('button', { name: 'Cancel' }).click();
  await show(page, 'Welcome');
  await connectEngine(page);
  const strip = page.getByRole('banner').getByText(/of \d+ slots free/);
  const before = await strip.textContent();
  await show(page, 'Driver Configs');
  const pool = page.getByRole('region', { name: /^Pool/ });
  await expectAccessible(page);
  const slots = pool.getByRole('textbox', { name: 'Slots of this machine' });
  await slots.fill('0');
  await expect(pool.getByText('A host has at least one slot.')).toBeVisible();
  await expect(pool.getByRole('button', { name: 'Save' })).toBeDisabled();
  await expectAccessible(page);
  await slots.fill('7');
  await expect(pool.getByText('Slots of this machine: automatic → 7')).toBeVisible();
  await expect(pool.getByRole('status', { name: 'Preview' })).toContainText(/Slots: \d+ → \d+/);
  await page.keyboard.press('Enter');
  await expect(strip).toHaveText('7 of 7 slots free');
  await expect(pool.getByRole('button', { name: 'Save' })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(slots).toHaveValue('');
  await expect(strip).toHaveText(before ?? '');

  await slots.fill('5');
  await pool.getByRole('button', { name: 'Reset Slots of this machine' }).click();
  await expect(slots).toHaveValue('');
  await slots.fill('5');
  await pool.getByRole('button', { name: 'Discard' }).click();
  await expect(slots).toHaveValue('');
  await pool.getByRole('button', { name: 'History' }).click();
  const history = page.getByRole('dialog', { name: /^Changes of/ });
  await expect(history).toContainText('Slots of this machine: automatic → 7');
  await page.keyboard.press('Escape');
  await show(page, 'Activity');
  await expect(page.getByRole('list', { name: 'Events' })).toContainText('Slots of this machine = 7');
});

test('shutdown mode is told where the pool is shown', async ({ launch }) => {
  const { page } = await launch();
  await connectEngine(page);
  await show(page, 'Driver Configs');
  const mode = page.getByRole('switch', { name: 'Shutdown mode' });
  await mode.check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('banner')).toContainText('shutdown mode');
  await mode.uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('banner')).toContainText('ready');
});

/** The card of a pool of the demo. */
async function openPool(page: Page, name = 'DockerDriver') {
  await show(page, 'Driver Configs');
  const pool = page.getByRole('region', { name: `Pool ${name}`, exact: true });
  await expect(pool).toBeVisible();
  return pool;
}
async function choose(page: Page, pool: Awaited<ReturnType<typeof openPool>>, item: string) {
  await pool.getByRole('button', { name: /^More for/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('a pool is edited with a look at what it would do, told what it costs, and its history taken back', async ({
  launch,
}) => {
  const { page } = await launch({ args: ['--demo'] });
  const pool = await openPool(page);
  const field = (name: string) => pool.getByRole('textbox', { name, exact: true });
  const preview = pool.getByRole('status', { name: 'Preview' });

  for (const impossible of ['0', '-1', '1e9', '1000000000', 'many']) {
    await field('Most hosts').fill(impossible);
    await expect(pool.getByText(/^The most hosts is a whole number from 1 to 10000/)).toBeVisible();
    await expect(pool.getByRole('button', { name: 'Save' })).toBeDisabled();
  }
  await field('Most hosts').press('Escape');
  await field('Slots of the small flavor').fill('99');
  await expect(
    pool.getByText(/^The small flavor has 99 slots, more than the large one with \d+\. Swap the two/),
  ).toBeVisible();
  await field('Slots of the small flavor').press('Escape');
  await field('Free slots to keep').fill('100000');
  await expect(
    pool.getByText(/100000 free slots can never be kept: \d+ hosts \(DD_MAX_HOSTS\)/),
  ).toBeVisible();
  await field('Free slots to keep').press('Escape');
  await expect(pool.getByRole('button', { name: 'Save' })).toBeHidden();

  await field('Most hosts').fill('3');
  await expect(preview).toContainText(/Hosts: \d+ → \d+/);
  await expect(preview).not.toContainText('Cost');
  await field('Price of the small flavor').fill('0.1');
  await field('Price of the large flavor').fill('0.4');
  await expect(preview).toContainText(/Cost per hour: \d/);
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(pool.getByRole('button', { name: 'Save' })).toBeHidden();
  await expect(pool).toContainText(/edited just now by \S+ \(was \d+\)/);

  await pool.getByRole('button', { name: 'History' }).click();
  await expect(page.getByRole('dialog')).toContainText('Price of the small flavor: unknown → 0.1');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Revert…' }).first().click();
  await expect(field('Price of the small flavor')).toHaveValue('');
  await expect(preview).toContainText(/Hosts: \d+ → \d+/);
  await pool.getByRole('button', { name: 'Save' }).click();
  await expect(pool.getByRole('button', { name: 'Save' })).toBeHidden();
  await pool.getByRole('button', { name: 'History' }).click();
  await expect(page.getByRole('dialog')).toContainText('reverted');
});

test('settings are exported to a file, and imported with what they would change; a cut one says where', async ({
  launch,
}) => {
  const { app, page, dataDir } = await launch({ args: ['--demo'] });
  const pool = await openPool(page);
  const file = path.join(dataDir, 'pool.json');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (async () => ({
      canceled: false,
      filePath,
    })) as unknown as typeof dialog.showSaveDialog;
  }, file);
  await choose(page, pool, 'Export settings…');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save as…' }).click();
  await expect(page.getByText(`Saved as ${file}.`)).toBeVisible();
  await page.keyboard.press('Escape');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/"DD_MAX_HOSTS": \d+/, '"DD_MAX_HOSTS": 7'));

  await choose(page, pool, 'Import settings…');
  const dialog = page.getByRole('dialog');
  const json = dialog.getByRole('textbox', { name: 'Settings as JSON' });
  await json.fill(text.slice(0, 150));
  await expect(dialog.getByRole('alert')).toContainText(/It is cut short: it ends at line \d+, column \d+\./);
  await json.fill(text.replace('DD_MAX_HOSTS', 'DD_MOST_HOSTS'));
  await expect(dialog.getByRole('alert')).toContainText('DD_MOST_HOSTS: no pool has such a setting.');
  await expect(dialog.getByRole('button', { name: 'Show in the pool' })).toBeDisabled();
  await expectAccessible(page);
  await dialog.locator('input[type=file]').setInputFiles(file);
  await expect(dialog.getByRole('list', { name: 'What would change' })).toHaveText(/Most hosts: \d+ → 7/);
  await dialog.getByRole('button', { name: 'Show in the pool' }).click();
  await expect(pool.getByRole('textbox', { name: 'Most hosts' })).toHaveValue('7');
  await expect(pool.getByRole('status', { name: 'Preview' })).toContainText(/Hosts: \d+ → \d+/);
  await pool.getByRole('button', { name: 'Save' }).click();
  await expect(pool).toContainText(/imported just now by/);
});

test('a pool is duplicated, and deleted once it is empty', async ({ launch }) => {
  const { page } = await launch({ args: ['--demo'] });
  const pool = await openPool(page);
  await choose(page, pool, 'Delete pool…');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete pool' }).click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'The pool "DockerDriver" can\'t be deleted' }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).first().click();

  await choose(page, pool, 'Duplicate pool…');
  const dialog = page.getByRole('dialog', { name: 'Duplicate DockerDriver' });
  await expectAccessible(page);
  await dialog.getByRole('combobox', { name: 'Name' }).fill('DockerDriver');
  await dialog.getByRole('button', { name: 'Duplicate' }).click();
  await expect(dialog.getByRole('alert')).toContainText('There is a pool "DockerDriver" already.');
  await dialog.getByRole('combobox', { name: 'Name' }).fill('Summer school');
  await dialog.getByRole('switch', { name: 'Begin in shutdown mode' }).check();
  await dialog.getByRole('button', { name: 'Duplicate' }).click();

  const copy = page.getByRole('region', { name: 'Pool Summer school' });
  const most = (one: typeof copy) => one.getByRole('textbox', { name: 'Most hosts' });
  await expect(most(copy)).toHaveValue(await most(pool).inputValue());
  await expect(copy.getByRole('switch', { name: 'Shutdown mode' })).toBeChecked();
  await choose(page, copy, 'Delete pool…');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete pool' }).click();
  await expect(copy).toBeHidden();
});

test("a pool's settings, menu and dialogs are reached and left with the keyboard alone", async ({
  launch,
}) => {
  const { page } = await launch({ args: ['--demo'] });
  const pool = await openPool(page);
  const most = pool.getByRole('textbox', { name: 'Most hosts', exact: true });
  await page.getByRole('button', { name: 'New pool' }).focus();
  const reach = async (target: typeof most) => {
    for (let keys = 0; keys < 20; keys += 1) {
      await page.keyboard.press('Tab');
      if (await target.evaluate(element => element === document.activeElement)) return;
    }
    throw new Error('Tab does not lead there.');
  };
  const more = pool.getByRole('button', { name: /^More for/ });
  await reach(more);
  for (const [steps, name] of [
    [0, /^Import settings into/],
    [1, /^Export the settings of/],
    [3, /^Duplicate/],
    [4, /^Delete the pool/],
  ] as const) {
    await page.keyboard.press('Enter');
    const items = page.getByRole('menuitem');
    await expect(items.first()).toBeVisible();
    await page.keyboard.press('Home');
    await expect(items.first()).toBeFocused();
    for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(more).toBeFocused();
  }
  await reach(most);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('5');
  await expect(pool.getByRole('status', { name: 'Preview' })).toContainText(/Hosts: \d+ → \d+/);
  await reach(pool.getByRole('button', { name: 'Undo Most hosts' }));
  await page.keyboard.press('Enter');
  await expect(pool.getByRole('button', { name: 'Save' })).toBeHidden();
});

test("a pool of machines is told the disk for Docker's data, by any name that a disk can have", async ({
  launch,
}) => {
  const { page } = await launch();
  await show(page, 'Driver Configs');
  await page.getByRole('button', { name: 'New pool' }).click();
  const making = page.getByRole('dialog', { name: 'New pool' });
  await making.getByRole('combobox', { name: 'Name' }).fill('lab room');
  await making.getByText('Machines over SSH', { exact: true }).click();
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(page.getByRole('heading', { name: 'Machines of lab room' })).toBeVisible();
  await show(page, 'Driver Configs');
  const pool = page.getByRole('region', { name: /^Pool/ });
  const disk = pool.getByRole('textbox', { name: "Disk for Docker's data" });
  await disk.fill('vdb');
  await expect(pool.getByText('Write the name of a disk, for example /dev/vdb')).toBeVisible();
  await expect(pool.getByRole('button', { name: 'Save' })).toBeDisabled();
  await disk.fill('/dev/vdb');
  await pool.getByRole('textbox', { name: 'Swap on that disk' }).fill('0');
  await expect(pool.getByText("Disk for Docker's data: the machine's own → /dev/vdb")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(pool.getByRole('button', { name: 'Save' })).toBeHidden();
  await pool.getByRole('button', { name: "Reset Disk for Docker's data" }).click();
  await expect(disk).toHaveValue('');
  await expect(pool.getByText("Disk for Docker's data: /dev/vdb → the machine's own")).toBeVisible();
});
