import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../driver/engine';
import { pushImage } from '../../driver/images';
import type { Image } from '../../driver/model/image';
import { createRelay, type Relay } from '../../driver/relay';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { bulkyLayer, saved } from '../support/archive';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';
import { forgetImages } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** Hosts give each other images: nothing but SSH is open on them, and nothing of it stays. */

/** An image of 408 MB, as people have them. */
const LARGE = 'lab/jupyter:latest';
/** One of 90 MB, with which a delivery has a middle, and one that has a layer more. */
const NAME = 'lab/bulky:latest';
const CHANGED = 'lab/bulky:changed';
const LAYERS = [30, 30, 30, 20].map(megabytes => bulkyLayer(megabytes * 1_000_000));
const { signal } = new AbortController();
const report = () => undefined;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: [SshHost, SshHost];
let connections: [SshConnection, SshConnection];
let engines: [Engine, Engine];
let library: TestLibrary;
let relay: Relay;
let keysBefore: string[];

beforeAll(async () => {
  const folder = await ensureLabImages(['jupyter']);
  library = await testLibrary();
  for (const id of library.library.importFiles([path.join(folder, 'jupyter.tar')])) await library.ended(id);
  await library.imported('bulky.tar', saved({ layers: LAYERS.slice(0, 3), names: [NAME] }));
  await library.imported('changed.tar', saved({ layers: LAYERS, names: [CHANGED] }));
  lab = await sshHosts(2);
  hosts = lab.hosts.slice(0, 2) as [SshHost, SshHost];
  const open = ({ target }: SshHost) => keepConnection(target, { clock, random });
  connections = [open(hosts[0]), open(hosts[1])];
  const engineOf = (at: 0 | 1) =>
    sshEngine(`ssh://${hosts[at].name}`, () => connections[at], {
      clock,
      random,
      platform: process.platform,
    });
  engines = [engineOf(0), engineOf(1)];
  relay = createRelay({
    images: library.library,
    connectionTo: url => connections[hosts.findIndex(({ name }) => url === `ssh://${name}`)],
    nameOf: url => url.slice('ssh://'.length),
    clock,
  });
  for (const host of hosts) await forgetImages(host);
  for (const name of [LARGE, NAME]) await pushImage(library.library, engines[0], imageOf(name), { signal });
  keysBefore = await Promise.all(hosts.map(keysOf));
});
beforeEach(async () => forgetImages(hosts[1]));
afterAll(async () => {
  for (const host of hosts ?? []) await forgetImages(host);
  for (const connection of connections ?? []) connection[Symbol.dispose]();
  await library?.[Symbol.asyncDispose]();
  await lab?.[Symbol.asyncDispose]();
});

function imageOf(name: string): Image {
  const image = library.library.find(name);
  if (!image) throw new Error(`${name} is not in the directory.`);
  return image;
}
const keysOf = (host: SshHost) => host.shell('cat', '/home/cloud-user/.ssh/authorized_keys');
const foldersOf = (host: SshHost) =>
  host.shell('sh', '-c', 'find /dev/shm /tmp /var/tmp -maxdepth 1 -name "rockpool-relay*"');
const processesOf = (host: SshHost) =>
  host.shell('sh', '-c', 'pgrep -fl "[r]ockpool-relay|[d]ocker (save|load)" || true');

/** Nothing is left of an introduction, neither here nor there. */
async function nothingIsLeft(): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    const left = await Promise.all(hosts.flatMap(host => [foldersOf(host), processesOf(host)]));
    const keys = await Promise.all(hosts.map(keysOf));
    if (left.join('') === '' && keys.join() === keysBefore.join()) return;
    await clock.sleep(200);
  }
  expect(await Promise.all(hosts.flatMap(host => [foldersOf(host), processesOf(host)]))).toEqual([
    '',
    '',
    '',
    '',
  ]);
  expect(await Promise.all(hosts.map(keysOf))).toEqual(keysBefore);
}
const bring = (name = NAME, own = signal, onReport: (done: number) => void = report) =>
  relay.bring(engines[0], engines[1], imageOf(name), {
    signal: own,
    report: ({ done = 0 }) => onReport(done),
  });

test('a host gets an image from its neighbour, under its name and with our mark, and the key for it is gone', async () => {
  let most = 0;
  expect(
    await bring(LARGE, signal, done => {
      most = Math.max(most, done);
    }),
  ).toBe(true);
  const image = imageOf(LARGE);
  expect(most).toBe(image.layers.reduce((sum, { size, unpackedSize }) => sum + (unpackedSize ?? size), 0));
  expect(await engines[1].findImage(image)).toBe(image.imageId);
  expect(await engines[1].pushed?.()).toMatchObject([{ imageId: image.imageId, name: LARGE }]);
  await nothingIsLeft();
});

test('only the layers that it lacks go from host to host, and what is small is not worth it', async () => {
  await pushImage(library.library, engines[0], imageOf(CHANGED), { signal });
  await pushImage(library.library, engines[1], imageOf(NAME), { signal });
  const dones: number[] = [];
  expect(await bring(CHANGED, signal, done => dones.push(done))).toBe(true);
  const last = imageOf(CHANGED).layers.at(-1);
  expect(Math.max(...dones)).toBe(last?.unpackedSize ?? last?.size);
  expect(await bring(CHANGED)).toBe(false);
});

test('what a machine has kept that was killed in the middle of a delivery goes with the next one', async () => {
  const line = 'restrict,command="true" ssh-ed25519 AAAA rockpool-relay.Killed01';
  await hosts[1].shell('sh', '-c', `echo '${line}' >>/home/cloud-user/.ssh/authorized_keys`);
  expect(await bring()).toBe(true);
  await nothingIsLeft();
});

test('one that is cancelled in the middle leaves no key, no file and no process', async () => {
  const abort = new AbortController();
  const broken = bring(NAME, abort.signal, done => done > 40_000_000 && abort.abort());
  await expect(broken).rejects.toThrow();
  await nothingIsLeft();
});

test.each([0, 1] as const)('neither does one whose connections are cut at host %i', async at => {
  let isCut = false;
  const broken = bring(NAME, signal, done => {
    if (done < 40_000_000 || isCut) return;
    isCut = true;
    connections[at].renew();
  });
  await expect(broken).rejects.toMatchObject({ value: { kind: 'transient' } });
  await nothingIsLeft();
});

test('the key is good for one delivery of those layers, and for no other command', async () => {
  let line = '';
  let key = '';
  let tried: Promise<string> | undefined;
  await bring(LARGE, signal, done => {
    if (tried || done === 0) return;
    // The one that is let in has taken its line away by now.
    tried = (async () => {
      line = (await keysOf(hosts[1])).replace(keysBefore[1] ?? '', '').trim();
      key = (await hosts[0].shell('sh', '-c', 'ls /dev/shm/rockpool-relay.*/key')).trim();
      return hosts[0].shell(
        'sh',
        '-c',
        `ssh -i ${key} -o StrictHostKeyChecking=no -o BatchMode=yes cloud-user@${hosts[1].address} id 2>&1 || true`,
      );
    })();
  });
  expect(line).toBe('');
  expect(key).toMatch(/^\/dev\/shm\/rockpool-relay\./);
  expect(await tried).toContain('Permission denied');
});

test('a neighbour that shows another key than we know is given nothing', async () => {
  const [first, second] = connections;
  const target = { ...second.target, hostKeys: [] };
  connections = [
    first,
    new Proxy(second, {
      get: (of, what) =>
        what === 'target' ? target : (Reflect.get(of, what).bind?.(of) ?? Reflect.get(of, what)),
    }),
  ];
  try {
    await expect(bring()).rejects.toMatchObject({
      value: { code: 'RELAY_FAILED', why: expect.stringContaining('verification failed') },
    });
  } finally {
    connections = [first, second];
  }
  await nothingIsLeft();
});
