import { createReadStream } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type Preparation,
  type PreparationOptions,
  prepareOver,
  readEnds,
  writeEnds,
} from '../../driver/preparation';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { bringPackages, labHosts } from '../../scripts/lib/labHosts.mjs';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { asked, standIn } from '../support/otherDistribution';
import { type SpareDisk, spareDisk } from '../support/spareDisk';
import { bareSshHost, type SshHost } from '../support/sshHosts';

/** What a prepared machine does by itself, and what becomes of its disks. The tests go on from one another. */
const OPTIONS: PreparationOptions = { gpu: false, swapMiB: 0, bootMs: 0 };
const DISK = '/var/lib/rockpool/disk';
const HOUR = 3_600_000;

let lab: Awaited<ReturnType<typeof bareSshHost>>;
let host: SshHost;
let connection: SshConnection;
/** The address of another host of the lab. */
let other: string;
let disk: SpareDisk | undefined;

beforeAll(async () => {
  const archive = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
  lab = await bareSshHost();
  host = lab.host;
  connection = keepConnection(host.target, { clock, random });
  other = (await labHosts()).find(({ name, up }) => up && name !== host.name)?.address ?? '';
  await prepare();
  const engine = sshEngine('ssh://bare', () => connection, { clock, random, platform: process.platform });
  await engine.load(createReadStream(archive), {});
});
afterEach(() => host.heal());
afterAll(async () => {
  connection?.[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
  await disk?.[Symbol.asyncDispose]();
});

const prepare = (changes: Partial<PreparationOptions> = {}) =>
  prepareOver(connection, { ...OPTIONS, ...changes }, { clock });
const changedBy = ({ steps }: Preparation) =>
  steps.filter(({ state }) => state === 'changed').map(({ name }) => name);
const bash = (script: string) => host.shell('bash', '-c', script);
/** What a container prints; what fails there is a word of it. */
const inside = (script: string) =>
  host.shell('docker', 'run', '--rm', 'lab/httpd', 'busybox', 'sh', '-c', `${script} 2>&1 || echo failed`);

test('a container reaches neither its host nor a metadata service, and the host reaches the container', async () => {
  await host.shell('docker', 'run', '-d', '--name', 'web', '-p', '127.0.0.1:8099:8080', 'lab/httpd');
  expect(await bash('curl -fsS http://127.0.0.1:8099/')).toContain('<');
  // At another host of the lab it finds the same service that it must not find at its own.
  for (const address of ['172.17.0.1', host.address, '169.254.169.254']) {
    expect(await inside(`echo | timeout 2 busybox nc ${address} 22`)).toContain('failed');
  }
  expect(await inside(`echo | timeout 5 busybox nc ${other} 22`)).toContain('SSH-2.0');
  const counted = await bash('iptables -w -t mangle -nvxL ROCKPOOL');
  for (const rule of ['match dst-type LOCAL', '169.254.0.0/16']) {
    expect(counted).toMatch(new RegExp(`^ +[1-9]\\d* .*${rule}`, 'm'));
  }
});

test('rules that somebody has cleared, or that a reboot has taken, are put back', async () => {
  await bash('iptables -t mangle -F; ip6tables -t mangle -F');
  expect(await bash('bash /usr/local/lib/rockpool/firewall.sh')).toContain('ip6tables');
  expect(await bash('bash /usr/local/lib/rockpool/firewall.sh')).toBe('');
  await host.break('kill');
  await host.heal('kill');
  expect(changedBy(await prepare({ bootMs: 60_000 }))).toEqual(['60-firewall']);
});

test('the host ends what is over its time by itself, by its file before its labels', async () => {
  const now = clock.now();
  const run = (id: string, created: number, lifetime: number) =>
    host.shell(
      ...['docker', 'run', '-d', '--name', id, '--label', `rockpool.instance=${id}`],
      ...['--label', `rockpool.created=${created}`, '--label', `rockpool.lifetime=${lifetime}`, 'lab/httpd'],
    );
  await run('over', now - 2 * HOUR, HOUR / 2);
  await run('extended', now - 3 * HOUR, HOUR);
  await run('shortened', now, 5 * HOUR);
  await run('for-ever', now - 900 * HOUR, 0);
  await run('just-over', now - HOUR - 1000, HOUR);
  await host.shell('docker', 'run', '-d', '--name', 'foreign', 'lab/httpd');
  const ends = new Map([
    ['extended', now + HOUR],
    ['shortened', now - HOUR],
    ['gone', now],
  ]);
  await writeEnds(connection, ends);
  expect(await readEnds(connection)).toEqual(ends);
  const said = await bash('bash /usr/local/lib/rockpool/end-expired.sh');
  expect(said.match(/instance \S+:/g)?.sort()).toEqual(['instance over:', 'instance shortened:']);
  const left = (await host.shell('docker', 'ps', '--format', '{{.Names}}')).trim().split('\n');
  expect(left.sort()).toEqual(['extended', 'for-ever', 'foreign', 'just-over']);
  expect([...(await readEnds(connection)).keys()].sort()).toEqual(['extended', 'gone']);
});

test('a disk that the machine does not have is said', async () => {
  disk = await spareDisk(host);
  await bringPackages(host.name, 'xfsprogs');
  await expect(prepare({ dataDevice: '/dev/vdz' })).rejects.toMatchObject({
    value: { code: 'PREPARATION_NO_DISK' },
  });
});

test('a disk with anything on it is left as it is', async () => {
  const { device } = disk as SpareDisk;
  const refused = { value: { kind: 'permanent', code: 'PREPARATION_DISK_IN_USE', where: expect.anything() } };
  await bash(`echo precious | dd of=${device} bs=1M seek=1 conv=notrunc status=none`);
  await expect(prepare({ dataDevice: device })).rejects.toMatchObject(refused);
  expect(await bash(`dd if=${device} bs=1M skip=1 count=1 status=none | head -c 8`)).toBe('precious');
  await disk?.blank();
  await bash(
    `mkfs.ext4 -q ${device} && mkdir -p /data && mount ${device} /data && echo precious >/data/file`,
  );
  await expect(prepare({ dataDevice: device })).rejects.toMatchObject(refused);
  await bash('umount /data');
  await expect(prepare({ dataDevice: device })).rejects.toMatchObject(refused);
  // As a cloud formats it, but somebody has used it since.
  await bash(
    `e2label ${device} ephemeral0 && echo '${device} /mnt auto defaults,comment=cloudconfig 0 2' >/etc/fstab`,
  );
  await expect(prepare({ dataDevice: device })).rejects.toMatchObject(refused);
  expect(await bash(`mount ${device} /mnt && cat /mnt/file`)).toBe('precious\n');
  await expect(prepare({ dataDevice: device })).rejects.toMatchObject(refused);
});

test('the empty ephemeral disk of a cloud becomes the place of Docker, with quotas', async () => {
  const { device } = disk as SpareDisk;
  await bash('rm /mnt/file');
  await expect(prepare({ dataDevice: device })).rejects.toMatchObject({
    value: { code: 'PREPARATION_DOCKER_IN_USE', why: expect.stringContaining('5 containers') },
  });
  await bash('docker rm -f $(docker ps -aq)');
  const prepared = await prepare({ dataDevice: device });
  expect(changedBy(prepared)).toEqual(['45-daemon', '50-docker']);
  expect(await host.shell('docker', 'info', '-f', '{{.DockerRootDir}}')).toBe(`${DISK}/docker\n`);
  // A kernel may have no quotas.
  const warnings = prepared.steps.flatMap(step => step.warnings).join();
  expect(`${await host.shell('findmnt', '-no', 'FSTYPE,OPTIONS', DISK)} ${warnings}`).toMatch(/xfs.*quota/);
  expect(await host.shell('cat', '/etc/fstab')).not.toContain('cloudconfig');
  expect(changedBy(await prepare({ dataDevice: device }))).toEqual([]);
});

test('swap on that disk is as large as is asked for, or as the machine and the disk are', async () => {
  const { device } = disk as SpareDisk;
  const file = `${DISK}/swap`;
  const MIB = 1024 * 1024;
  // All machines of the lab share one kernel, whose swap is not theirs to change.
  await standIn(host, 'swapon', '');
  expect(changedBy(await prepare({ dataDevice: device, swapMiB: 32 }))).toEqual(['30-storage']);
  expect(await bash(`blkid -p -s TYPE -o value ${file}; stat -c '%s %a' ${file}`)).toBe(
    `swap\n${32 * MIB} 600\n`,
  );
  expect(await host.shell('cat', '/etc/fstab')).toContain(`${file} none swap sw,nofail`);
  await bash(`rm ${file}`);
  await prepare({ dataDevice: device, swapMiB: 'auto' });
  const [swap = 0, whole = 0] = (await bash(`stat -c %s ${file}; df --output=size -B1 ${DISK} | tail -1`))
    .trim()
    .split('\n')
    .map(Number);
  expect(swap).toBeGreaterThan(whole / 4 - 2 * MIB);
  expect(swap).toBeLessThanOrEqual(whole / 4 + MIB);
  expect(await asked(host)).toEqual([`swapon ${file}`, `swapon ${file}`]);
  await bash(`rm ${file}; sed -i '\\#${file}#d' /etc/fstab`);
});

test('so does an empty disk, and after a reboot it is where it was', async () => {
  const { device } = disk as SpareDisk;
  await host.break('docker-down');
  await bash(`umount ${DISK} && sed -i '\\#${DISK}#d' /etc/fstab`);
  await disk?.blank();
  expect(changedBy(await prepare({ dataDevice: device }))).toEqual(['30-storage', '50-docker']);
  await host.shell('touch', `${DISK}/mark`);
  await host.break('kill');
  await host.heal('kill');
  await disk?.attach();
  // Docker has started without it: nothing mounts by itself on a machine of the lab.
  const again = await prepare({ dataDevice: device, bootMs: 60_000 });
  expect(changedBy(again)).toEqual(['30-storage', '50-docker', '60-firewall']);
  await host.shell('test', '-e', `${DISK}/mark`);
  expect(changedBy(await prepare({ dataDevice: device }))).toEqual([]);
});

test('what a host gives back when it leaves its pool is there again when it comes back', async () => {
  await bash('bash /usr/local/lib/rockpool/undo.sh');
  expect(await bash('iptables -t mangle -S; ip6tables -t mangle -S')).not.toContain('ROCKPOOL');
  await host.shell('docker', 'info');
  const prepared = await prepare({ dataDevice: disk?.device });
  expect(changedBy(prepared)).toEqual(['20-updates', '45-daemon', '50-docker', '60-firewall', '65-keeper']);
});

test('a pool with GPUs refuses a machine without', async () => {
  await expect(prepare({ gpu: true })).rejects.toMatchObject({ value: { code: 'PREPARATION_NO_GPU' } });
});
