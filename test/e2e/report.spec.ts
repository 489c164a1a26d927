import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { reportFiles, writtenForms } from '../support/reportFiles';
import { expect, test } from './app';
import { type ListeningCloud, listeningCloud, newCloudPool } from './cloud';
import { expectAccessible, show, unfold } from './screens';

let listening: ListeningCloud;
let folder: string;
test.beforeAll(async () => {
  listening = await listeningCloud();
  folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-reports-'));
});
test.afterAll(async () => {
  await listening?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const SUDO = 'Ebb & flow/7+?';
const PASSPHRASE = 'Kelp "forest" 12%';

/** A pool whose cloud is signed in at with a password of the admin's. */
async function poolInCloud(page: Page): Promise<void> {
  const making = await newCloudPool(page);
  await making.getByText('Paste an openrc', { exact: true }).click();
  await making.getByRole('textbox', { name: 'openrc' }).fill(listening.openrc);
  await making.getByRole('button', { name: 'Read it' }).click();
  await making.getByLabel('Password', { exact: true }).fill(listening.cloud.config().password);
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(making).toBeHidden();
}

/** A machine that nobody reaches, with a key file and a password for sudo. */
async function poolOfMachines(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New pool' }).click();
  const making = page.getByRole('dialog', { name: 'New pool' });
  await making.getByRole('combobox', { name: 'Name' }).fill('room 12');
  await page.keyboard.press('Tab');
  await making.getByText('Machines over SSH', { exact: true }).click();
  await making.getByRole('button', { name: 'Make pool' }).click();
  await page.getByRole('button', { name: 'Add a machine…' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a machine' });
  await adding.getByRole('textbox', { name: 'Address' }).fill('gpu-1.math.invalid');
  await adding.getByRole('textbox', { name: 'User' }).fill('grace');
  await unfold(adding.getByRole('button', { name: 'Change…' }));
  await adding.getByRole('radio', { name: 'A key file of mine' }).check();
  await adding.getByRole('textbox', { name: 'Key file' }).fill('~/.ssh/id_lab');
  await adding.getByLabel('Passphrase').fill(PASSPHRASE);
  await adding.getByRole('checkbox', { name: 'sudo asks for a password there' }).check();
  await adding.getByLabel('Password for sudo').fill(SUDO);
  await adding.getByLabel('Password for sudo').press('Enter');
  const details = page.getByRole('dialog', { name: 'grace@gpu-1.math.invalid' });
  await expect(details.getByText(/Failed/).first()).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** What the system's dialog is answered with. */
const saveAs = (app: ElectronApplication, filePath: string) =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
  }, filePath);

test('a report is saved by keys alone; no secret is in it, nobody is named in it, and it tells what happened', async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const { app, page, dataDir } = await launch();
  await poolInCloud(page);
  await poolOfMachines(page);
  const file = path.join(folder, 'report.tar.gz');
  await saveAs(app, file);

  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('textbox', { name: 'Search commands' })).toBeFocused();
  await page.keyboard.type('report for support');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Save a report for support' });
  await expect(dialog.getByRole('region', { name: 'What is in it' })).toContainText(
    '2 pools with all settings',
  );
  await expect(dialog.getByRole('switch', { name: /Replace names/ })).toBeChecked();
  await expectAccessible(page);
  await expect(dialog.getByRole('button', { name: 'Save as…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(`Saved as ${file}`)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  expect(await readdir(folder)).toEqual(['report.tar.gz']);

  const files = await reportFiles(await readFile(file));
  const secrets = [listening.cloud.config().password, SUDO, PASSPHRASE];
  const found = [...files].filter(([, text]) =>
    secrets.flatMap(writtenForms).some(form => text.includes(form)),
  );
  expect(found).toEqual([]);
  const whole = [...files.values()].join('\n');
  const { username, projectName } = listening.cloud.config();
  for (const name of ['grace', 'math.invalid', username, projectName]) {
    // As a word: one of them is short, and a part of others.
    expect(whole).not.toMatch(new RegExp(`\\b${name}\\b`, 'i'));
  }
  const read = (name: string) => JSON.parse(files.get(name) ?? '');
  expect(read('versions.json')).toMatchObject({ rockpool: expect.any(String), electron: expect.any(String) });
  expect(read('pools.json')).toMatchObject([
    { provider: 'openstack', cloud: { kind: 'own', auth: { kind: 'password' } } },
    { provider: 'ssh', config: { DD_MAX_HOSTS: expect.any(Number) } },
  ]);
  expect(read('machines.json')).toMatchObject([
    { address: expect.stringMatching(/^address-\d+$/), sudo: 'password' },
  ]);
  expect(read('events.json').length).toBeGreaterThan(1);
  expect(files.get('log/rockpool.log')).toContain('"msg":"started"');
  // All that is kept is searched likewise: what is looked for is there in no other place either.
  for (const name of await readdir(path.join(dataDir, 'logs'), { recursive: true })) {
    const text = await readFile(path.join(dataDir, 'logs', name), 'utf8').catch(() => '');
    expect(
      secrets.filter(secret => text.includes(secret)),
      name,
    ).toEqual([]);
  }
});

test('the Help menu opens it; where nothing can be written that is told, and names stay where somebody wants them', async ({
  launch,
}) => {
  const { app, page } = await launch();
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  await app.evaluate(({ Menu }) => {
    const help = Menu.getApplicationMenu()?.items.find(({ role }) => role === 'help');
    help?.submenu?.items.find(({ label }) => label === 'Save a report for support…')?.click();
  });
  const dialog = page.getByRole('dialog', { name: 'Save a report for support' });
  await dialog.getByRole('switch', { name: /Replace names/ }).uncheck();
  await expect(dialog.getByText(/stand in the file as they are/)).toBeVisible();
  await expectAccessible(page);
  await saveAs(app, path.join(folder, 'no such folder', 'report.tar.gz'));
  await dialog.getByRole('button', { name: 'Save as…' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The folder is not there any more.');
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByRole('switch', { name: /Replace names/ })).not.toBeChecked();
  await page.keyboard.press('Escape');
  await show(page, 'Settings');
  await page.getByRole('button', { name: 'Save a report for support…' }).click();
  await dialog.getByRole('switch', { name: /Replace names/ }).uncheck();
  const file = path.join(folder, 'with-names.tar.gz');
  await saveAs(app, file);
  await dialog.getByRole('button', { name: 'Save as…' }).click();
  await expect(dialog.getByText(`Saved as ${file}`)).toBeVisible();
  await expect(dialog.getByText(/stand in the file as they are/)).toBeVisible();
  const shown = await app.evaluateHandle(({ shell }) => {
    const paths: string[] = [];
    shell.showItemInFolder = path => void paths.push(path);
    return paths;
  });
  await dialog.getByRole('button', { name: 'Show in folder' }).click();
  await expect.poll(() => shown.jsonValue()).toEqual([file]);
  const files = await reportFiles(await readFile(file));
  expect(files.get('README.txt')).toContain('Names of users and addresses are in it as they are.');
});
