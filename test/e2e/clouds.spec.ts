import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './app';
import { type ListeningCloud, listeningCloud, makeCloudPool, newCloudPool } from './cloud';
import { expectAccessible, show } from './screens';

let listening: ListeningCloud;
test.beforeAll(async () => {
  listening = await listeningCloud();
});
test.afterAll(() => listening?.[Symbol.asyncDispose]());

test('a cloud of clouds.yaml is tested and made a pool, whose settings are chosen from what the project has', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const { page } = await launch({ env: { OS_CLIENT_CONFIG_FILE: listening.file } });
  const making = await newCloudPool(page);
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making.getByText('Choose the cloud.')).toBeVisible();
  await making.getByRole('combobox', { name: 'Cloud' }).selectOption('course');
  await making.getByRole('button', { name: 'Test', exact: true }).click();
  const checks = making.getByRole('list', { name: 'Checks' });
  await expect(checks.getByText('is let in')).toBeVisible();
  await expect(making.getByText(/left of \d+/).first()).toBeVisible();
  await expectAccessible(page);
  await expect(making.getByRole('switch', { name: /Begin in shutdown mode/ })).toBeChecked();
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making).toBeHidden();

  const pool = page.getByRole('region', { name: 'Pool DockerDriver' });
  await expect(pool.getByText('chosen from what the project has')).toBeVisible();
  await expect(pool.getByText(/The cloud has no image "CentOS-7"/)).toBeVisible();
  const image = pool.getByRole('combobox', { name: 'Image', exact: true });
  await image.fill('Debian');
  await page.getByRole('option', { name: /^Debian-12-docker/ }).click();
  await expect(image).toHaveValue('Debian-12-docker');
  const flavor = pool.getByRole('combobox', { name: 'Small flavor', exact: true });
  await flavor.fill('enormous');
  await page.keyboard.press('Tab');
  await expect(pool.getByText(/The cloud has no flavor "enormous"/)).toBeVisible();
  await expect(pool.getByRole('button', { name: 'Save' })).toBeDisabled();
  await pool.getByRole('button', { name: 'Undo Small flavor' }).click();
  await pool.getByRole('button', { name: 'Save' }).click();
  await expect(pool.getByRole('button', { name: 'Save' })).toBeHidden();
  await expectAccessible(page);
});

test('an openrc is read into the fields; a wrong password is told as that, and none is kept or made', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const { page, dataDir } = await launch({ env: { OS_CLIENT_CONFIG_FILE: listening.file } });
  const making = await newCloudPool(page);
  await making.getByText('Paste an openrc').click();
  await making.getByRole('textbox', { name: 'openrc' }).fill(listening.openrc);
  await making.getByRole('button', { name: 'Read it' }).click();
  await expect(making.getByText('The openrc has no password: fill it in.')).toBeVisible();
  await expect(making.getByRole('textbox', { name: 'Project, or its id' })).toHaveValue(
    listening.cloud.config().projectName,
  );
  const secret = making.getByLabel('Password', { exact: true });
  await expect(secret).toBeFocused();
  await secret.fill('wrong');
  await making.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(making.getByText(/does not let this user in/)).toBeVisible();
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making.getByRole('alert').last()).toBeVisible();
  await expect(making).toBeVisible();

  await secret.fill(listening.cloud.config().password);
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making).toBeHidden();
  const pool = page.getByRole('region', { name: 'Pool DockerDriver' });
  await expect(pool.getByText('chosen from what the project has')).toBeVisible();
  await pool.getByRole('button', { name: /^Connection/ }).click();
  const connection = page.getByRole('dialog', { name: 'The cloud of DockerDriver' });
  await expect(connection.getByPlaceholder('As it is kept')).toHaveValue('');
  await connection.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(connection.getByText('is let in')).toBeVisible();
  const { password } = listening.cloud.config();
  expect(await page.content()).not.toContain(password);
  expect(await valuesOf(page)).not.toContain(password);
  for (const name of await readdir(dataDir, { recursive: true })) {
    const text = await readFile(path.join(dataDir, name), 'utf8').catch(() => '');
    expect(text.includes(password), name).toBe(false);
  }
});

test('a pool in a cloud is made, and its image chosen, by keys alone', async ({ launch }) => {
  test.setTimeout(120_000);
  const { page } = await launch({ env: { OS_CLIENT_CONFIG_FILE: listening.file } });
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.getByRole('button', { name: 'Driver Configs' }).focus();
  await press('Enter');
  await page.getByRole('button', { name: 'New pool' }).focus();
  await press('Enter');
  const making = page.getByRole('dialog', { name: 'New pool' });
  await expect(making.getByRole('combobox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('DockerDriver');
  await press('Tab', 'ArrowRight', 'ArrowRight');
  await expect(making.getByRole('radio', { name: 'OpenStack' })).toBeChecked();
  const cloud = making.getByRole('combobox', { name: 'Cloud' });
  await expect(cloud).toBeVisible();
  // What is missing is where the keys are next.
  await making.getByRole('button', { name: 'Make pool' }).focus();
  await press('Enter');
  await expect(cloud).toBeFocused();
  await page.keyboard.type('course');
  await expect(cloud).toHaveValue('course');
  await press('Tab');
  await expect(making.getByRole('button', { name: 'Test', exact: true })).toBeFocused();
  await press('Enter');
  await expect(making.getByText(/left of \d+/).first()).toBeVisible();
  await making.getByRole('button', { name: 'Make pool' }).focus();
  await press('Enter');
  await expect(making).toBeHidden();

  const pool = page.getByRole('region', { name: 'Pool DockerDriver' });
  const toImage = pool.getByRole('status').getByRole('button', { name: 'Image', exact: true });
  await toImage.focus();
  await press('Enter');
  const image = pool.getByRole('combobox', { name: 'Image', exact: true });
  await expect(image).toBeFocused();
  await press('Control+A');
  await page.keyboard.type('docker');
  await expect(page.getByRole('option')).toHaveText([/^Debian-12-docker/]);
  await press('ArrowDown', 'Enter');
  await expect(image).toHaveValue('Debian-12-docker');
  await expect(toImage).toBeHidden();
  await press('Escape');
  await expect(image).toHaveValue('CentOS-7');

  const flavor = pool.getByRole('combobox', { name: 'Small flavor', exact: true });
  await flavor.fill('standard.medium');
  await flavor.fill('standard.tiny');
  await expect(pool.getByRole('textbox', { name: 'Slots of the small flavor' })).toHaveValue('1');
  await expect(pool.getByText('1 vCPU · 1 GiB of memory · 8 GB of disk · 1 slot')).toBeVisible();
});

test('what another Rockpool has left in the project is told as its own, and nothing of it is touched', async ({
  launch,
}) => {
  test.setTimeout(180_000);
  await using shared = await listeningCloud();
  const servers = () => shared.cloud.world.everything().servers.length;
  const env = { OS_CLIENT_CONFIG_FILE: shared.file };
  const other = await launch({ env });
  const its = await makeCloudPool(other.page);
  await its.getByRole('switch', { name: /^Shutdown mode/ }).click({ force: true });
  await its.getByRole('button', { name: 'Save' }).click();
  await expect.poll(servers, { timeout: 60_000 }).toBeGreaterThan(0);
  await other.kill();
  const left = servers();

  const { page } = await launch({ env });
  const pool = await makeCloudPool(page);
  await pool.getByRole('button', { name: 'Show hosts' }).click();
  const who = page.getByRole('region', { name: 'Who runs DockerDriver' });
  await expect(who.getByText(/is run by another Rockpool/)).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await who.getByRole('button', { name: 'Take over…' }).click();
  await expect(
    page.getByRole('dialog').getByText(/changes nothing any more as soon as it sees this/),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  expect(servers()).toBe(left);
});

test('a pool whose connection leads elsewhere for good is deleted with what it has, which goes on', async ({
  launch,
}) => {
  test.setTimeout(180_000);
  await using course = await listeningCloud();
  const servers = () => course.cloud.world.everything().servers.length;
  const { page } = await launch({ env: { OS_CLIENT_CONFIG_FILE: course.file } });
  const pool = await makeCloudPool(page);
  await pool.getByRole('switch', { name: /^Shutdown mode/ }).click({ force: true });
  await pool.getByRole('button', { name: 'Save' }).click();
  await expect.poll(servers, { timeout: 60_000 }).toBeGreaterThan(0);
  await course.leadTo('admin');
  await page.getByRole('button', { name: 'Show hosts' }).click();
  await expect(page.getByText(/find out which machines this pool has/).first()).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.getByText(/leads to another project than the one in which it has/).first()).toBeVisible();
  const made = servers();
  await show(page, 'Driver Configs');
  await page.getByRole('button', { name: 'More for DockerDriver' }).click();
  await page.getByRole('menuitem', { name: 'Delete pool…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete pool' }).click();
  const question = page.getByRole('dialog', { name: 'Forget what is in it?' });
  await expect(question.getByText(/Rockpool can't ask about them/)).toBeVisible();
  await expect(question.getByText(/go on, and may cost/)).toBeVisible();
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Forget it and delete' }).click();
  await expect(pool).toBeHidden({ timeout: 30_000 });
  expect(servers()).toBe(made);
});

/** Of all inputs, which the page's own text lacks. */
function valuesOf(page: Page): Promise<string[]> {
  return page.locator('input, textarea').evaluateAll(all => all.map(one => (one as HTMLInputElement).value));
}
