import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type PreparationStep, prepareOver } from '../../driver/preparation';
import { keepConnection, type SshConnection } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { which } from '../../scripts/lib/run.mjs';
import { asked, layDownSteps, runStep, standIn } from '../support/otherDistribution';
import { bareSshHost, type SshHost } from '../support/sshHosts';

/** Single steps, run by hand as their files say, on a machine whose parts are as they are found in the field. */
let lab: Awaited<ReturnType<typeof bareSshHost>>;
let host: SshHost;
let connection: SshConnection;

beforeAll(async () => {
  lab = await bareSshHost();
  host = lab.host;
  connection = keepConnection(host.target, { clock, random });
  await layDownSteps(host);
});
beforeEach(async () => {
  await bash('rm -rf /run/systemd /run/cloud-init /usr/local/sbin/*');
  await asked(host);
});
afterAll(async () => {
  connection?.[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
});

const bash = (script: string) => host.shell('bash', '-c', script);
/** A machine with systemd, of whose units these are on. */
async function withSystemd(...enabled: string[]): Promise<void> {
  await bash('mkdir -p /run/systemd/system');
  const list = enabled.map(unit => `${unit} enabled`).join('\n');
  // With nothing to list it ends so.
  const answer = enabled.length === 0 ? 'exit 1' : `echo '${list}'`;
  await standIn(host, 'systemctl', `case $1 in list-unit-files) ${answer} ;; is-*) exit 1 ;; esac`);
}
const timeIs = (shown: string) => standIn(host, 'timedatectl', `printf '${shown}'`);

test('automatic updates are off while the machine is in the pool, and on again when it leaves', async () => {
  await withSystemd('apt-daily.timer', 'unattended-upgrades.service');
  const said = await runStep(host, '20-updates');
  expect(said.match(/Turned \S+ off/g)).toEqual([
    'Turned apt-daily.timer off',
    'Turned unattended-upgrades.service off',
  ]);
  // An update that is under way ends by itself.
  expect((await asked(host)).filter(call => !call.includes('list-unit-files'))).toEqual([
    'systemctl disable apt-daily.timer',
    'systemctl stop apt-daily.timer',
    'systemctl disable unattended-upgrades.service',
  ]);
  expect(await bash('apt-config dump APT::Periodic::Enable')).toBe('APT::Periodic::Enable "0";\n');
  await bash('bash /root/steps/host/undo.sh');
  expect((await asked(host)).filter(call => call.includes('enable'))).toEqual([
    'systemctl enable --now apt-daily.timer',
    'systemctl enable --now unattended-upgrades.service',
  ]);
  expect(await bash('apt-config dump APT::Periodic::Enable')).not.toContain('"0"');
});

test('where no automatic updates are on, nothing is turned off', async () => {
  await withSystemd();
  await runStep(host, '20-updates');
  expect(await runStep(host, '20-updates')).toBe('');
});

test('a clock that is kept right, by whichever service, is left alone', async () => {
  await withSystemd();
  await timeIs('NTP=no\\nNTPSynchronized=yes\\n');
  expect(await runStep(host, '25-time')).toBe('');
  expect(await asked(host)).toEqual(['timedatectl show']);
});

test('a clock that nothing keeps right is given to the service that the machine has for it', async () => {
  await withSystemd();
  await timeIs('NTP=no\\nCanNTP=yes\\nNTPSynchronized=no\\n');
  const said = await runStep(host, '25-time');
  expect(said).toContain('Turned the synchronization of its clock on.');
  expect(said).toContain('not synchronized (yet)');
  expect(await asked(host)).toEqual(['timedatectl show', 'timedatectl set-ntp true']);
});

test('a machine that has no such service goes on, with a warning that says what to install', async () => {
  await withSystemd();
  await timeIs('NTP=no\\nCanNTP=no\\nNTPSynchronized=no\\n');
  const said = await runStep(host, '25-time');
  expect(said).toMatch(/warning\t.*install chrony/);
  expect(said).not.toContain('failed');
});

test('a clock that is far from the one of the workstation is told, with which way', async () => {
  const hour = 3600;
  const now = Math.round(clock.now() / 1000);
  const off = (seconds: number) => runStep(host, '25-time', { env: { ROCKPOOL_NOW: String(now + seconds) } });
  expect(await off(hour)).toMatch(/warning\tIts clock is \d{4} seconds behind the workstation's/);
  expect(await off(-hour)).toMatch(/warning\tIts clock is \d{4} seconds ahead of the workstation's/);
  expect(await off(0)).toBe('');
});

test('systemd gets units that it understands, and has them started at each boot', async () => {
  await withSystemd();
  for (const step of ['60-firewall', '65-keeper']) await runStep(host, step);
  expect((await asked(host)).filter(call => call.startsWith('systemctl enable'))).toEqual([
    'systemctl enable rockpool-firewall.service',
    'systemctl enable --now rockpool-keeper.timer',
  ]);
  // The host has no systemd; this machine may have its tools.
  if (which('systemd-analyze'))
    expect(
      await complaints('rockpool-firewall.service', 'rockpool-keeper.timer', 'rockpool-keeper.service'),
    ).toEqual([]);
});

/** What systemd has against units of the host. */
async function complaints(...units: string[]): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-units-'));
  const files = units.map(unit => path.join(folder, unit));
  for (const file of files) {
    await writeFile(file, await host.shell('cat', `/etc/systemd/system/${path.basename(file)}`));
  }
  const { stderr } = await promisify(execFile)('systemd-analyze', ['verify', '--man=no', ...files]);
  await rm(folder, { recursive: true });
  return stderr.split('\n').filter(line => line.includes('rockpool'));
}

test('cloud-init that had errors is told, and no reason to stop', async () => {
  await standIn(host, 'cloud-init', '');
  await bash(`mkdir -p /run/cloud-init; touch /run/cloud-init/enabled
    echo '{"v1": {"errors": ["no route"]}}' >/run/cloud-init/result.json`);
  const said = await runStep(host, '10-cloud-init');
  expect(said).toMatch(/warning\tcloud-init has had errors/);
  expect(said).not.toContain('failed');
});

test.each([
  ['is turned off', 'touch /run/cloud-init/disabled'],
  ['has ended', `echo '{"v1": {"errors": []}}' >/run/cloud-init/result.json`],
])('a cloud-init that %s is not waited for', async (_, state) => {
  await standIn(host, 'cloud-init', '');
  await bash(`mkdir -p /run/cloud-init; ${state}`);
  expect(await runStep(host, '10-cloud-init')).toBe('');
});

test('what the workstation has for the time is told to the host', async () => {
  const warnings: string[] = [];
  const ahead = { ...clock, now: () => clock.now() + 3_600_000 };
  const stop = new AbortController();
  // Nothing after that step is of interest here; the host goes on, and ends with this file.
  const onStep = ({ name, warnings: more }: PreparationStep) => {
    if (name === '25-time') warnings.push(...more);
    if (name === '30-storage') stop.abort();
  };
  const options = { gpu: false, swapMiB: 0, bootMs: 0 };
  await expect(
    prepareOver(connection, options, { clock: ahead }, { signal: stop.signal, onStep }),
  ).rejects.toMatchObject({ name: 'AbortError' });
  expect(warnings.join()).toMatch(/seconds behind the workstation's/);
});
