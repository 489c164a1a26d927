import { expect, test } from './app';
import { connectEngine, expectAccessible, show } from './screens';

test('the host of the local pool is listed with its plan, and can be cordoned and back', async ({
  launch,
}) => {
  const { page } = await launch();
  await show(page, 'Driver Hosts');
  await expect(page.getByRole('heading', { name: 'No pool yet' })).toBeVisible();
  await expectAccessible(page);
  await show(page, 'Welcome');
  await connectEngine(page);
  await show(page, 'Driver Hosts');
  const plan = page.getByRole('region', { name: /^Plan of/ });
  await expect(plan).toContainText(/Slots free\s*\d+ of \d+/);
  await expect(plan).toContainText(/Hosts\s*1/);
  const rows = page.locator('tr[data-host]');
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('active');
  await expectAccessible(page);

  await page
    .getByRole('checkbox', { name: /^Select / })
    .last()
    .check();
  await expect(page.getByText('1 selected')).toBeVisible();
  // The one engine of this machine can't be given back.
  await expect(page.getByRole('button', { name: 'Remove', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Cordon', exact: true }).click();
  await expect(rows.first()).toContainText('cordoned');
  await expect(plan).toContainText(/Largest launch\s*0 slots/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows.first()).not.toContainText('cordoned');
  await page.getByRole('button', { name: 'Refresh all' }).click();
  await expect(page.getByText('All hosts are being asked.')).toBeVisible();
});

test("a host's pane has its history, facts and settings, which are checked and saved", async ({ launch }) => {
  const { page } = await launch();
  await connectEngine(page);
  await show(page, 'Driver Hosts');
  await page.locator('[data-row-name]').first().press('Enter');
  const details = page.getByRole('dialog');
  await expect(details.getByRole('list', { name: 'Timeline' })).toContainText('active');
  await expectAccessible(page);
  await details.getByRole('tab', { name: 'Facts' }).click();
  await expect(details.getByRole('table', { name: 'Facts' })).toContainText(/Docker\s*\d+\./);
  await expectAccessible(page);
  await details.getByRole('tab', { name: 'Advanced' }).click();
  await expect(details.getByRole('region', { name: 'Record of the host' })).toContainText(
    '"phase": "active"',
  );
  await expectAccessible(page);
  await details.getByRole('tab', { name: 'Settings' }).click();
  const slots = details.getByRole('textbox', { name: 'Slots' });
  await slots.fill('0');
  await expect(details.getByText(/A host has at least one slot/)).toBeVisible();
  await expect(details.getByRole('button', { name: 'Save' })).toBeDisabled();
  await expectAccessible(page);
  await slots.fill('3');
  await details.getByRole('textbox', { name: 'Note' }).fill('under the desk');
  await details.getByRole('button', { name: 'Save' }).click();
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await expect(page.locator('tr[data-host]').first()).toContainText('0/3');
});

test('columns are chosen and remembered, and a filter finds by every column', async ({ launch }) => {
  const { page } = await launch();
  await connectEngine(page);
  await show(page, 'Driver Hosts');
  const header = (name: string) => page.getByRole('columnheader', { name, exact: true });
  await expect(header('Provider id')).toHaveCount(0);
  await page.getByRole('button', { name: 'Columns' }).click();
  await expectAccessible(page);
  await page.getByRole('menuitemcheckbox', { name: 'Provider id' }).click();
  await page.keyboard.press('Escape');
  await expect(header('Provider id')).toBeVisible();
  await show(page, 'Activity');
  await show(page, 'Driver Hosts');
  await expect(header('Provider id')).toBeVisible();
  await page.locator('body').press('/');
  await page.keyboard.type('no such host');
  await expect(page.getByRole('heading', { name: 'No match' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('tr[data-host]')).toHaveCount(1);
});
