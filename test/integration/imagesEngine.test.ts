import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Engine, openEngine } from '../../driver/engine';
import type { Task } from '../../driver/model/task';
import { systemClock, systemRandom } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { type TestEngine, testEngine } from '../support/engine';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';
import { type TestRegistry, testRegistry } from '../support/registry';

let lab: string;
let host: TestEngine;
let registry: TestRegistry;
let closed: TestRegistry;
let engine: Engine;
let test: TestLibrary;
beforeAll(async () => {
  lab = await ensureLabImages(['httpd', 'jupyter', 'variants']);
  host = await testEngine();
  registry = await testRegistry();
  closed = await testRegistry({ withPassword: true });
  engine = openEngine(host.dockerHost, {
    clock: systemClock,
    random: systemRandom,
    platform: process.platform,
  });
});
afterAll(async () => {
  for (const tag of mine)
    await engine.docker
      .getImage(tag)
      .remove({ force: true })
      .catch(() => undefined);
  for (const thing of [registry, closed, host]) await thing?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  test = await testLibrary();
});
afterEach(() => test[Symbol.asyncDispose]());

/** Names that these tests made in the engine. */
const mine = new Set<string>();

async function load(file: string, name: string, tag: string): Promise<void> {
  await text((await engine.docker.loadImage(createReadStream(path.join(lab, file)))) as Readable);
  const colon = tag.lastIndexOf(':');
  await engine.docker.getImage(name).tag({ repo: tag.slice(0, colon), tag: tag.slice(colon + 1) });
  mine.add(tag);
}

/** Brings an image into a registry and takes it out of the engine again. */
async function publish(tag: string, authconfig: object = {}): Promise<void> {
  await load('httpd.tar', 'lab/httpd:latest', tag);
  const answer = await engine.docker.getImage(tag).push({ authconfig });
  expect(await text(answer as Readable)).not.toContain('errorDetail');
  await forget();
}
async function forget(): Promise<void> {
  for (const tag of [...mine, 'lab/httpd:latest']) {
    await engine.docker
      .getImage(tag)
      .remove({ force: true })
      .catch(() => undefined);
  }
}

it('an image that the engine has is taken from it, and only once', async () => {
  await load('httpd.tar', 'lab/httpd:latest', 'rockpool-test/taken:1');
  expect(await test.library.inEngine(engine)).toContain('rockpool-test/taken:1');
  const first = await test.ended(test.library.importFromEngine(engine, 'rockpool-test/taken:1'));
  expect(first).toMatchObject({ kind: 'save', state: 'done', result: 'rockpool-test/taken:1' });
  const image = test.library.find('rockpool-test/taken:1');
  expect(image).toMatchObject({ exposedPorts: [8080] });
  expect(image?.imageId).toBe((await engine.docker.getImage('rockpool-test/taken:1').inspect()).Id);
  const second = await test.ended(test.library.importFromEngine(engine, 'rockpool-test/taken:1'));
  expect(second.result).toBe('rockpool-test/taken:1 is there already');
  expect(await test.files()).toHaveLength(1);
});

it('an image that the engine does not have is said to be missing', async () => {
  const task = await test.ended(test.library.importFromEngine(engine, 'rockpool-test/nothing'));
  expect(task.error).toMatchObject({ code: 'IMAGE_NOT_IN_ENGINE', where: 'rockpool-test/nothing:latest' });
  expect(() => test.library.importFromEngine(engine, 'No Such')).toThrow(/no name of an image/);
});

it('taking an image from the engine can be cancelled and leaves nothing', async () => {
  await load('jupyter.tar', 'lab/jupyter:latest', 'rockpool-test/large:1');
  const id = test.library.importFromEngine(engine, 'rockpool-test/large:1');
  await test.until(() => (test.tasks.all().find(task => task.id === id)?.done ?? 0) > 10_000_000);
  test.tasks.cancel(id);
  expect((await test.ended(id)).state).toBe('cancelled');
  expect(await test.files()).toEqual([]);
});

it('what a directory holds can be loaded into the engine, also an OCI layout that this engine would refuse', async () => {
  await forget();
  const file = path.join(lab, 'variants', 'httpd-oci.tar');
  await test.ended(test.library.importFiles([file])[0] ?? '');
  const image = test.library.find('lab/httpd:oci');
  if (!image) throw new Error('not imported');
  mine.add('lab/httpd:oci');
  expect(await engine.hasImage(image.imageId)).toBe(false);
  let sent = 0;
  const { stream, size } = test.library.openArchive(image);
  await engine.load(stream, {
    onProgress: bytes => {
      sent = bytes;
    },
  });
  expect(sent).toBe(size);
  expect((await engine.docker.getImage('lab/httpd:oci').inspect()).Id).toBe(image.imageId);
});

it('a pulled image goes through the engine into the directory, with progress for each layer', async () => {
  const name = `${registry.address}/lab/pulled:1`;
  await publish(name);
  const seen: Task['parts'] = [];
  test.tasks.onChange(diff => {
    for (const task of Object.values(diff.tasks?.put ?? {})) seen.push(...task.parts);
  });
  const task = await test.ended(test.library.pull(engine, name));
  expect(task).toMatchObject({ kind: 'pull', state: 'done', result: name });
  expect(new Set(seen.map(part => part.name)).size).toBe(2);
  expect(seen.some(part => part.state === 'Pull complete' && part.done > 0 && part.done === part.total)).toBe(
    true,
  );
  expect(test.library.find(name)?.layers).toHaveLength(2);
  expect(await test.files()).toHaveLength(1);
});

it('a name that the registry does not have is refused with what it said', async () => {
  const task = await test.ended(test.library.pull(engine, `${registry.address}/lab/nothing`));
  expect(task.error).toMatchObject({ code: 'IMAGE_PULL_NOT_FOUND', kind: 'input' });
  expect(task.error?.why).toContain('manifest');
});

it('a registry that asks for a password gets it, and nothing of it is kept', async () => {
  const name = `${closed.address}/lab/private:1`;
  if (!closed.user) throw new Error('no user');
  await publish(name, closed.user);
  const without = await test.ended(test.library.pull(engine, name));
  expect(without.error?.code).toMatch(/^IMAGE_PULL_(NOT_FOUND|DENIED|FAILED)$/);
  const credentials = { ...closed.user, password: 'wrong' };
  const wrong = await test.ended(test.library.pull(engine, name, { credentials }));
  expect(wrong.error?.code).toMatch(/^IMAGE_PULL_/);
  const right = await test.ended(test.library.pull(engine, name, { credentials: closed.user }));
  expect(right).toMatchObject({ state: 'done', result: name });
  expect(JSON.stringify([test.tasks.all(), test.store.images.all()])).not.toContain(closed.user.password);
});

it('an engine that is not there is said to have stopped answering', async () => {
  const gone = openEngine('unix:///nowhere/docker.sock', {
    clock: systemClock,
    random: systemRandom,
    platform: process.platform,
  });
  const task = await test.ended(test.library.importFromEngine(gone, 'lab/httpd'));
  expect(task.error).toMatchObject({ kind: 'transient' });
  const pulled = await test.ended(test.library.pull(gone, 'lab/httpd'));
  expect(pulled.error).toMatchObject({ kind: 'transient' });
});
