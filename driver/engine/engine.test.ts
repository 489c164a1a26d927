import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { answerAbout, type FakeEngine, fakeEngine, fakeSocket, json } from '../../test/support/fakeSocket';
import { isRockpoolError } from '../model/errors';
import { systemClock } from '../system';
import { openEngine } from './engine';
import { isEngineAway } from './failures';
import { labelsOf } from './marks';
import type { ContainerSpec } from './port';

const deps = { clock: systemClock, random: seededRandom(), platform: 'linux' as const };
let fake: FakeEngine | undefined;
afterEach(async () => {
  await fake?.[Symbol.asyncDispose]();
  fake = undefined;
});

const spec: ContainerSpec = {
  name: 'pb-ada-the-calm',
  imageId: 'sha256:1234',
  marks: {
    ...{ controller: 'c', pool: 'p', host: 'h', instance: 'i', blueprint: 'b', user: 'u', route: 'r' },
    ...{ slots: 1, port: 8080, created: 0, lifetime: 0 },
  },
  command: [],
  environment: {},
  port: 8080,
  memoryMiB: 512,
};

async function errorOf(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    if (isRockpoolError(error)) return { ...error.value, away: isEngineAway(error) };
    throw error;
  }
  throw new Error('It did not fail.');
}

async function until(check: () => boolean): Promise<void> {
  while (!check()) await systemClock.sleep(5);
}

describe('an engine that is not there', () => {
  test('has no socket', async () => {
    const error = await errorOf(openEngine('unix:///nowhere/docker.sock', deps).facts());
    expect(error).toMatchObject({ code: 'ENGINE_UNREACHABLE', kind: 'transient', away: true });
    expect(error.why).toContain('no such socket');
  });
  test('left its socket behind', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
    writeFileSync(path.join(folder, 'docker.sock'), '');
    const error = await errorOf(openEngine(`unix://${folder}/docker.sock`, deps).list('c'));
    rmSync(folder, { recursive: true });
    expect(error).toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      why: expect.stringContaining('nobody listens'),
    });
  });
  test('has nobody on its port', async () => {
    const error = await errorOf(openEngine('tcp://127.0.0.1:1', deps).list('c'));
    expect(error).toMatchObject({ code: 'ENGINE_UNREACHABLE', why: 'Nobody listens on this port.' });
  });
  test('is reached in a way that is not known here', () => {
    expect(() => openEngine('ssh://host', deps)).toThrow('cannot reach an engine this way');
    expect(() => openEngine('nonsense', deps)).toThrow('cannot reach an engine this way');
    expect(() => openEngine('tcp://host:2376', { ...deps, tlsDir: '/nowhere' })).toThrow('certificates');
  });
});

describe('an engine that never answers', () => {
  test('is given up when the time is over, and the connection with it', async () => {
    fake = await fakeEngine(() => undefined);
    const clock = fakeClock();
    const asked = errorOf(openEngine(fake.url, { ...deps, clock }).list('c'));
    await until(() => fake?.requests.length === 1);
    await clock.advance(14_000);
    expect(fake.connections()).toBe(1);
    await clock.advance(1000);
    expect(await asked).toMatchObject({ code: 'ENGINE_TIMEOUT', kind: 'transient', away: true });
    await until(() => fake?.connections() === 0);
  });
  test('is let go at once when the caller has had enough', async () => {
    fake = await fakeEngine(() => undefined);
    const abort = new AbortController();
    const asked = openEngine(fake.url, deps).hasImage('sha256:1', { signal: abort.signal });
    await until(() => fake?.requests.length === 1);
    abort.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => fake?.connections() === 0);
  });
  test('in the middle of its answer is given up too', async () => {
    fake = await fakeEngine((_, response) => response.writeHead(200).write('[{"Id":'));
    const clock = fakeClock();
    const asked = errorOf(openEngine(fake.url, { ...deps, clock }).list('c'));
    await until(() => fake?.requests.length === 1);
    await systemClock.sleep(20);
    await clock.advance(15_000);
    expect(await asked).toMatchObject({ code: 'ENGINE_TIMEOUT' });
    await until(() => fake?.connections() === 0);
  });
  test('and takes nothing ends a load only when nothing has moved for long', async () => {
    fake = await fakeEngine((request, response) => {
      if (answerAbout(request, response)) return;
      request.once('data', () => request.pause());
    });
    const clock = fakeClock();
    const source = new Readable({ read() {} });
    source.push('some bytes');
    const loading = errorOf(openEngine(fake.url, { ...deps, clock }).load(source, {}));
    await until(() => fake?.requests.length === 3);
    await systemClock.sleep(20);
    await clock.advance(170_000);
    source.push('more bytes');
    await systemClock.sleep(20);
    await clock.advance(170_000);
    expect(source.destroyed).toBe(false);
    await clock.advance(10_000);
    expect(await loading).toMatchObject({ code: 'ENGINE_TIMEOUT' });
    expect(source.destroyed).toBe(true);
  });
  test('but says how far it is with unpacking is waited for, and asked to say it', async () => {
    let tell = (_: string): void => undefined;
    let path = '';
    fake = await fakeEngine((request, response) => {
      if (answerAbout(request, response)) return;
      path = request.url ?? '';
      tell = text => void response.write(text);
      request.resume();
    });
    const clock = fakeClock();
    const loading = errorOf(openEngine(fake.url, { ...deps, clock }).load(Readable.from(['tar']), {}));
    await until(() => path !== '');
    expect(path).toBe('/images/load?quiet=false');
    for (let minutes = 0; minutes < 20; minutes += 2) {
      tell('{"status":"Loading layer"}\n');
      await systemClock.sleep(20);
      await clock.advance(120_000);
    }
    tell('{"error":"of which we know that it was heard"}\n');
    expect(await loading).toMatchObject({ why: expect.stringContaining('we know that it was heard') });
  });
  test('and never says how far it is, as Podman, is given the time that a large layer takes', async () => {
    let say = (): void => undefined;
    fake = await fakeEngine((request, response) => {
      if (answerAbout(request, response, { Components: [{ Name: 'Podman Engine' }] })) return;
      say = () => json(response, 200, { stream: 'Loaded image' });
      request.resume();
    });
    const clock = fakeClock();
    const loading = openEngine(fake.url, { ...deps, clock }).load(Readable.from(['tar']), {});
    await until(() => fake?.requests.length === 3);
    await systemClock.sleep(20);
    await clock.advance(20 * 60_000);
    say();
    await loading;
  });
  test('does not keep a log reader for ever before the log begins, but does while it is silent', async () => {
    fake = await fakeEngine((request, response) => {
      if (request.url?.endsWith('/json')) json(response, 200, { Config: { Tty: true } });
      else response.writeHead(200).write('first line\nsecond');
    });
    const clock = fakeClock();
    const abort = new AbortController();
    const logs = openEngine(fake.url, { ...deps, clock }).logs('x', {
      follow: true,
      tail: 5,
      signal: abort.signal,
    });
    const reader = logs[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: 'first line\n' });
    const next = reader.next();
    await systemClock.sleep(20);
    await clock.advance(3_600_000);
    expect(fake.connections()).toBe(1);
    abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    await until(() => fake?.connections() === 0);
  });
});

describe('something else that listens there', () => {
  test('speaks no HTTP', async () => {
    fake = await fakeSocket(socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await errorOf(openEngine(fake.url, deps).facts())).toMatchObject({ code: 'NOT_AN_ENGINE' });
  });
  test('speaks HTTP, but not of containers', async () => {
    fake = await fakeEngine((_, response) => response.writeHead(200).end('<html>hello</html>'));
    expect(await errorOf(openEngine(fake.url, deps).facts())).toMatchObject({ code: 'NOT_AN_ENGINE' });
    expect(await errorOf(openEngine(fake.url, deps).list('c'))).toMatchObject({ code: 'NOT_AN_ENGINE' });
  });
  test('hangs up', async () => {
    fake = await fakeSocket(socket => socket.destroy());
    const error = await errorOf(openEngine(fake.url, deps).list('c'));
    expect(error).toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      why: expect.stringContaining('ended the connection'),
    });
  });
});

test("a DOCKER_HOST of this process's, even one that nobody can read, changes nothing", async () => {
  fake = await fakeEngine((request, response) => void answerAbout(request, response));
  const before = process.env.DOCKER_HOST;
  try {
    for (const host of ['tcp://elsewhere:1', 'no address at all', 'unix:///nowhere']) {
      process.env.DOCKER_HOST = host;
      expect((await openEngine(fake.url, deps).facts()).version).toBe('28.0.0');
      expect(process.env.DOCKER_HOST).toBe(host);
    }
  } finally {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
  }
});

describe('what an engine answers', () => {
  test('makes facts, with an id that tells apart two engines with one key', async () => {
    fake = await fakeEngine((request, response) => void answerAbout(request, response));
    expect(await openEngine(fake.url, deps).facts()).toEqual({
      id: 'ENGINE@/x',
      version: '28.0.0',
      apiVersion: '1.48',
      operatingSystem: 'Debian',
      architecture: 'arm64',
      memoryMiB: 8192,
      cpus: 4,
      rootless: true,
    });
  });
  test('is an error with its words where it refuses, transient where it is its own failure', async () => {
    fake = await fakeEngine((request, response) => {
      if (answerAbout(request, response)) return;
      if (request.method === 'GET' && request.url?.includes('/pb-')) return json(response, 404, {});
      const status = request.url?.includes('/start') ? 400 : 500;
      json(response, status, { message: `words for ${status}` });
    });
    const engine = openEngine(fake.url, deps);
    const refusal = { code: 'ENGINE_REFUSED', kind: 'permanent', why: 'It says: words for 400', away: false };
    expect(await errorOf(engine.start('x'))).toMatchObject(refusal);
    expect(await errorOf(engine.list('c'))).toMatchObject({ code: 'ENGINE_REFUSED', kind: 'transient' });
    expect(await errorOf(engine.create(spec))).toMatchObject({ code: 'ENGINE_REFUSED' });
  });
  test('about many containers that have ended is asked for a few at a time, and one that goes meanwhile is left out', async () => {
    let [now, most] = [0, 0];
    fake = await fakeEngine(async (request, response) => {
      if (request.url?.startsWith('/containers/json')) {
        const ids = Array.from({ length: 100 }, (_, i) => `c${i}`);
        json(
          response,
          200,
          ids.map(Id => ({ Id, Names: [`/${Id}`], Labels: {}, State: 'exited', Ports: [] })),
        );
        return;
      }
      now += 1;
      most = Math.max(most, now);
      await systemClock.sleep(1);
      now -= 1;
      if (request.url === '/containers/c7/json') json(response, 404, {});
      else json(response, 200, { State: { ExitCode: 3 } });
    });
    const listed = await openEngine(fake.url, deps).list('c');
    expect(listed).toHaveLength(99);
    expect(listed.every(({ exitCode }) => exitCode === 3)).toBe(true);
    expect(most).toBeLessThanOrEqual(8);
  });
  test('about a container that it can not describe any more leaves that one in the list, and all others', async () => {
    fake = await fakeEngine((request, response) => {
      const entry = (Id: string, State: string) => ({ Id, Names: [`/${Id}`], Labels: {}, State, Ports: [] });
      if (request.url?.startsWith('/containers/json'))
        return json(response, 200, [entry('works', 'running'), entry('lost', 'dead')]);
      json(response, 500, { message: 'RWLayer of container lost is unexpectedly nil' });
    });
    const listed = await openEngine(fake.url, deps).list('c');
    expect(listed.map(({ containerId, state }) => [containerId, state])).toEqual([
      ['works', 'running'],
      ['lost', 'ended'],
    ]);
  });
  test('about an image is looked for by its id, then by its name, where only the same layers count', async () => {
    const layers = ['sha256:a', 'sha256:b'];
    fake = await fakeEngine((request, response) => {
      const name = request.url?.split('/').slice(2, -1).join('/');
      if (name === 'lab/httpd:latest')
        json(response, 200, { Id: 'sha256:manifest', RootFS: { Layers: layers } });
      else if (name === 'sha256:known') json(response, 200, { Id: 'sha256:known' });
      else json(response, 404, { message: 'No such image' });
    });
    const engine = openEngine(fake.url, deps);
    const image = (imageId: string, id: string, diffIds: string[]) => ({
      ...{ imageId, id },
      layers: diffIds.map(diffId => ({ diffId, offset: 0, size: 0, compression: 'none' as const })),
    });
    expect(await engine.findImage(image('sha256:known', 'lab/other:latest', []))).toBe('sha256:known');
    expect(await engine.findImage(image('sha256:config', 'lab/httpd:latest', layers))).toBe(
      'sha256:manifest',
    );
    expect(await engine.findImage(image('sha256:config', 'lab/httpd:latest', ['sha256:a']))).toBeUndefined();
    expect(await engine.findImage(image('sha256:config', 'lab/other:latest', layers))).toBeUndefined();
  });
  test('to a removal that is in progress is waited for until the container is gone', async () => {
    let asked = 0;
    fake = await fakeEngine((_, response) => {
      asked += 1;
      json(response, asked < 3 ? 409 : 404, { message: 'already in progress' });
    });
    await openEngine(fake.url, deps).remove('x');
    expect(fake.requests).toEqual(Array(3).fill('DELETE /containers/x?force=true&v=true'));
  });
  test('to a create whose name is taken leads to the container that an earlier try has made', async () => {
    fake = await fakeEngine((request, response) => {
      if (answerAbout(request, response)) return;
      if (request.method === 'POST') json(response, 409, { message: 'in use' });
      else json(response, 200, { Id: 'made-before', Config: { Labels: labelsOf(spec.marks) } });
    });
    expect(await openEngine(fake.url, deps).create(spec)).toBe('made-before');
    const theirs = { ...spec, marks: { ...spec.marks, controller: 'theirs' } };
    expect(await errorOf(openEngine(fake.url, deps).create(theirs))).toMatchObject({ code: 'NAME_TAKEN' });
  });
  test("of Podman's while a container is made that it shows to nobody yet leads to that one", async () => {
    let asked = 0;
    fake = await fakeEngine((request, response) => {
      if (request.url?.startsWith('/version'))
        return json(response, 200, { ApiVersion: '1.41', Components: [{ Name: 'Podman Engine' }] });
      if (answerAbout(request, response)) return;
      asked += 1;
      if (request.method === 'POST') json(response, 500, { message: 'the name is already in use' });
      else if (asked < 4) json(response, 404, { message: 'no such container' });
      else json(response, 200, { Id: 'made-before', Config: { Labels: labelsOf(spec.marks) } });
    });
    expect(await openEngine(fake.url, deps).create(spec)).toBe('made-before');
  });
  test('in a load is read to its end: an error there fails it, though the status was 200', async () => {
    fake = await fakeEngine((request, response) => {
      if (answerAbout(request, response)) return;
      request.resume().on('end', () => {
        response.writeHead(200).write('{"stream":"Loading"}\n{"errorDetail":{"mess');
        response.end('age":"archive/tar: invalid tar header"},"error":"…"}\n');
      });
    });
    const error = await errorOf(openEngine(fake.url, deps).load(Readable.from(['tar']), {}));
    expect(error).toMatchObject({ code: 'ENGINE_REFUSED', why: 'It says: archive/tar: invalid tar header' });
  });
  test('about a disk that is full, where that disk can be seen, is a lack of room', async () => {
    fake = await fakeEngine((request, response) => {
      // /proc has no free space at all, and is everywhere on Linux.
      if (answerAbout(request, response, { DockerRootDir: '/proc' })) return;
      if (request.method === 'GET') return json(response, 404, {});
      json(response, 500, { message: 'no space left on device' });
    });
    const engine = openEngine(fake.url, deps);
    expect(await errorOf(engine.create(spec))).toMatchObject({
      code: 'NO_SPACE',
      kind: 'capacity',
      where: '/proc',
    });
    expect(await errorOf(engine.load(Readable.from(['tar']), {}))).toMatchObject({ code: 'NO_SPACE' });
  });
});
