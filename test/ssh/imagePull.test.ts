import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Engine, openEngine, pullMark } from '../../driver/engine';
import { createImageLoads } from '../../driver/instances/imageLoads';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { labHostsDir } from '../../scripts/lib/labHosts.mjs';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { stop, tied } from '../../scripts/lib/processes.mjs';
import { type TestEngine, testEngine } from '../support/engine';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';
import { forgetImages } from '../support/labPool';
import { type TestRegistry, testRegistry } from '../support/registry';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** Hosts that pull images themselves, from a registry that they see on their own loopback. */

const { signal } = new AbortController();
const deps = { clock, random, platform: process.platform };

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let connection: SshConnection;
let engine: Engine;
let local: TestEngine;
let here: Engine;
let registry: TestRegistry;
let library: TestLibrary;
let endTunnel: () => Promise<void>;
let name: string;

beforeAll(async () => {
  const folder = await ensureLabImages(['httpd']);
  library = await testLibrary();
  local = await testEngine();
  here = openEngine(local.dockerHost, deps);
  registry = await testRegistry();
  name = `${registry.address}/lab/httpd:latest`;
  await publish(path.join(folder, 'httpd.tar'), 'lab/httpd:latest');
  expect(await library.ended(library.library.pull(here, name))).toMatchObject({ state: 'done' });
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  connection = keepConnection(host.target, { clock, random });
  engine = sshEngine(`ssh://${host.name}`, () => connection, deps);
  const config = path.join(labHostsDir, 'ssh_config');
  const way = `${registry.address.split(':')[1]}:${registry.address}`;
  const options = ['-F', config, '-N', '-o', 'ExitOnForwardFailure=yes', '-R', way, host.name];
  const tunnel = spawn(...tied('ssh', options), { stdio: 'ignore', detached: true });
  endTunnel = () => stop(tunnel, 5000);
  await host.shell(
    'sh',
    '-c',
    `for i in $(seq 100); do curl -sf http://${registry.address}/v2/ && exit; sleep 0.1; done; exit 1`,
  );
});
beforeEach(() => forgetImages(host));
afterAll(async () => {
  await endTunnel?.();
  if (host) await forgetImages(host);
  connection?.[Symbol.dispose]();
  for (const thing of [library, registry, local, lab]) await thing?.[Symbol.asyncDispose]();
});

async function publish(file: string, loadedAs: string): Promise<void> {
  await text((await here.docker.loadImage(createReadStream(file))) as Readable);
  await here.docker.getImage(loadedAs).tag({ repo: `${registry.address}/lab/httpd`, tag: 'latest' });
  expect(await text((await here.docker.getImage(name).push({ authconfig: {} })) as Readable)).not.toContain(
    'errorDetail',
  );
  for (const one of [name, loadedAs]) await here.docker.getImage(one).remove({ force: true });
}

/** Brings the image as pools do. @returns what people were told beside */
async function bring(): Promise<{ notes: string[]; bytesSent: number; id: string }> {
  const notes: string[] = [];
  let bytesSent = 0;
  const counting: Engine = {
    ...engine,
    load: (archive, options) =>
      engine.load(archive, {
        ...options,
        onProgress: bytes => {
          bytesSent = bytes;
        },
      }),
  };
  const note = (_: string, line: string) => notes.push(line);
  const loads = createImageLoads({ images: library.library, tasks: library.tasks, clock, note });
  return { id: await loads.ensure(counting, name, { signal }), notes, bytesSent };
}
const image = () => {
  const found = library.library.find(name);
  if (!found) throw new Error('It is not in the directory.');
  return found;
};

test('what was pulled is known by its digest, and sent unless somebody says otherwise', async () => {
  expect(image().origin).toMatch(new RegExp(`^${registry.address}/lab/httpd@sha256:[0-9a-f]{64}$`));
  const { bytesSent } = await bring();
  expect(bytesSent).toBeGreaterThan(100_000);
});

test('a host pulls an image by itself, has it under its name with our mark, and loses it when it is not wanted', async () => {
  library.library.setHostsPull(name, image().origin);
  const { id, notes, bytesSent } = await bring();
  expect({ id, notes, bytesSent }).toEqual({ id: image().imageId, notes: [], bytesSent: 0 });
  const [pushed, ...others] = (await engine.pushed?.()) ?? [];
  expect(others).toEqual([]);
  expect(pushed).toMatchObject({ imageId: image().imageId, name, mark: pullMark(image()) });
  expect(await engine.removePushed?.(pushed as never)).toBe(true);
  expect(await host.shell('docker', 'images', '--all', '--quiet')).toBe('');
});

test('a host that cannot pull it is sent it, and it is told why', async () => {
  library.library.setHostsPull(name, `${registry.address}/lab/nothing:1`);
  const { id, notes, bytesSent } = await bring();
  expect(id).toBe(image().imageId);
  expect(bytesSent).toBeGreaterThan(100_000);
  expect(notes).toEqual([expect.stringContaining('could not pull')]);
});

test('what the registry has under the name, but is another image, is not kept', async () => {
  const folder = await ensureLabImages(['echo']);
  await publish(path.join(folder, 'echo.tar'), 'lab/echo:latest');
  library.library.setHostsPull(name, name);
  const before = image().imageId;
  const { id, notes } = await bring();
  expect(id).toBe(before);
  expect(notes).toEqual([expect.stringContaining('another image than the directory')]);
  expect((await host.shell('docker', 'images', '--all', '--quiet', '--no-trunc')).trim().split('\n')).toEqual(
    expect.arrayContaining([before]),
  );
  expect(new Set((await host.shell('docker', 'images', '-q')).trim().split('\n')).size).toBe(1);
});

test('a pull that is cancelled leaves nothing, and is no failure', async () => {
  library.library.setHostsPull(name, image().origin);
  const abort = new AbortController();
  const loads = createImageLoads({ images: library.library, tasks: library.tasks, clock });
  const brought = loads.ensure(engine, name, { signal: abort.signal });
  abort.abort();
  await expect(brought).rejects.toThrow('aborted');
  expect(await host.shell('docker', 'images', '--all', '--quiet')).toBe('');
});
