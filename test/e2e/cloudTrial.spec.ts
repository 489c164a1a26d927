import type { Page } from '@playwright/test';
import { bootGuest } from '../support/guest';
import { expect, test } from './app';
import { type ListeningCloud, listeningCloud, makeCloudPool } from './cloud';
import { expectAccessible, show } from './screens';

/** Addresses that lead to this computer. */
const NETWORK = { name: 'lab', cidr: '127.77.0.0/24' };
let listening: ListeningCloud;
test.beforeEach(async () => {
  listening = await listeningCloud({ networks: [NETWORK] });
});
test.afterEach(() => listening?.[Symbol.asyncDispose]());

async function trialOf(page: Page) {
  const pool = await makeCloudPool(page);
  await pool.getByRole('button', { name: /^Connection/ }).click();
  return page.getByRole('region', { name: 'Try with a real host' });
}
const left = () => {
  const { servers, ports, volumes, floatingIps } = listening.cloud.world.everything();
  return servers.length + ports.length + volumes.length + floatingIps.length;
};

test('a throw-away host that nobody gets into is ended when its trial is cancelled, and is in sight until then', async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const { page } = await launch({ env: { OS_CLIENT_CONFIG_FILE: listening.file } });
  const trial = await trialOf(page);
  await trial.getByRole('button', { name: 'Try with a real host' }).click();
  const steps = trial.getByRole('list', { name: 'Trial' });
  await expect(steps.getByText(/It runs after \d+ s/)).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  expect(left()).toBeGreaterThan(0);
  await trial.getByRole('button', { name: 'Cancel, and end it' }).click();
  await expect(trial.getByText(/^Cancelled\. If a machine was made it is being ended/)).toBeVisible();
  await page.keyboard.press('Escape');
  await show(page, 'Driver Hosts');
  await expect.poll(left, { timeout: 60_000 }).toBe(0);
});

test('a throw-away host proves the way by settings that are right, and is gone afterwards', async ({
  launch,
}) => {
  test.skip(process.getuid?.() !== 0, 'a guest on this computer listens on port 22, which is for root alone');
  test.setTimeout(180_000);
  const { page } = await launch({ env: { OS_CLIENT_CONFIG_FILE: listening.file } });
  const trial = await trialOf(page);
  await trial.getByRole('button', { name: 'Try with a real host' }).click();
  const { world } = listening.cloud;
  const booted = () => world.everything().servers.find(({ vmState }) => vmState === 'active');
  await expect.poll(booted, { timeout: 60_000 }).toBeTruthy();
  const port = world.everything().ports.find(({ deviceId }) => deviceId === booted()?.id);
  await using _ = await bootGuest(port?.fixedIps[0]?.address ?? '', booted()?.userData ?? '');
  const steps = trial.getByRole('list', { name: 'Trial' });
  await expect(steps.getByText(/Rockpool is let in/)).toBeVisible({ timeout: 60_000 });
  await expect(steps.getByText(/nothing with its mark is listed any more/)).toBeVisible({ timeout: 90_000 });
  await expect(trial.getByRole('log')).toContainText('may act as root there');
  expect(left()).toBe(0);
});
