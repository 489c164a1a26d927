import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, type LaunchOptions, type RunningApp, test } from './app';
import { quickDemo } from './quickDemo';
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

/** A demo in a folder of its own, with its simulated hosts on the screen. */
async function openDemo(launch: (options: LaunchOptions) => Promise<RunningApp>, dataDir: string) {
  const running = await launch({ dataDir, ...quickDemo() });
  const { page } = running;
  await show(page, 'Driver Hosts');
  await expect(page.locator('tr[data-host]').filter({ hasText: 'active' }).first()).toBeVisible({
    timeout: 90_000,
  });
  return running;
}

test.describe('on the demo', () => {
  let dataDir: string;
  test.beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'rockpool-hosts-'));
  });
  test.afterEach(async () => rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

  test('a host is looked into, prepared again, and given a life-time of its own', async ({ launch }) => {
    test.setTimeout(240_000);
    const { page } = await openDemo(launch, dataDir);
    // One that is in use, so that its life-time has begun.
    const row = page
      .locator('tr[data-host]')
      .filter({ hasText: 'active' })
      .filter({ hasText: /3h \d+m/ })
      .first();
    const name = (await row.locator('[data-row-name]').textContent()) ?? '';
    const own = page.locator('tr[data-host]').filter({ hasText: name });
    await expect(own).toContainText(/CPU \d+ % · \d+\.\d of \d+\.\d GiB/);
    await expect(own).toContainText(/\d+ of \d+|none needed/);

    await own.locator('[data-row-name]').press('Enter');
    const pane = page.getByRole('dialog', { name });
    await pane.getByRole('tab', { name: /^On it/ }).click();
    await expect(pane.getByRole('table', { name: 'Usage' })).toContainText(/Disk.*images/);
    await expectAccessible(page);
    await pane.getByRole('tab', { name: 'Images' }).click();
    await expect(pane.getByRole('table', { name: 'Images that it is to have' })).toContainText('present');
    await expectAccessible(page);

    await pane.getByRole('button', { name: 'Prepare again' }).click();
    await pane.getByRole('tab', { name: 'Log' }).click();
    const log = pane.getByRole('log', { name: 'Log of the host' });
    await expect(log).toContainText('An admin wants it prepared again.');
    await expect(log).toContainText('was prepared again.');
    await expectAccessible(page);
    await expect(pane.getByText('preparing again')).toHaveCount(0);

    await pane.getByRole('tab', { name: 'Settings' }).click();
    const slots = pane.getByRole('textbox', { name: 'Slots' });
    await slots.fill('1');
    await expect(
      pane.getByText(/^\d+ slots are in use by its instances; give it at least as many/),
    ).toBeVisible();
    await expect(pane.getByRole('button', { name: 'Save' })).toBeDisabled();
    await slots.fill('');
    const lifetime = pane.getByRole('textbox', { name: 'Life-time' });
    await lifetime.fill('5m');
    await expect(pane.getByText(/at least 10m/)).toBeVisible();
    await expect(pane.getByRole('button', { name: 'Save' })).toBeDisabled();
    await lifetime.fill('9d');
    await pane.getByRole('button', { name: 'Save' }).click();
    await expect(pane.getByText('Not saved yet')).toHaveCount(0);
    await pane.getByRole('tab', { name: 'Advanced' }).click();
    const json = pane.getByRole('textbox', { name: 'Settings as JSON' });
    await expect(json).toHaveValue(/"lifetime": "9d"/);
    await json.fill('{\n  "lifetime": "9d"');
    await expect(pane.getByText('This JSON is cut short: it ends at line 2, column 19.')).toBeVisible();
    await expectAccessible(page);
    await pane.getByRole('button', { name: 'Discard' }).click();
    await page.keyboard.press('Escape');
    await expect(pane).toBeHidden();
    await expect(own).toContainText(/8d \d+h/);
  });

  test('the plan says what comes next, counts down to it, and leads to what it is about', async ({
    launch,
  }) => {
    test.setTimeout(240_000);
    const { page } = await openDemo(launch, dataDir);
    const plan = page.getByRole('region', { name: 'Plan of DockerDriver', exact: true });
    const next = plan.getByText(/^Next, in /);
    await expect(next).toHaveText(/^Next, in [\dhms ]+: \S+ – .*\.$/);
    const timeOf = async () => /^Next, in ([\dhms ]+):/.exec((await next.textContent()) ?? '')?.[1];
    const first = await timeOf();
    await expect.poll(timeOf, { timeout: 70_000 }).not.toBe(first);
    const about = next.getByRole('button');
    const name = (await about.textContent()) ?? '';
    await about.press('Enter');
    await expect(page.getByRole('dialog', { name })).toBeVisible();
  });

  test('a host is drained and called back, then removed with what would be lost', async ({ launch }) => {
    test.setTimeout(240_000);
    const { page } = await openDemo(launch, dataDir);
    const used = page
      .locator('tr[data-host]')
      .filter({ hasText: 'active' })
      .filter({ hasText: /[1-9]\d*\/\d+/ })
      .first();
    const name = (await used.locator('[data-row-name]').textContent()) ?? '';
    await used.locator('[data-row-name]').press('Enter');
    const pane = page.getByRole('dialog', { name, exact: true });
    await pane.getByRole('button', { name: 'Drain', exact: true }).press('Enter');
    const question = (what: string) => page.getByRole('dialog', { name: `${what} ${name}?` });
    await expect(question('Drain')).toContainText('Nothing new is launched there');
    await expectAccessible(page);
    await question('Drain').getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect(pane.getByRole('button', { name: 'Drain', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await question('Drain')
      .getByRole('button', { name: `Drain ${name}` })
      .press('Enter');
    await expect(pane.getByText('to be drained', { exact: true })).toBeVisible();
    await pane.getByRole('button', { name: 'Withdraw the order' }).press('Enter');
    await expect(pane.getByText('to be drained', { exact: true })).toHaveCount(0);
    await pane.getByRole('button', { name: 'Remove', exact: true }).press('Enter');
    await expect(question('Remove')).toContainText(/every file in (it|them) would be lost/);
    await expect(question('Remove')).toContainText("This can't be undone.");
    await question('Remove')
      .getByRole('button', { name: `Remove ${name}` })
      .press('Enter');
    await expect(pane.getByRole('list', { name: 'Timeline' })).toContainText('removed', { timeout: 120_000 });
    await page.keyboard.press('Escape');
    await expect(page.locator('tr[data-host]').filter({ hasText: name })).toHaveCount(0);
  });

  test('columns, order and grouping are there again after a restart', async ({ launch }) => {
    test.setTimeout(240_000);
    const first = await openDemo(launch, dataDir);
    const choose = async ({ page }: RunningApp) => {
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Address' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Flavor' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('combobox', { name: 'Grouping' }).click();
      await page.getByRole('option', { name: 'By pool' }).click();
      await page.getByRole('columnheader', { name: 'Slots' }).getByRole('button').click();
    };
    await choose(first);
    await expect(first.page.getByRole('rowheader', { name: /^DockerDriver/ }).first()).toBeVisible();
    await expectAccessible(first.page);
    await first.close();
    const { page } = await openDemo(launch, dataDir);
    const header = (name: string) => page.getByRole('columnheader', { name, exact: true });
    await expect(header('Address')).toBeVisible();
    await expect(header('Flavor')).toHaveCount(0);
    await expect(header('Slots')).toHaveAttribute('aria-sort', 'ascending');
    await expect(page.getByRole('rowheader', { name: /^DockerDriver/ }).first()).toBeVisible();
  });

  test('the keyboard alone goes through the hosts, selects several, and cordons them', async ({ launch }) => {
    test.setTimeout(240_000);
    const { page } = await openDemo(launch, dataDir);
    await expect.poll(() => page.locator('tr[data-host]').count()).toBeGreaterThan(1);
    const names = page.locator('tr[data-host] [data-row-name]');
    await names.first().focus();
    await page.keyboard.press('Shift+ArrowDown');
    await expect(page.getByText('2 selected')).toBeVisible();
    await expect(names.nth(1)).toBeFocused();
    await page.getByRole('button', { name: /^Cordon/ }).press('Enter');
    await expect(page.locator('tr[data-host]').filter({ hasText: 'cordoned' })).toHaveCount(2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.locator('tr[data-host]').filter({ hasText: 'cordoned' })).toHaveCount(0);
  });

  test('images by host shows what each of them has', async ({ launch }) => {
    test.setTimeout(240_000);
    const { page } = await openDemo(launch, dataDir);
    await page.getByRole('tab', { name: 'Images by host' }).click();
    const table = page.getByRole('table', { name: 'Images by host' });
    await expect(table.getByText('present').first()).toBeVisible();
    await expectAccessible(page);
  });
});
