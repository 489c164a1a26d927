import { expect, test } from './app';
import { connectEngine, expectAccessible, show } from './screens';

test('slots are checked as they are typed, saved together with the rest, and can be taken back', async ({
  launch,
}) => {
  const { page } = await launch();
  await show(page, 'Driver Configs');
  await expect(page.getByRole('heading', { name: 'No pool yet' })).toBeVisible();
  await expectAccessible(page);
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
  await pool.getByRole('button', { name: 'Earlier changes' }).click();
  await expect(page.getByRole('list', { name: 'Events' })).toContainText('localSlots = 7');
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
