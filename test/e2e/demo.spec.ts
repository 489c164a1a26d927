import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, type RunningApp, test } from './app';
import { quickDemo } from './quickDemo';
import { expectAccessible, show } from './screens';

const rows = (page: Page) => page.locator('tr[data-instance]');
const pool = (page: Page, name = 'DockerDriver') =>
  page.getByRole('region', { name: `Pool ${name}`, exact: true });

/** How many instances the list has under these words; most of them may not be in the page. */
async function listed(page: Page, words: string): Promise<number> {
  await page
    .getByPlaceholder(/filter/i)
    .first()
    .fill(words);
  const table = page.getByRole('table', { name: 'Instances' });
  await expect(table.or(page.getByRole('heading', { name: 'No match' }))).toBeVisible();
  if ((await table.count()) === 0) return 0;
  return Number(await table.getAttribute('aria-rowcount')) - 1;
}

/** Waits until what the demo launches at its first start runs. */
async function untilFilled(page: Page): Promise<void> {
  await show(page, 'Dashboard');
  await expect.poll(() => listed(page, 'running'), { timeout: 90_000 }).toBeGreaterThanOrEqual(8);
  await page
    .getByPlaceholder(/filter/i)
    .first()
    .fill('');
}

/** The simulated page of an instance, in the embedded browser. */
async function openOne({ app, page }: RunningApp): Promise<void> {
  await page
    .getByRole('button', { name: /^Open in Browser/ })
    .first()
    .click();
  const opened = () => app.windows().find(candidate => candidate.url().includes('/notebooks/'));
  await expect.poll(async () => (await opened()?.content()) ?? '').toContain('Simulated');
}

/** Ids of the running instances whose rows are in the page, and the hosts that they run on. */
async function runningOn(page: Page): Promise<Map<string, string>> {
  const found = await rows(page)
    .filter({ hasText: 'running' })
    .evaluateAll(all => all.map(row => [row.getAttribute('data-instance') ?? '', row.textContent ?? '']));
  return new Map(found.map(([id = '', text = '']) => [id, /simulated-[0-9a-f]{8}/.exec(text)?.[0] ?? '']));
}

let dataDir: string;
test.beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'rockpool-demo-'));
});
test.afterEach(async () => rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

test('the demo says at all times that nothing is real, and shows a lab at work with a week behind it', async ({
  launch,
}) => {
  test.setTimeout(240_000);
  const running = await launch({ dataDir, args: ['--demo'] });
  const { app, page } = running;
  const banner = page.getByRole('note', { name: 'Demo' });
  await expect(banner).toContainText('Nothing here is real');
  const title = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  await expect.poll(title).toContain('simulated');
  for (const screen of ['Images', 'Configure', 'Driver Configs', 'Driver Hosts', 'Settings'] as const) {
    await show(page, screen);
    await expect(banner).toBeVisible();
  }
  await show(page, 'Dashboard');
  await expect(page.getByRole('button', { name: /^Launch / })).toHaveCount(5);

  const plot = pool(page).getByRole('slider');
  await page.getByText('7 d', { exact: true }).click();
  await expect(plot).toHaveAttribute('aria-valuetext', /^In the last 7 days \d+ to \d+ slots were free/);
  await expect(plot.locator('.plot-free').first()).toHaveAttribute('d', /^M[\d.]+ [\d.]+H/);
  // The arrow keys go from sample to sample and read each.
  await plot.focus();
  await page.keyboard.press('Home');
  await expect(plot).toHaveAttribute('aria-valuetext', /\d+ of \d+ slots free, target \d+; \d+ running/);
  const first = await plot.getAttribute('aria-valuetext');
  await page.keyboard.press('PageDown');
  await expect(plot).not.toHaveAttribute('aria-valuetext', first ?? '');

  await untilFilled(page);
  await expect(pool(page).getByText(/^\d+ active$/)).toBeVisible();
  await expect(rows(page).filter({ hasText: 'grace' }).first()).toBeVisible();
  await expectAccessible(page);
  await openOne(running);
});

test('thirty launches at once run, or wait and say for what', async ({ launch }) => {
  test.setTimeout(300_000);
  const running = await launch({ dataDir, ...quickDemo() });
  const { page } = running;
  await untilFilled(page);
  // The demo lets one instance die once it is filled; that is to be none of ours.
  await expect.poll(() => listed(page, 'failed'), { timeout: 90_000 }).toBeGreaterThan(0);
  await page
    .getByPlaceholder(/filter/i)
    .first()
    .fill('');
  const names = ['Programming basics', 'Statistics course', 'Genomics workshop'];
  for (let count = 0; count < 30; count += 1) {
    const button = page.getByRole('button', { name: `Launch ${names[count % names.length]}` });
    await button.click();
    await expect(button).toBeEnabled();
    // A second click on the same button that comes at once is not meant.
    await page.waitForTimeout(300);
  }
  await expect.poll(() => listed(page, 'admin'), { timeout: 30_000 }).toBe(30);
  const [isRunning, isWaiting] = ['admin running', 'admin queueing'];
  // Between two looks one may have come from one to the other, and another been placed.
  await expect.poll(() => listed(page, 'admin provisioning'), { timeout: 120_000 }).toBe(0);
  expect(await listed(page, 'admin failed')).toBe(0);
  expect(await listed(page, isRunning)).toBeGreaterThan(0);
  if ((await listed(page, isWaiting)) > 0)
    await expect(rows(page).first()).toContainText(/waiting|before it in the queue/i);
  await listed(page, isRunning);
  await openOne(running);
});

test('Activity is narrowed by user, time and words, and what is left is saved as a sheet and as JSON', async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const { app, page } = await launch({ dataDir, ...quickDemo() });
  await show(page, 'Activity');
  const status = page.getByRole('status').filter({ hasText: /event/ });
  await expect(status).toHaveText(/^[\d,.\s]+ events$/);
  await expectAccessible(page);

  await page.getByRole('combobox', { name: 'User' }).click();
  await page.getByRole('option', { name: 'ada', exact: true }).click();
  await page.getByLabel('Filter events').fill('was launched from');
  await expect(status).toHaveText(/^[\d,.]+ of [\d,.]+ events$/);
  const texts = () => page.locator('.event').allTextContents();
  await expect.poll(async () => (await texts()).every(text => text.includes('was launched from'))).toBe(true);

  async function save(item: RegExp, name: string): Promise<string> {
    const file = path.join(dataDir, name);
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, file);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByText(`events were saved as ${file}`)).toBeVisible();
    return readFile(file, 'utf8');
  }
  // The demo's users go on launching meanwhile.
  const count = async () => Number(((await status.textContent()) ?? '').split(' ')[0]?.replaceAll(/\D/g, ''));
  const before = await count();
  const records = JSON.parse(await save(/JSON/, 'events.json')) as { user: string; text: string }[];
  expect(records.length).toBeGreaterThanOrEqual(before);
  expect(records.length).toBeLessThanOrEqual(await count());
  for (const { user, text } of records)
    expect([user, text.includes('was launched from')]).toEqual(['ada', true]);
  const lines = (await save(/CSV/, 'events.csv')).trimEnd().split('\r\n');
  expect(lines.length).toBeGreaterThanOrEqual(records.length + 1);
  expect(lines.length).toBeLessThanOrEqual((await count()) + 1);
  expect(lines[0]).toBe('time,level,kind,text,pool,poolId,host,hostId,instance,instanceId,user');

  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('combobox', { name: 'Time' }).click();
  await page.getByRole('option', { name: 'Last hour' }).click();
  await expect(status).toHaveText(/ of /);
  await page.getByLabel('Filter events').fill('nothing has this in it');
  await expect(page.getByText('No event matches.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Export' })).toBeDisabled();
});

test('a restart keeps the simulated hosts and instances, and so does a deleted state', async ({ launch }) => {
  test.setTimeout(300_000);
  const first = await launch({ dataDir, ...quickDemo() });
  await untilFilled(first.page);
  const before = await runningOn(first.page);
  expect(before.size).toBeGreaterThan(5);
  await first.close();

  async function expectSame(running: RunningApp): Promise<void> {
    await show(running.page, 'Dashboard');
    await expect
      .poll(
        async () => {
          const now = await runningOn(running.page);
          return [...before].filter(([id, host]) => now.get(id) !== host).length;
        },
        { timeout: 60_000 },
      )
      // Since they were read, one was let die and two were destroyed at the most.
      .toBeLessThanOrEqual(3);
    await openOne(running);
  }
  const second = await launch({ dataDir, ...quickDemo() });
  await expectSame(second);
  await second.close();

  for (const name of readdirSync(dataDir).filter(one => one.startsWith('state.db'))) {
    await rm(path.join(dataDir, name));
  }
  const third = await launch({ dataDir, ...quickDemo() });
  await expectSame(third);
});

/** The process ids of an app that was started with a data folder. Chromium writes its arguments as one, with spaces. */
function processesOn(folder: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return ` ${text} `.includes(` --data-dir=${folder} `);
      } catch {
        return false;
      }
    })
    .map(Number);
}

test('where no engine is found Welcome opens the demo in a process and a data folder of its own', async ({
  launch,
}) => {
  test.skip(existsSync('/var/run/docker.sock'), 'an engine answers on the usual socket of this machine');
  test.skip(process.platform !== 'linux', 'processes are found in /proc');
  const home = { HOME: dataDir, XDG_RUNTIME_DIR: dataDir, DOCKER_CONFIG: dataDir };
  const own = path.join(dataDir, 'own');
  const env = { ...home, DOCKER_HOST: `unix://${dataDir}/none.sock` };
  const { page } = await launch({ dataDir: own, env });
  await expect(page.getByRole('note', { name: 'Demo' })).toHaveCount(0);
  const demo = path.join(own, 'demo');
  try {
    await page.getByRole('button', { name: 'Open the demo' }).click();
    await expect(page.getByText('The demo opens in a window of its own.')).toBeVisible();
    await expect.poll(() => existsSync(path.join(demo, 'state.db')), { timeout: 30_000 }).toBe(true);
    await expect
      .poll(() => existsSync(path.join(demo, 'simulated-cloud.db')), { timeout: 30_000 })
      .toBe(true);
  } finally {
    for (const started of processesOn(demo)) process.kill(started, 'SIGINT');
    await expect.poll(() => processesOn(demo), { timeout: 20_000 }).toEqual([]);
  }
});
