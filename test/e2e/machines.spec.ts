import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { labKey, labKnownHosts } from '../../scripts/lib/labHosts.mjs';
import { type SshHost, sshHosts } from '../support/sshHosts';
import { expect, type RunningApp, test } from './app';
import { importImage, makeBlueprint } from './blueprints';
import { expectAccessible, show, unfold } from './screens';

const POOL = 'lab room';
/** By which the key of the test's pool is found among those that the machine lets in. */
const KEY_NAME = 'rockpool-lab-room';
const MADE_MS = 200_000;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;

test.beforeAll(async () => {
  test.setTimeout(600_000);
  // Those before them are broken and mended by the tests of what goes over SSH, beside which these run.
  lab = await sshHosts(2, 4);
  host = lab.hosts[1] as SshHost;
  await putRight();
});
test.afterAll(async () => {
  await putRight();
  await lab?.[Symbol.asyncDispose]();
});

/** As it was before anything of ours came to it, whatever has gone wrong. */
async function putRight(): Promise<void> {
  await host.heal();
  await host.shell('sh', '-c', 'docker ps -aq --filter label=rockpool.controller | xargs -r docker rm -f');
  await host.shell('rm', '-rf', '/var/lib/rockpool');
  await host.shell('sed', '-i', `/ ${KEY_NAME}$/d`, '/home/cloud-user/.ssh/authorized_keys');
}

const copied = ({ app }: RunningApp) => app.evaluate(({ clipboard }) => clipboard.readText());
const rowOf = (page: Page, place: string) => page.locator('tr[data-machine]').filter({ hasText: place });
const place = () => `cloud-user@127.0.0.1:${host.target.port}`;

async function makePool(page: Page): Promise<void> {
  await show(page, 'Driver Configs');
  await page.getByRole('button', { name: 'New pool' }).click();
  const making = page.getByRole('dialog', { name: 'New pool' });
  await making.getByRole('combobox', { name: 'Name' }).fill(POOL);
  await making.getByText('Machines over SSH', { exact: true }).click();
  await expectAccessible(page);
  await making.getByRole('button', { name: 'Make pool' }).click();
  await expect(page.getByRole('heading', { name: `Machines of ${POOL}` })).toBeVisible();
}

test('a machine is listed, let in, tested, confirmed, and runs an instance; then the pool gives it back', async ({
  launch,
}) => {
  test.setTimeout(900_000);
  const running = await launch();
  const { app, page } = running;
  await makePool(page);
  const steps = page.getByRole('region', { name: 'First steps' });
  await expect(steps.getByText(/^ssh-ed25519 /)).toBeVisible();
  await expectAccessible(page);
  await steps.getByRole('button', { name: 'Paste or import many…' }).click();
  const pasting = page.getByRole('dialog', { name: 'Add many machines' });
  await pasting
    .getByRole('textbox', { name: 'Machines' })
    .fill(`# the lab\n${place()} 4 by the door\nno user here\nada@lab:99999`);
  await expect(pasting.getByRole('list', { name: 'Problems' }).getByRole('listitem')).toHaveText([
    /^Line 3: /,
    'Line 4: A port is a whole number from 1 to 65535.',
  ]);
  await expect(pasting.getByRole('table', { name: 'New machines' })).toContainText('by the door');
  await expectAccessible(page);
  await pasting.getByRole('button', { name: 'Add the machine' }).click();

  // It is tested at once: the key that it shows is to be compared.
  const details = page.getByRole('dialog', { name: place() });
  const checks = details.getByRole('list', { name: 'Checks' }).getByRole('listitem');
  const key = details.getByRole('button', { name: /^Confirm key/ });
  await expect(key).toBeVisible({ timeout: 60_000 });
  await expect(checks.nth(1)).toContainText('Failed');
  await expectAccessible(page);
  await key.click();
  const question = page.getByRole('dialog', { name: 'Is this the right machine?' });
  const fingerprints = host.target.hostKeys.map(({ fingerprint }) => fingerprint);
  const shown = await question.getByText(/^SHA256:/).textContent();
  expect(fingerprints).toContain(shown);
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Copy the command' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const said = await host.shell(...(await copied(running)).split(' '));
  expect(said).toContain(shown);
  await question.getByRole('button', { name: 'They are the same' }).click();

  // It is the right machine, and does not let us in yet: the way to that stands below.
  await expect(checks.nth(2)).toContainText('Failed', { timeout: 60_000 });
  await details.getByRole('button', { name: 'Copy the command' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  await host.shell('su', '-', 'cloud-user', '-c', await copied(running));
  await details.getByRole('button', { name: 'Test connection' }).click();
  await expect(details.getByRole('status')).toContainText('All well', { timeout: 60_000 });
  // Who waits for a machine takes it at once.
  const itsHost = details.getByRole('button', { name: /^Host / });
  await expect(itsHost).toBeVisible({ timeout: MADE_MS });
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(rowOf(page, place())).toContainText('All well');
  await expectAccessible(page);

  await importImage(page, 'httpd.tar', 'lab/httpd');
  await makeBlueprint(page, { name: 'web', image: 'lab/httpd', pool: POOL, rewrite: true });
  await show(page, 'Dashboard');
  await page.getByRole('button', { name: 'Launch web' }).click();
  await expect(page.locator('tr[data-instance]').first()).toContainText('running', { timeout: MADE_MS });
  await page.getByRole('button', { name: /^Open in Browser/ }).click();
  const inside = () => app.windows().find(one => one.url().includes('/notebooks/'));
  await expect.poll(async () => (await inside()?.content()) ?? '').toContain('It works.');

  await show(page, 'Driver Hosts');
  const hostRow = page.locator('tr[data-host]').first();
  await expect(hostRow).toContainText('active');
  await expect(hostRow).toContainText(place());
  await expectAccessible(page);
  await page.getByRole('button', { name: `Machines (1) (${POOL})` }).click();
  await expect(rowOf(page, place())).toContainText('active');
  await page.getByRole('button', { name: `More for ${place()}` }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take off the list' }).click();
  const refusal = page.getByRole('alert').filter({ hasText: 'is a host of its pool at the moment' });
  await refusal.getByRole('button', { name: 'Dismiss' }).click();

  await show(page, 'Driver Configs');
  await page.getByRole('button', { name: `Shut down pool… (${POOL})` }).click();
  await page.getByRole('radio', { name: 'End them now' }).check();
  await page.getByRole('button', { name: 'End 1 instance and shut down' }).click();
  const done = page.getByRole('dialog', { name: `${POOL} is shut down` });
  await expect(done).toContainText('Nothing is left.', { timeout: MADE_MS });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `Machines (1) (${POOL})` }).click();
  await expect(rowOf(page, place())).toContainText('free');
  expect(await host.shell('docker', 'ps', '-aq', '--filter', 'label=rockpool.controller')).toBe('');
});

test('a machine with another key than before is sent nothing until somebody has decided twice', async ({
  launch,
}) => {
  test.setTimeout(300_000);
  const { page } = await launch();
  await makePool(page);
  await page.getByRole('button', { name: 'Add a machine…' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a machine' });
  await adding.getByRole('textbox', { name: 'Address' }).fill(place());
  await adding.getByRole('textbox', { name: 'Slots' }).fill('none');
  await adding.getByRole('button', { name: 'Add and test' }).click();
  await expect(adding.getByText('Slots are whole numbers.')).toBeVisible();
  await expect(adding.getByRole('textbox', { name: 'Port' })).toHaveValue(String(host.target.port));
  await expect(adding.getByRole('textbox', { name: 'User' })).toHaveValue('cloud-user');
  await expectAccessible(page);
  await adding.getByRole('textbox', { name: 'Slots' }).fill('');
  await adding.getByRole('textbox', { name: 'Slots' }).press('Enter');
  const details = page.getByRole('dialog', { name: place() });
  await details.getByRole('button', { name: /^Confirm key/ }).click({ timeout: 60_000 });
  await page.getByRole('button', { name: 'They are the same' }).click();
  await expect(details.getByRole('list', { name: 'Checks' })).toContainText(
    'the machine that you confirmed',
    {
      timeout: 60_000,
    },
  );

  await host.break('hostkey');
  await details.getByRole('button', { name: 'Test connection' }).click();
  await details.getByRole('button', { name: /^Key has changed/ }).click({ timeout: 60_000 });
  const question = page.getByRole('dialog', { name: 'The key of this machine has changed' });
  await expect(question.getByRole('button', { name: 'Trust the new key' })).toBeDisabled();
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Leave it as it is' }).click();
  await page.keyboard.press('Escape');
  await expect(rowOf(page, place())).toContainText('key changed');
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Key has changed/ }).click();
  await question.getByRole('checkbox', { name: /^I have compared/ }).check();
  await question.getByRole('button', { name: 'Trust the new key' }).click();
  await expect(rowOf(page, place())).toContainText('Failed: login', { timeout: 60_000 });
});

test('a lab that is used over SSH is taken as OpenSSH knows it: jump host, key file, known keys, and sudo with a password', async ({
  launch,
}) => {
  test.setTimeout(300_000);
  const [gate] = lab.hosts as [SshHost, SshHost];
  const home = await mkdtemp(path.join(tmpdir(), 'rockpool-home-'));
  // Other tests may have left it with another key.
  await host.heal();
  await host.break('sudo-password');
  try {
    await openSshHome(home, gate);
    const { page } = await launch({ env: { HOME: home } });
    await makePool(page);
    await page.getByRole('button', { name: 'Paste or import many…' }).click();
    await page.getByRole('button', { name: 'From ~/.ssh/config…' }).click();
    const taking = page.getByRole('dialog', { name: 'Machines from ~/.ssh/config' });
    await taking.getByRole('button', { name: 'Read' }).click();
    await expect(taking.getByRole('list', { name: 'Problems' })).toContainText('odd: It is reached through');
    await expect(
      taking.getByText(/with the key in ~\/\.ssh\/lab, through cloud-user@127\.0\.0\.1/),
    ).toBeVisible();
    await taking.getByRole('checkbox', { name: 'inner' }).check();
    await unfold(taking.getByRole('button', { name: 'Change…' }));
    await taking.getByRole('checkbox', { name: 'Trust the keys that' }).check();
    await expectAccessible(page);
    await taking.getByRole('button', { name: 'Add the machine' }).click();

    // Nothing needs to be confirmed; only sudo is left.
    const details = page.getByRole('dialog', { name: `cloud-user@${host.address}` });
    const status = details.getByRole('status');
    await expect(status).toContainText('Failed: sudo', { timeout: 60_000 });
    await expect(details.getByRole('list', { name: 'Checks' })).toContainText('lets us in');
    await expectAccessible(page);
    await details.getByRole('button', { name: 'Edit…' }).click();
    const editing = page.getByRole('dialog', { name: 'Edit the machine' });
    await unfold(editing.getByRole('button', { name: 'Change…' }));
    await editing.getByRole('checkbox', { name: 'sudo asks for a password there' }).check();
    await editing.getByLabel('Password for sudo').fill('lab');
    await expectAccessible(page);
    await editing.getByLabel('Password for sudo').press('Enter');
    await expect(status).toContainText('All well', { timeout: 60_000 });
    await expect(details.getByRole('button', { name: /^Host / })).toBeVisible({ timeout: MADE_MS });
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: 'Jump hosts' })).toContainText('Leads to 1 machine');
    await expectAccessible(page);
  } finally {
    await host.heal('sudo-password');
    await rm(home, { recursive: true });
  }
});

/** A home folder in which OpenSSH knows the machine behind another, and one that Rockpool can't reach. */
async function openSshHome(home: string, gate: SshHost): Promise<void> {
  const folder = path.join(home, '.ssh');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'lab'), await labKey(), { mode: 0o600 });
  await writeFile(path.join(folder, 'known_hosts'), await labKnownHosts());
  const lines = [
    'Host *',
    '  User cloud-user',
    '  IdentityFile ~/.ssh/lab',
    'Host gate',
    '  HostName 127.0.0.1',
    `  Port ${gate.target.port}`,
    'Host inner',
    `  HostName ${host.address}`,
    '  ProxyJump gate',
    'Host odd',
    '  ProxyCommand nc %h %p',
  ];
  await writeFile(path.join(folder, 'config'), lines.join('\n'));
}
