import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { systemClock, systemRandom } from '../../driver/system';
import { createOpenStack, type OpenStackOptions } from '../support/openstack';
import { show } from './screens';

export interface ListeningCloud extends AsyncDisposable {
  cloud: ReturnType<typeof createOpenStack>;
  /** A clouds.yaml that describes it as `course`. */
  file: string;
  /** An openrc without its password. */
  openrc: string;
  /** Has the clouds.yaml lead to the project of this user, which is called the same. */
  leadTo(user: 'admin'): Promise<void>;
}

/** An emulated cloud that listens, and what describes it. */
export async function listeningCloud(options: Partial<OpenStackOptions> = {}): Promise<ListeningCloud> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-cloud-'));
  const cloud = createOpenStack({ clock: systemClock, random: systemRandom, delays: 'none', ...options });
  const listening = await cloud.listen();
  const { authUrl, username, password, projectName } = cloud.config(undefined, listening.origin);
  const file = path.join(folder, 'clouds.yaml');
  const write = (user: { username: string; project_name: string }) => {
    const domains = { user_domain_name: 'Default', project_domain_name: 'Default' };
    const auth = { auth_url: authUrl, password, ...user, ...domains };
    return writeFile(file, JSON.stringify({ clouds: { course: { auth } } }));
  };
  await write({ username, project_name: projectName });
  const openrc = [
    `export OS_AUTH_URL=${authUrl}`,
    `export OS_USERNAME="${username}"`,
    `export OS_PROJECT_NAME="${projectName}"`,
    'export OS_USER_DOMAIN_NAME="Default"',
    'read -sr OS_PASSWORD_INPUT',
    'export OS_PASSWORD=$OS_PASSWORD_INPUT',
  ].join('\n');
  return {
    ...{ cloud, file, openrc },
    leadTo: user => write({ username: user, project_name: user }),
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The dialog for a new pool, with its name and that its hosts are in a cloud. */
export async function newCloudPool(page: Page) {
  await show(page, 'Driver Configs');
  await page.getByRole('button', { name: 'New pool' }).click();
  const making = page.getByRole('dialog', { name: 'New pool' });
  await making.getByRole('combobox', { name: 'Name' }).fill('DockerDriver');
  // What it offers lies over what comes next.
  await page.keyboard.press('Tab');
  await making.getByText('OpenStack', { exact: true }).click();
  return making;
}

/** A pool in shutdown mode of `course`, whose settings go with what the emulated cloud has. */
export async function makeCloudPool(page: Page) {
  const making = await newCloudPool(page);
  await making.getByRole('combobox', { name: 'Cloud' }).selectOption('course');
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making).toBeHidden();
  const pool = page.getByRole('region', { name: 'Pool DockerDriver' });
  await expect(pool.getByText('chosen from what the project has')).toBeVisible();
  const values = {
    ...{ Image: 'Debian-12-docker', 'Small flavor': 'standard.tiny', 'Large flavor': 'standard.medium' },
    ...{ 'Type of volumes': '', 'SSH from': '127.0.0.0/8' },
  };
  for (const [name, value] of Object.entries(values)) {
    const named = { name, exact: true };
    await pool.getByRole('combobox', named).or(pool.getByRole('textbox', named)).fill(value);
    await page.keyboard.press('Tab');
  }
  await pool.getByRole('button', { name: 'Save' }).click();
  await expect(pool.getByRole('button', { name: 'Save' })).toBeHidden();
  return pool;
}
