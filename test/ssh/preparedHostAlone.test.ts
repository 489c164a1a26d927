import { createReadStream } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareOver, readEnds, writeEnds } from '../../driver/preparation';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { bringPackages, labHosts } from '../../scripts/lib/labHosts.mjs';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { bareSshHost, type SshHost } from '../support/sshHosts';

/**
 * What a prepared machine does after it was started again while the workstation sleeps: nobody connects to it in these
 * tests, which look at it from outside and go on from one another. It has cron, since machines of the lab have no systemd.
 */
const HOUR = 3_600_000;
/** Cron looks once a minute. */
const LOOKS = 110;

let lab: Awaited<ReturnType<typeof bareSshHost>>;
let host: SshHost;
/** The address of another host of the lab, where the same service answers. */
let other: string;

beforeAll(async () => {
  const archive = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
  lab = await bareSshHost();
  host = lab.host;
  other = (await labHosts()).find(({ name, up }) => up && name !== host.name)?.address ?? '';
  await bringPackages(host.name, 'cron');
  await bash('DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install cron');
  using connection = keepConnection(host.target, { clock, random });
  await prepareOver(connection, { gpu: false, swapMiB: 0, bootMs: 0 }, { clock });
  const engine = sshEngine('ssh://bare', () => connection, { clock, random, platform: process.platform });
  await engine.load(createReadStream(archive), {});
  await launch('over', 'extended');
  await tellEnds(connection, { over: clock.now() - HOUR, extended: clock.now() + HOUR });
});
afterAll(() => lab?.[Symbol.asyncDispose]());

const bash = (script: string) => host.shell('bash', '-c', script);

/** Instances as Rockpool launches them, by whose labels alone both would end in half an hour. */
async function launch(...ids: string[]): Promise<void> {
  for (const id of ids) {
    await host.shell(
      ...['docker', 'run', '-d', '--name', id, '--label', `rockpool.instance=${id}`],
      ...['--label', `rockpool.created=${clock.now()}`, '--label', `rockpool.lifetime=${HOUR / 2}`],
      'lab/httpd',
    );
  }
}
const tellEnds = (connection: SshConnection, ends: Record<string, number>) =>
  writeEnds(connection, new Map(Object.entries(ends)));

/** Looks again and again until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; !(await isSo()); looks += 1) {
    if (looks > LOOKS) throw new Error('It did not come to that.');
    await clock.sleep(1000);
  }
}
const rules = (command: string) => bash(`${command} -w -t mangle -S`);
/** What a container prints; what fails there is a word of it. */
const inside = (script: string, network = 'bridge') =>
  host.shell(
    ...['docker', 'run', '--rm', '--network', network, 'lab/httpd', 'busybox', 'sh', '-c'],
    `${script} 2>&1 || echo failed`,
  );

test('a machine that was started again has its rules again, for both versions of IP', async () => {
  await host.break('kill');
  await host.heal('kill');
  expect(await rules('iptables')).not.toContain('ROCKPOOL');
  // As its init does where there is one.
  await bash('service cron start');
  await until(async () => (await rules('ip6tables')).includes('-A PREROUTING -i br-+ -j ROCKPOOL'));
  for (const command of ['iptables', 'ip6tables']) {
    expect(await rules(command)).toContain('-A PREROUTING -i docker0 -j ROCKPOOL');
    expect(await rules(command)).toContain('-A ROCKPOOL -m addrtype --dst-type LOCAL -j DROP');
  }
});

test('then a container reaches neither it nor a metadata service', async () => {
  for (const address of ['172.17.0.1', host.address, '169.254.169.254']) {
    expect(await inside(`echo | timeout 2 busybox nc ${address} 22`), address).toContain('failed');
  }
  expect(await inside(`echo | timeout 5 busybox nc ${other} 22`)).toContain('SSH-2.0');
});

test('nor does one that has an address of IPv6', async () => {
  const subnet = 'fd00:726f:636b::';
  await bash(`docker network create --ipv6 --subnet ${subnet}/64 six`);
  // Without anybody on it the bridge has no address yet.
  await bash('docker run -d --name neighbour --network six lab/httpd');
  const banner = `exec 3<>/dev/tcp/${subnet}1/22 && head -c 7 <&3`;
  await until(async () => (await bash(`timeout 5 bash -c '${banner}' 2>/dev/null || true`)) === 'SSH-2.0');
  for (const address of [`${subnet}1`, 'fd00:ec2::254']) {
    expect(await inside(`echo | timeout 2 busybox nc ${address} 22`, 'six'), address).toContain('failed');
  }
  await bash('docker rm -f neighbour');
  const counted = await bash('ip6tables -w -t mangle -nvxL ROCKPOOL');
  for (const rule of ['match dst-type LOCAL', 'fd00:ec2::254']) {
    expect(counted).toMatch(new RegExp(`^ +[1-9]\\d* .*${rule}`, 'm'));
  }
});

test('and an instance whose time is over is ended by it, one that was extended is not', async () => {
  const left = async () => (await bash('docker ps -a --format "{{.Names}}"')).trim().split('\n').sort();
  await until(async () => !(await left()).includes('over'));
  expect(await left()).toEqual(['extended']);
  using connection = keepConnection(host.target, { clock, random });
  expect([...(await readEnds(connection)).keys()]).toEqual(['extended']);
});

test('what can not be read of an end counts as nothing: it has an hour more than its labels say', async () => {
  await bash('echo "not json" >/var/lib/rockpool/instances/extended.json; docker start extended');
  await bash('bash /usr/local/lib/rockpool/end-expired.sh');
  expect(await bash('docker ps --format "{{.Names}}"')).toBe('extended\n');
});
