import { createReadStream } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type Preparation,
  type PreparationOptions,
  type PreparationStep,
  prepareOver,
} from '../../driver/preparation';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { bareSshHost, type SshHost } from '../support/sshHosts';

/** A machine with nothing on it is prepared: the tests go on from one another, in the order of this file. */
const OPTIONS: PreparationOptions = { gpu: false, swapMiB: 0, bootMs: 0 };
const CONFIG = '/etc/docker/daemon.json';

let lab: Awaited<ReturnType<typeof bareSshHost>>;
let host: SshHost;
let connection: SshConnection;
let log: string[] = [];

beforeAll(async () => {
  lab = await bareSshHost();
  host = lab.host;
  connection = keepConnection(host.target, { clock, random });
});
afterEach(async () => {
  log = [];
  await host.heal();
});
afterAll(async () => {
  connection?.[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
});

const prepare = (changes: Partial<PreparationOptions> = {}) =>
  prepareOver(connection, { ...OPTIONS, ...changes }, { clock }, { log: line => log.push(line) });

/** Names of the steps that found something to do. */
const changedBy = ({ steps }: Preparation) =>
  steps.filter(({ state }) => state === 'changed').map(({ name }) => name);
const bash = (script: string) => host.shell('bash', '-c', script);
/** Bytes that nobody would write so, and that are to be the same in the end. */
const THEIRS =
  '{"icc": true,\n\t"dns" :["198.18.22.1"], "log-driver": "local",\r\n "log-opts": { "max-size": "5m" }}';
/** As Docker has it that runs. */
const icc = async () =>
  JSON.parse(await bash('docker network inspect bridge'))[0].Options['com.docker.network.bridge.enable_icc'];
const config = async () => JSON.parse(await host.shell('cat', CONFIG));

test('sudo that asks for a password is told from one that is wrong, and one that is right works', async () => {
  await host.break('sudo-password');
  await expect(prepare()).rejects.toMatchObject({
    value: {
      kind: 'permanent',
      code: 'SSH_SUDO_PASSWORD',
      what: expect.stringContaining('cloud-user'),
    },
  });
  const prepareWith = async (sudoPassword: string) => {
    using other = keepConnection({ ...host.target, sudoPassword }, { clock, random });
    return await prepareOver(other, OPTIONS, { clock });
  };
  await expect(prepareWith('wrong')).rejects.toMatchObject({
    value: { kind: 'permanent', code: 'SSH_SUDO_REFUSED' },
  });
  // It comes to the first step that has something against this machine.
  await host.break('unsupported');
  await expect(prepareWith('lab')).rejects.toMatchObject({
    value: { code: 'PREPARATION_UNSUPPORTED' },
  });
});

test('a distribution that is not known is refused by its name, before anything was changed', async () => {
  await host.break('unsupported');
  await expect(prepare()).rejects.toMatchObject({
    value: {
      kind: 'permanent',
      code: 'PREPARATION_UNSUPPORTED',
      why: expect.stringContaining('Plum Linux 7'),
      next: expect.stringContaining('Debian 11'),
    },
  });
  expect(await bash('ls /etc/docker /var/lib/rockpool 2>&1 || true')).not.toContain('\n\n');
});

test('a disk without room for Docker is told as such; an installation that fails with its command and last words', async () => {
  await host.break('disk-full', '100');
  await expect(prepare()).rejects.toMatchObject({
    value: {
      kind: 'capacity',
      code: 'PREPARATION_DISK_FULL',
      what: expect.stringContaining('Docker installed'),
    },
  });
  await host.heal('disk-full');
  await bash('mv /var/cache/apt/archives /var/cache/apt/away');
  await expect(prepare()).rejects.toMatchObject({
    value: {
      kind: 'transient',
      code: 'PREPARATION_FAILED',
      why: expect.stringMatching(
        /"apt-get install docker\.io" ended with exit status 100\. Its last words: .+/s,
      ),
      next: expect.stringContaining('package servers'),
    },
  });
  await bash('rm -rf /var/cache/apt/archives; mv /var/cache/apt/away /var/cache/apt/archives');
});

test('a bare machine gets Docker, configured before it starts, for the user that logs in', async () => {
  const told: string[] = [];
  const prepared = await prepareOver(
    connection,
    OPTIONS,
    { clock },
    {
      onStep: ({ name, state }, { index, count }) => told.push(`${index + 1}/${count} ${name} ${state}`),
    },
  );
  expect(prepared.distribution).toContain('Debian');
  // What was done before the disk was full is not done again.
  expect(changedBy(prepared)).toEqual(['50-docker', '55-user', '60-firewall', '65-keeper']);
  expect(told).toContain('1/15 00-ssh right');
  expect(told).toContain('13/15 65-keeper changed');
  expect(told).toContain('14/15 70-metadata right');
  expect(told).toContain('15/15 75-proof right');
  expect(await config()).toMatchObject({ icc: false, 'live-restore': true, 'userland-proxy': false });
  const engine = sshEngine('ssh://bare', () => connection, { clock, random, platform: process.platform });
  expect((await engine.facts()).version).toMatch(/^\d/);
});

test('once more it does nothing', async () => {
  expect(changedBy(await prepare())).toEqual([]);
});

test('two at once: the second waits, and finds all right', async () => {
  await bash(`rm ${CONFIG}`);
  const both = await Promise.all([prepare(), prepare()]);
  expect(both.flatMap(changedBy).sort()).toEqual(['45-daemon', '50-docker']);
});

test('one that nobody waits for any more goes on by itself, and the next waits for it', async () => {
  await bash(`rm ${CONFIG}`);
  const stop = new AbortController();
  const onStep = ({ name }: PreparationStep) => name === '45-daemon' && stop.abort();
  await expect(
    prepareOver(connection, OPTIONS, { clock }, { signal: stop.signal, onStep }),
  ).rejects.toMatchObject({ name: 'AbortError' });
  expect(changedBy(await prepare())).toEqual([]);
  expect(await config()).toMatchObject({ icc: false });
});

/** cloud-init as it is while the machine starts, which ends some seconds from now. */
const startCloudInit = () =>
  bash(`printf '#!/bin/sh\n' >/usr/local/bin/cloud-init; chmod +x /usr/local/bin/cloud-init
    mkdir -p /run/cloud-init; touch /run/cloud-init/enabled; rm -f /run/cloud-init/result.json
    (sleep 3; echo '{"v1": {"errors": []}}' >/run/cloud-init/result.json) >/dev/null 2>&1 &`);
const waited = { state: 'changed', changes: [expect.stringMatching(/^Waited \d+ s/)], warnings: [] };
const namesOf = ({ steps }: Preparation) => steps.map(({ name }) => name);

test('cloud-init that is still at work is waited for before anything is done', async () => {
  await startCloudInit();
  await bash('rm /var/lib/rockpool/prepared');
  const { steps } = await prepare();
  expect(steps[1]).toMatchObject({ ...waited, name: '10-cloud-init' });
});

test('where the same steps have prepared the machine before they are gone through beside it, and the firewall after it', async () => {
  await startCloudInit();
  const prepared = await prepare();
  const names = namesOf(prepared);
  const at = names.indexOf('10-cloud-init');
  expect(names.slice(1, at)).toContain('50-docker');
  expect(prepared.steps[at]).toMatchObject(waited);
  expect(names.slice(at + 1)).toEqual(['60-firewall', '65-keeper', '70-metadata', '75-proof']);
});

test('a container has tried a metadata service by then, which holds until Docker is started anew or the rules are others', async () => {
  const PROVEN = '/run/rockpool-metadata-shut';
  const proof = () => bash(`stat -c %i ${PROVEN}; cat ${PROVEN}`);
  const images = () => bash('docker images --all --quiet');
  // Something takes connections there.
  await bash(`ip addr add 169.254.169.254/32 dev lo; /usr/sbin/sshd -p 80 -o PidFile=none; rm ${PROVEN}`);
  await startCloudInit();
  expect(changedBy(await prepare())).toEqual(['10-cloud-init']);
  const first = await proof();
  expect(first).toContain('-A ROCKPOOL -d 169.254.0.0/16 -j DROP');
  expect(changedBy(await prepare())).toEqual([]);
  expect(await proof()).toBe(first);
  await bash('iptables -w -t mangle -A FORWARD -j ACCEPT');
  await prepare();
  const second = await proof();
  expect(second).not.toBe(first);
  await bash('iptables -w -t mangle -D FORWARD -j ACCEPT; service docker restart');
  await prepare();
  expect(await proof()).not.toBe(second);
  await expect.poll(images).toBe('');
  // Whatever lets a container through, it is found.
  await bash('iptables -w -t mangle -I PREROUTING -i docker0 -j ACCEPT');
  await expect(prepare()).rejects.toMatchObject({ value: { code: 'PREPARATION_METADATA_OPEN' } });
  await bash('iptables -w -t mangle -D PREROUTING -i docker0 -j ACCEPT');
  expect(changedBy(await prepare())).toEqual([]);
  await bash('ip addr del 169.254.169.254/32 dev lo');
});

test('a Docker that is down is started', async () => {
  await host.break('docker-down');
  expect(changedBy(await prepare())).toEqual(['50-docker']);
});

test('a Docker that does not answer is told within a minute, with what to try, and the next goes on from there', async () => {
  await host.break('docker-hang');
  const begun: string[] = [];
  const onStep = ({ name, state }: PreparationStep) => state === 'running' && begun.push(name);
  await expect(prepareOver(connection, OPTIONS, { clock }, { onStep })).rejects.toMatchObject({
    value: {
      kind: 'transient',
      code: 'PREPARATION_DOCKER_SILENT',
      what: expect.stringContaining('Docker installed and running'),
      why: expect.stringContaining('within 60 seconds'),
      next: expect.stringContaining('systemctl restart docker'),
    },
  });
  expect(begun.at(-1)).toBe('50-docker');
  await host.heal('docker-hang');
  expect(changedBy(await prepare())).toEqual([]);
});

test('a Docker that answers, and can start nothing, is told before anybody launches there', async () => {
  await bash('mv /usr/sbin/runc /usr/sbin/away; rm /run/rockpool-proven');
  await expect(prepare()).rejects.toMatchObject({
    value: {
      kind: 'transient',
      code: 'PREPARATION_FAILED',
      what: expect.stringContaining('A container starts'),
      why: expect.stringMatching(/"docker run" ended with exit status \d+\. .*runc/s),
    },
  });
  await bash('mv /usr/sbin/away /usr/sbin/runc');
  expect(changedBy(await prepare())).toEqual([]);
  expect(await bash('docker ps -aq; docker images -q')).toBe('');
});

test('containers go on while a configuration that somebody has made is merged with ours', async () => {
  const archive = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
  const engine = sshEngine('ssh://bare', () => connection, { clock, random, platform: process.platform });
  await engine.load(createReadStream(archive), {});
  await host.shell('docker', 'run', '-d', '--name', 'goes-on', '-p', '127.0.0.1:8099:8080', 'lab/httpd');
  const started = await host.shell('docker', 'inspect', '-f', '{{.State.StartedAt}}', 'goes-on');
  await bash(`printf %s '${THEIRS}' >${CONFIG}`);
  expect(changedBy(await prepare())).toEqual(['45-daemon', '50-docker']);
  expect(await config()).toEqual({
    ...{ dns: ['198.18.22.1'], 'log-driver': 'local', 'log-opts': { 'max-size': '5m' } },
    ...{ icc: false, 'live-restore': true, 'userland-proxy': false },
  });
  expect(await host.shell('docker', 'inspect', '-f', '{{.State.StartedAt}}', 'goes-on')).toBe(started);
  expect(await bash('curl -fsS http://127.0.0.1:8099/')).toContain('<');
  expect(changedBy(await prepare())).toEqual([]);
});

test('what somebody had configured is there again, to the byte, when the machine is given back', async () => {
  await bash('bash /usr/local/lib/rockpool/undo.sh');
  expect(await host.shell('cat', CONFIG)).toBe(THEIRS);
  // Docker was not restarted under the container.
  expect(await bash('curl -fsS http://127.0.0.1:8099/')).toContain('<');
  await bash('docker rm -f goes-on');
  expect(changedBy(await prepare())).toContain('45-daemon');
  expect(await config()).toMatchObject({ icc: false, dns: ['198.18.22.1'] });
  // Where nothing runs it has read it at once.
  await bash('bash /usr/local/lib/rockpool/undo.sh');
  expect(await host.shell('cat', CONFIG)).toBe(THEIRS);
  expect(await icc()).toBe('true');
  await prepare();
  expect(await icc()).toBe('false');
});

test('what somebody has changed since we wrote it is his, and a change of his is merged again', async () => {
  await bash(`sed -i 's/198.18.22.1/198.18.22.2/' ${CONFIG}`);
  const changed = await host.shell('cat', CONFIG);
  await bash('bash /usr/local/lib/rockpool/undo.sh');
  expect(await host.shell('cat', CONFIG)).toBe(changed);
  // It has all that is needed: nothing of it is touched.
  expect(changedBy(await prepare())).not.toContain('45-daemon');
  expect(await host.shell('cat', CONFIG)).toBe(changed);
});

test('a machine that had no configuration has none again', async () => {
  await bash(`rm ${CONFIG}`);
  await prepare();
  await bash('bash /usr/local/lib/rockpool/undo.sh');
  expect(await bash('ls /etc/docker')).not.toContain('daemon.json');
  expect(await icc()).toBe('true');
  await prepare();
});

test('a configuration that is no JSON is left alone, and said', async () => {
  await bash(`cp ${CONFIG} /root/kept; echo '{ "icc": ' >${CONFIG}`);
  await expect(prepare()).rejects.toMatchObject({
    value: {
      kind: 'permanent',
      why: expect.stringMatching(/awk -f merge-json\.awk.*line 2: there is no value/s),
      next: expect.stringContaining(CONFIG),
    },
  });
  expect((await host.shell('cat', CONFIG)).trim()).toBe('{ "icc":');
  expect((await bash('ls /etc/docker')).trim().split('\n')).toEqual(['daemon.json', 'key.json']);
  await bash(`mv /root/kept ${CONFIG}`);
  await prepare();
});
