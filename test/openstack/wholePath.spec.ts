import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { expect, test } from '../e2e/app';
import { makeBlueprint } from '../e2e/blueprints';
import { destroySample, importSample, instanceRows, openSample } from '../e2e/sample';
import { show } from '../e2e/screens';
import { osProject } from '../support/osProject';

const POOL = 'DockerDriver';
/** Emulated guests take their time. */
const HOST_LIMIT_MS = 1_800_000;

/** The pool's key is let in there, and the jump host's own confirmed. */
async function confirmJump(page: Page): Promise<void> {
  const jump = page.getByRole('region', { name: 'Jump host' });
  const key = await jump.getByText(/^ssh-ed25519 /).textContent();
  execFileSync('sh', ['-c', osProject.jumpAdmit], { input: `${key}\n`, timeout: 60_000 });
  await jump.getByRole('button', { name: 'Look at its key…' }).click();
  await page.getByRole('button', { name: 'They are the same' }).click();
  await expect(jump).toContainText('Hosts are reached through it');
}

test('a throw-away host proves the way, a pool in a project gets a host, an instance on it is opened, and a shutdown leaves nothing there', async ({
  launch,
}) => {
  expect(osProject.cloud, 'OS_CLOUD names a cloud of clouds.yaml').not.toBe('');
  const begun = Date.now();
  const say = (what: string) => console.log(`${Math.round((Date.now() - begun) / 1000)} s  ${what}`);
  const running = await launch();
  const { page } = running;
  await show(page, 'Driver Configs');
  await page.getByRole('button', { name: 'New pool' }).click();
  const making = page.getByRole('dialog', { name: 'New pool' });
  await making.getByRole('combobox', { name: 'Name' }).fill(POOL);
  await page.keyboard.press('Tab');
  await making.getByText('OpenStack', { exact: true }).click();
  await making.getByRole('combobox', { name: 'Cloud' }).selectOption(osProject.cloud);
  await making.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(making.getByText(/left of \d+|no limit/).first()).toBeVisible();
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making).toBeHidden();
  say('the project lets Rockpool in');

  const pool = page.getByRole('region', { name: `Pool ${POOL}` });
  await expect(pool.getByText('chosen from what the project has')).toBeVisible();
  const field = (name: string) =>
    pool.getByRole('combobox', { name, exact: true }).or(pool.getByRole('textbox', { name, exact: true }));
  async function set(name: string, value: string): Promise<void> {
    await field(name).fill(value);
    await page.keyboard.press('Tab');
  }
  await set('Image', osProject.image);
  await set('SSH user', osProject.user);
  for (const size of ['Small', 'Large']) await set(`${size} flavor`, osProject.flavor);
  for (const size of ['small', 'large']) await set(`Slots of the ${size} flavor`, '2');
  await set('Most hosts', '1');
  await set('Free slots to keep', '1');
  await set('Network', osProject.network);
  await set('Floating IPs from', osProject.floatingPool);
  await set('Jump host', osProject.jump);
  await set('Type of volumes', '');
  await set('Data volume per slot', '0');
  await set('Master security group', '');
  if (osProject.sshFrom === '') {
    // From where the project sees this computer come is offered.
    await field('SSH from').click();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option').first().click();
  } else await set('SSH from', osProject.sshFrom);
  const save = async () => {
    await pool.getByRole('button', { name: 'Save' }).click();
    await expect(pool.getByRole('button', { name: 'Save' })).toBeHidden();
  };
  await save();
  if (osProject.jump !== '') {
    await confirmJump(page);
    say('the jump host lets Rockpool in');
  }

  await pool.getByRole('button', { name: /^Connection/ }).click();
  const trial = page.getByRole('region', { name: 'Try with a real host' });
  await trial.getByRole('button', { name: 'Try with a real host' }).click();
  const steps = trial.getByRole('list', { name: 'Trial' });
  await expect(steps.getByText(/It runs after \d+ s/)).toBeVisible({ timeout: HOST_LIMIT_MS });
  await expect(steps.getByText(/Rockpool is let in/)).toBeVisible({ timeout: HOST_LIMIT_MS });
  await expect(steps.getByText(/nothing with its mark is listed any more/)).toBeVisible({
    timeout: HOST_LIMIT_MS,
  });
  await expect(trial.getByRole('log')).toContainText('may act as root there');
  for (const step of await steps.getByRole('listitem').allInnerTexts())
    say(`the trial: ${step.replaceAll(/\s+/g, ' ')}`);
  await page.keyboard.press('Escape');
  await expect(trial).toBeHidden();
  await pool.getByRole('switch', { name: 'Shutdown mode' }).click();
  await save();

  await show(page, 'Driver Hosts');
  const host = page.locator('tr[data-host]').first();
  await expect(host).toContainText('preparing', { timeout: HOST_LIMIT_MS });
  say('its machine is there');
  await expect(host).toContainText('active', { timeout: HOST_LIMIT_MS });
  say('the host is prepared and active');

  await importSample(page);
  await makeBlueprint(page, { name: 'sample', image: 'rockpool/sample' });
  await show(page, 'Dashboard');
  await page.getByRole('button', { name: 'Launch sample' }).click();
  await expect(instanceRows(page).filter({ hasText: 'running' })).toBeVisible({ timeout: HOST_LIMIT_MS });
  say('an instance runs on it');
  await openSample(running);
  say('its page was read in the embedded browser');
  await destroySample(page);

  await show(page, 'Driver Hosts');
  await page.getByRole('button', { name: `Shut down pool… (${POOL})` }).click();
  const dialog = page.getByRole('dialog', { name: `Shut down ${POOL}` });
  await dialog.getByRole('button', { name: /[Ss]hut down$/ }).click();
  const done = page.getByRole('dialog', { name: `${POOL} is shut down` });
  await expect(done).toBeVisible({ timeout: HOST_LIMIT_MS });
  await expect(done.getByRole('status')).toContainText('Nothing is left.');
  say((await done.getByRole('status').textContent()) ?? '');
});
