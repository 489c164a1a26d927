import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../driver/system';
import { saved, simpleLayer } from '../support/archive';
import { type JumpingClock, jumpingClock } from '../support/jumpingClock';
import { emptyHost, forgetImages, type LabPool, SLOW_MS, startLabPool } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** The image directory changes while hosts work: they follow. The tests go on from one another. */
const TEST_MS = 4 * SLOW_MS;
/** Where minutes are to pass the clock goes twenty times as fast; what is well answers in time all the same. */
const AHEAD_MS = 1000;
const PACE_MS = 50;
const MINUTE_MS = 60_000;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: SshHost[];
let clock: JumpingClock;
let pool: LabPool;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'image-supply-'));
  lab = await sshHosts(2);
  hosts = lab.hosts.slice(0, 2);
  for (const host of hosts) {
    await emptyHost(host);
    await forgetImages(host);
  }
  clock = jumpingClock();
  pool = await startLabPool(hosts, { clock, slots: 2, config: { DD_FREE_SLOT_TARGET: 4 } });
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  for (const host of hosts ?? []) {
    await emptyHost(host);
    await forgetImages(host);
  }
  await lab?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const services = () => pool.rockpool.services;

/** Brings an image into the directory. @returns its id */
async function importImage(name: string, text: string, config: object = {}): Promise<string> {
  const file = path.join(folder, `${text}.tar`);
  await writeFile(file, saved({ layers: [simpleLayer(text)], names: [name], config: { ...config } }));
  services().images.importFiles([file]);
  const before = pool.state().images[name]?.imageId;
  return pool.until(() => {
    const { imageId } = pool.state().images[name] ?? {};
    return imageId !== before && imageId;
  });
}

/** Ids of images on a machine, and names that people gave. */
async function on(host: SshHost): Promise<string[]> {
  const said = await host.shell(
    'docker',
    'images',
    '--no-trunc',
    '--format',
    '{{.ID}} {{.Repository}}:{{.Tag}}',
  );
  return said.split('\n').filter(line => line !== '' && !line.includes(' rockpool/pushed:'));
}
/** Resolves once all machines have exactly these. */
async function untilAllHave(wanted: Record<string, string>): Promise<void> {
  const lines = Object.entries(wanted).map(([name, id]) => `${id} ${name}`);
  await until(async () => {
    const there = await Promise.all(hosts.map(on));
    return there.every(all => all.toSorted().join() === lines.toSorted().join());
  });
}
/** Looks again and again. @throws after so many looks */
async function until(holds: () => Promise<boolean>, looks = 100): Promise<void> {
  for (let look = 0; !(await holds()); look += 1) {
    if (look === looks)
      throw new Error(
        `It did not come to that: ${(await Promise.all(hosts.map(host => host.shell('docker', 'images', '--no-trunc')))).join('\n')}`,
      );
    await systemClock.sleep(200);
  }
}
/** Through all of it but a minute at each end Rockpool's machine sleeps. */
async function pass(minutes: number): Promise<void> {
  await passAwake(MINUTE_MS);
  clock.jump((minutes - 2) * MINUTE_MS);
  await passAwake(MINUTE_MS);
}
async function passAwake(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += AHEAD_MS) {
    clock.jump(AHEAD_MS);
    await systemClock.sleep(PACE_MS);
  }
}
const httpd = () => ({ 'lab/httpd:latest': pool.state().images['lab/httpd:latest']?.imageId ?? '' });
let plain: string;
let newer: string;

test('hosts get the images of the directory, though no blueprint needs them yet', {
  timeout: TEST_MS,
}, async () => {
  await pool.until(() => hosts.every(host => pool.hostOn(host)?.phase === 'active'), 3 * SLOW_MS);
  await untilAllHave(httpd());
});

test('what is imported while they work reaches them, also under a name that another had', {
  timeout: TEST_MS,
}, async () => {
  plain = await importImage('lab/plain:1', 'plain');
  await untilAllHave({ ...httpd(), 'lab/plain:1': plain });
  newer = await importImage('lab/plain:1', 'newer');
  await untilAllHave({ ...httpd(), 'lab/plain:1': newer });
});

test('what was removed goes from the hosts after a while, but not what somebody else has put there', {
  timeout: TEST_MS,
}, async () => {
  await hosts[0]?.shell('docker', 'tag', 'lab/plain:1', 'mine/plain:1');
  services().images.remove('lab/plain:1');
  const [first, second] = hosts as [SshHost, SshHost];
  await pass(11);
  await until(async () => (await on(second)).length === 1);
  const ids = Object.entries(httpd()).map(([name, id]) => `${id} ${name}`);
  expect(await on(second)).toEqual(ids);
  expect((await on(first)).sort()).toEqual([...ids, `${newer} mine/plain:1`].sort());
});

test('an image that a container uses stays as long as that', { timeout: TEST_MS }, async () => {
  const [first] = hosts as [SshHost];
  const used = await importImage('lab/used:1', 'used');
  const has = async () => (await on(first)).some(line => line.startsWith(used));
  await until(has);
  await first.shell('docker', 'create', '--name', 'user-of-it', 'lab/used:1', 'true');
  services().images.remove('lab/used:1');
  await pass(11);
  await until(async () => (await on(hosts[1] as SshHost)).every(line => !line.startsWith(used)));
  expect(await has()).toBe(true);
  await first.shell('docker', 'rm', 'user-of-it');
  await pass(6);
  await until(async () => !(await has()));
});
