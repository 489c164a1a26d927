import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../driver/engine';
import type { Image } from '../../driver/model/image';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** Jupyter and a newer one, of which all but the last layer (20 MB of 408) are the same. */
const OLD = 'lab/jupyter:latest';
const NEW = 'lab/jupyter:changed';

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let connection: SshConnection;
let engine: Engine;
let library: TestLibrary;

beforeAll(async () => {
  const folder = await ensureLabImages(['jupyter', 'jupyter-changed']);
  library = await testLibrary();
  const files = ['jupyter.tar', 'jupyter-changed.tar'].map(name => path.join(folder, name));
  for (const id of library.library.importFiles(files)) await library.ended(id);
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  connection = keepConnection(host.target, { clock, random });
  engine = sshEngine(`ssh://${host.name}`, () => connection, { clock, random, platform: process.platform });
});
beforeEach(async () => {
  for (const { id } of (await engine.survey()).images)
    await engine.docker.getImage(id).remove({ force: true });
});
afterAll(async () => {
  connection?.[Symbol.dispose]();
  await library?.[Symbol.asyncDispose]();
  await lab?.[Symbol.asyncDispose]();
});

function imageOf(name: string): Image {
  const image = library.library.find(name);
  if (!image) throw new Error(`${name} is not in the directory.`);
  return image;
}

/** Sends what is missing there. @returns how many bytes that were */
async function push(name: string): Promise<number> {
  const image = imageOf(name);
  const layers = await engine.missingLayers?.(image);
  const { stream, size } = library.library.openArchive(image, { layers });
  await engine.load(stream, {});
  return size;
}

test('a newer image costs the layers that are new', async () => {
  await push(OLD);
  const { layers } = imageOf(NEW);
  const last = layers.at(-1);
  expect(await engine.missingLayers?.(imageOf(NEW))).toEqual([last?.diffId]);
  const bytes = await push(NEW);
  expect(bytes).toBeLessThan(1.01 * (last?.unpackedSize ?? last?.size ?? 0));
  expect(await engine.hasImage(imageOf(NEW).imageId)).toBe(true);
  expect(await engine.hasImage(imageOf(OLD).imageId)).toBe(true);
});

test('what is there already costs no layer at all, under a new name too', async () => {
  await push(OLD);
  expect(await push(OLD)).toBeLessThan(20_000);
  await engine.docker.getImage(OLD).tag({ repo: 'lab/other', tag: 'one' });
  await engine.docker.getImage(OLD).remove();
  expect(await push(OLD)).toBeLessThan(20_000);
  expect(await engine.findImage(imageOf(OLD))).toBe(imageOf(OLD).imageId);
});

test('an archive that lacks what the engine lacks is refused, not half taken', async () => {
  const { stream } = library.library.openArchive(imageOf(NEW), { layers: [] });
  await expect(engine.load(stream, {})).rejects.toMatchObject({ value: { code: 'ENGINE_REFUSED' } });
  expect(await engine.hasImage(imageOf(NEW).imageId)).toBe(false);
  expect(await push(NEW)).toBeGreaterThan(300_000_000);
  expect(await engine.hasImage(imageOf(NEW).imageId)).toBe(true);
});

test('a push that breaks off is taken up again', async () => {
  const image = imageOf(OLD);
  const { stream } = library.library.openArchive(image);
  await expect(
    engine.load(stream, {
      onProgress: bytes => {
        if (bytes > 100_000_000)
          void host.shell('pkill', '-KILL', '-u', 'cloud-user', 'sshd').catch(() => undefined);
      },
    }),
  ).rejects.toMatchObject({ value: { kind: 'transient' } });
  await push(OLD);
  expect(await engine.hasImage(image.imageId)).toBe(true);
});
