import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ContainerSpec, Engine } from '../../driver/engine';
import { pushImage } from '../../driver/images';
import type { Image } from '../../driver/model/image';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { bringPackages } from '../../scripts/lib/labHosts.mjs';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';
import { ask, routeOf, type TestProxy, testProxy } from '../support/proxy';
import { bareSshHost } from '../support/sshHosts';

/**
 * Podman answers on Docker's socket: all that a launch, its logs and what is told of it need is the same there. On a
 * machine of its own, since its networks change the firewall.
 */
const { signal } = new AbortController();
const SETUP = fileURLToPath(new URL('../support/podman.sh', import.meta.url));
const SERVES = 'echo high tide; exec busybox httpd -f -p 8080 -h /www';

let lab: Awaited<ReturnType<typeof bareSshHost>>;
let connection: SshConnection;
let engine: Engine;
let library: TestLibrary;
let image: Image;
let imageId: string;
let proxy: TestProxy;

beforeAll(async () => {
  library = await testLibrary();
  const archive = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
  for (const id of library.library.importFiles([archive])) await library.ended(id);
  image = library.library.find('lab/httpd') as Image;
  lab = await bareSshHost();
  const { host } = lab;
  await bringPackages(host.name, 'podman', 'crun', 'netavark', 'iptables');
  await host.shell('bash', '-c', await readFile(SETUP, 'utf8'));
  connection = keepConnection(host.target, { clock, random });
  engine = sshEngine(`ssh://${host.name}`, () => connection, { clock, random, platform: process.platform });
  await pushImage(library.library, engine, image, { signal });
  imageId = (await engine.findImage(image)) ?? '';
  proxy = await testProxy();
});
afterEach(async () => {
  for (const { containerId } of await engine.list('test')) await engine.remove(containerId);
});
afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  connection?.[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
  await library?.[Symbol.asyncDispose]();
});

function specOf(script: string, instance = random.hex(8)): ContainerSpec {
  return {
    name: 'pb-ada-the-brave',
    imageId,
    marks: {
      ...{ controller: 'test', pool: 'pool', host: 'host', instance, blueprint: 'tide', user: 'ada' },
      ...{ slots: 1, route: routeOf('d'), port: 8080, created: 1_700_000_000_000, lifetime: 3_600_000 },
    },
    command: ['sh', '-c', script],
    environment: { GREETING: 'good day' },
    port: 8080,
    memoryMiB: 64,
  };
}

async function run(script: string): Promise<{ id: string; spec: ContainerSpec }> {
  const spec = specOf(script);
  const id = await engine.create(spec);
  await engine.start(id);
  return { id, spec };
}

/** Until an answer is as it should be; fails with the test's time limit. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await clock.sleep(100);
}

test('it says that it is Podman, and has an id that stays', async () => {
  const facts = await engine.facts();
  expect(facts.version).toMatch(/^Podman \d/);
  expect(facts.memoryMiB).toBeGreaterThan(256);
  expect((await engine.facts()).id).toBe(facts.id);
});

test('an image that was sent is there by its id, under its own name', async () => {
  expect(imageId).not.toBe('');
  expect(await engine.hasImage(imageId)).toBe(true);
  expect(await engine.hasImage(`sha256:${'0'.repeat(64)}`)).toBe(false);
  const names = (await engine.survey()).images.flatMap(one => one.names ?? []);
  expect(names.some(name => name.endsWith('lab/httpd:latest'))).toBe(true);
});

test('a container is published on the loopback alone, answers through the proxy, and carries its marks', async () => {
  const { id, spec } = await run(SERVES);
  const [listed] = await engine.list('test');
  expect(listed).toMatchObject({ containerId: id, state: 'running', marks: spec.marks });
  const { hostPort = 0, memoryLimitMiB } = await engine.inspect(id);
  expect(memoryLimitMiB).toBe(64);
  const at = proxy.lead(
    spec.marks.route,
    hostPort,
    { proxy_rewrite: true },
    { connect: engine.connect?.bind(engine) },
  );
  await until(async () => (await ask(proxy.port, `${at}/`)).status === 200);
  const bound = await lab.host.shell('podman', 'port', id);
  expect(bound).toContain(`127.0.0.1:${hostPort}`);
  expect((await engine.usage(id)).memoryMiB).toBeGreaterThan(0);
});

test('it is made once, however often it is asked for, and removed once and for all', async () => {
  const spec = specOf(SERVES);
  const ids = await Promise.all(Array.from({ length: 8 }, () => engine.create(spec)));
  expect(new Set(ids).size).toBe(1);
  const [id = ''] = ids;
  await engine.start(id);
  await engine.start(id);
  await Promise.all([engine.remove(id), engine.remove(id)]);
  await engine.remove(id);
  expect(await engine.list('test')).toEqual([]);
  await expect(engine.inspect(id)).rejects.toMatchObject({ value: { code: 'CONTAINER_GONE' } });
});

test('what it prints is read as it comes, to its end', async () => {
  const { id } = await run('for n in 1 2 3; do echo wave $n; sleep 1; done');
  let text = '';
  for await (const piece of engine.logs(id, { follow: true, tail: 100, signal })) text += piece;
  expect(text).toBe('wave 1\nwave 2\nwave 3\n');
});

test('that it began, ended by itself and was removed is told, and how it ended', async () => {
  let told = 0;
  const stop = engine.watch('test', () => {
    told += 1;
  });
  const more = async () => {
    const before = told;
    await until(() => told > before);
  };
  try {
    await until(() => told > 0);
    const began = more();
    const { id } = await run('sleep 2; exit 7');
    await began;
    const ended = more();
    await ended;
    await until(async () => (await engine.inspect(id)).state === 'ended');
    expect(await engine.list('test')).toMatchObject([{ containerId: id, state: 'ended', exitCode: 7 }]);
    const removed = more();
    await engine.remove(id);
    await removed;
  } finally {
    stop();
  }
});

test('an image that is gone is refused as such', async () => {
  const gone = { ...specOf(SERVES), imageId: `sha256:${'1'.repeat(64)}` };
  await expect(engine.create(gone)).rejects.toMatchObject({ value: { code: 'IMAGE_GONE' } });
});
