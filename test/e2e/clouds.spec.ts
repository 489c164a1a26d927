import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { systemClock, systemRandom } from '../../driver/system';
import { createOpenStack } from '../support/openstack';
import { expect, test } from './app';
import { expectAccessible, show } from './screens';

let folder: string;
let file: string;
let cloud: ReturnType<typeof createOpenStack>;
let listening: Awaited<ReturnType<typeof cloud.listen>>;
let openrc: string;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-cloud-'));
  cloud = createOpenStack({ clock: systemClock, random: systemRandom, delays: 'none' });
  listening = await cloud.listen();
  const { authUrl, username, password, projectName } = cloud.config(undefined, listening.origin);
  file = path.join(folder, 'clouds.yaml');
  const auth = { auth_url: authUrl, username, password, project_name: projectName };
  const domains = { user_domain_name: 'Default', project_domain_name: 'Default' };
  await writeFile(file, JSON.stringify({ clouds: { course: { auth: { ...auth, ...domains } } } }));
  openrc = [
    `export OS_AUTH_URL=${authUrl}`,
    `export OS_USERNAME="${username}"`,
    `export OS_PROJECT_NAME="${projectName}"`,
    'export OS_USER_DOMAIN_NAME="Default"',
    'read -sr OS_PASSWORD_INPUT',
    'export OS_PASSWORD=$OS_PASSWORD_INPUT',
  ].join('\n');
});
test.afterAll(async () => {
  await listening?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function newPool(page: Page) {
  await show(page, 'Driver Configs');
  await page.getByRole('button', { name: 'New pool' }).click();
  const making = page.getByRole('dialog', { name: 'New pool' });
  await making.getByRole('combobox', { name: 'Name' }).fill('DockerDriver');
  // What it offers lies over what comes next.
  await page.keyboard.press('Tab');
  await making.getByText('OpenStack', { exact: true }).click();
  return making;
}

test('a cloud of clouds.yaml is tested and made a pool, whose settings are chosen from what the project has', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const { page } = await launch({ env: { OS_CLIENT_CONFIG_FILE: file } });
  const making = await newPool(page);
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
  const { page } = await launch({ env: { OS_CLIENT_CONFIG_FILE: file } });
  const making = await newPool(page);
  await making.getByText('Paste an openrc').click();
  await making.getByRole('textbox', { name: 'openrc' }).fill(openrc);
  await making.getByRole('button', { name: 'Read it' }).click();
  await expect(making.getByText('The openrc has no password: fill it in.')).toBeVisible();
  await expect(making.getByRole('textbox', { name: 'Project, or its id' })).toHaveValue(
    cloud.config().projectName,
  );
  const secret = making.getByLabel('Password', { exact: true });
  await secret.fill('wrong');
  await making.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(making.getByText(/does not let this user in/)).toBeVisible();
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making.getByRole('alert').last()).toBeVisible();
  await expect(making).toBeVisible();

  await secret.fill(cloud.config().password);
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making).toBeHidden();
  const pool = page.getByRole('region', { name: 'Pool DockerDriver' });
  await expect(pool.getByText('chosen from what the project has')).toBeVisible();
  await pool.getByRole('button', { name: /^Connection/ }).click();
  const connection = page.getByRole('dialog', { name: 'The cloud of DockerDriver' });
  await expect(connection.getByPlaceholder('As it is kept')).toHaveValue('');
  await connection.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(connection.getByText('is let in')).toBeVisible();
});
