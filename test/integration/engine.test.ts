import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../driver/engine';
import { codeOf, type EngineBench, engineBench, engineDeps, eventually, shell } from '../support/engineBench';

const bench = engineBench();
const { controller, specOf, run } = bench;
let engine: EngineBench['engine'];
let running: EngineBench['running'];
let archive: EngineBench['archive'];
let imageId: EngineBench['imageId'];
beforeAll(() => {
  ({ engine, running, archive, imageId } = bench);
});

function get(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: '/', agent: false }, response => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject);
  });
}

describe('what an engine says of itself', () => {
  test('has its version, memory and an id that stays', async () => {
    const facts = await engine.facts();
    expect(facts.version).toMatch(/\d/);
    expect(facts.architecture).toMatch(/^(amd64|arm64)$/);
    expect(facts.memoryMiB).toBeGreaterThan(256);
    expect(facts.cpus).toBeGreaterThan(0);
    expect((await openEngine(running.dockerHost, engineDeps).facts()).id).toBe(facts.id);
  });
});

describe('images', () => {
  test('a loaded image is there, and another is not', async () => {
    expect(await engine.hasImage(imageId)).toBe(true);
    expect(await engine.hasImage(`sha256:${'0'.repeat(64)}`)).toBe(false);
  });
  test('loading tells the bytes that were sent', async () => {
    const seen: number[] = [];
    await engine.load(createReadStream(archive), { onProgress: bytes => seen.push(bytes) });
    expect(seen.at(-1)).toBe((await stat(archive)).size);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
  test('what the engine refuses to load is an error with its words', async () => {
    const load = engine.load(Readable.from([Buffer.alloc(20_000, 'no archive')]), {});
    await expect(load).rejects.toMatchObject({
      value: { code: 'ENGINE_REFUSED', why: expect.stringMatching(/It says: .+/) },
    });
  });
  test('a source that breaks off is the error', async () => {
    const source = new Readable({ read() {} });
    source.push(Buffer.alloc(1000));
    const load = engine.load(source, {});
    setTimeout(() => source.destroy(new Error('the file vanished')), 100);
    await expect(load).rejects.toThrow('the file vanished');
  });
  test('a load that is cancelled ends at once and lets go of its source', async () => {
    const source = new Readable({ read() {} });
    source.push(Buffer.alloc(1000));
    const abort = new AbortController();
    const load = engine.load(source, { signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    await expect(load).rejects.toMatchObject({ name: 'AbortError' });
    expect(source.destroyed).toBe(true);
  });
});

describe('a container', () => {
  test('is published on 127.0.0.1 alone, answers there, and carries its marks', async () => {
    const { id, spec } = await run();
    const [listed] = await engine.list(controller);
    expect(listed).toMatchObject({ containerId: id, state: 'running', marks: spec.marks });
    expect(listed?.name).toMatch(/^pb-ada-the-brave-[0-9a-f]{8}$/);
    const details = await engine.inspect(id);
    expect(details.hostPort).toBe(listed?.hostPort);
    await eventually(async () => (await get(details.hostPort ?? 0).catch(() => 0)) === 200);
    const { NetworkSettings } = await engine.docker.getContainer(id).inspect();
    expect(NetworkSettings.Ports['8080/tcp']?.map(({ HostIp }) => HostIp)).toEqual(['127.0.0.1']);
  });
  test('is limited: memory, swap, processes, capabilities, new privileges, restarts', async () => {
    const { id } = await run();
    expect(await engine.inspect(id)).toMatchObject({
      imageId,
      state: 'running',
      memoryLimitMiB: 64,
      outOfMemory: false,
      restartCount: 0,
    });
    const { HostConfig } = await engine.docker.getContainer(id).inspect();
    expect(HostConfig.PidsLimit).toBe(4096);
    expect(HostConfig.MemorySwap).toBe(3 * 64 * 1024 * 1024);
    expect(HostConfig.CapDrop).toEqual(['ALL']);
    expect(HostConfig.CapAdd).not.toContain('NET_RAW');
    expect(HostConfig.SecurityOpt).toEqual(['no-new-privileges']);
    expect(HostConfig.RestartPolicy?.Name || 'no').toBe('no');
  });
  test('gets its environment word for word, and really lacks the capabilities', async () => {
    const { id } = await run(
      shell('echo "$GREETING,$EMPTY,"; grep -E "CapEff|NoNewPrivs" /proc/self/status'),
    );
    let text = '';
    const { signal } = new AbortController();
    for await (const chunk of engine.logs(id, { follow: true, tail: 100, signal })) text += chunk;
    expect(text).toContain('good day,,\n');
    expect(text).toMatch(/NoNewPrivs:\s+1/);
    // Bits of capability.h: 0 to 3, 5, 6, 7 without 8, 10 and 29, of those that are asked for; 4 is FSETID.
    const bits = BigInt(`0x${/CapEff:\s+(\w+)/.exec(text)?.[1]}`);
    const held = Array.from({ length: 41 }, (_, bit) => bit).filter(bit => (bits >> BigInt(bit)) & 1n);
    expect(held).toEqual([0, 1, 3, 4, 5, 6, 7, 10, 29]);
  });
  test('that begins as root can still prepare a home and become an ordinary user, and no more', async () => {
    const { id } = await run(
      shell(
        'mkdir -p /etc /home/ada; echo "ada:x:1000:100::/home/ada:/bin/sh" >/etc/passwd; ' +
          'chown 1000:100 /home/ada && chmod 2770 /home/ada && stat -c %a /home/ada; ' +
          'su ada -c "touch /home/ada/notebook && id -u"; mknod /dev/forbidden c 1 1 || echo refused',
      ),
    );
    let text = '';
    const { signal } = new AbortController();
    for await (const chunk of engine.logs(id, { follow: true, tail: 100, signal })) text += chunk;
    expect(text).toMatch(/^2770$/m);
    expect(text).toMatch(/^1000$/m);
    expect(text).toMatch(/^refused$/m);
  });
  test('is made once, however often and however parallel it is asked for', async () => {
    const spec = specOf();
    const ids = await Promise.all(Array.from({ length: 5 }, () => engine.create(spec)));
    expect(new Set(ids).size).toBe(1);
    expect(await engine.list(controller)).toHaveLength(1);
  });
  test('that exposes no such port is published all the same', async () => {
    const { id } = await run({
      ...shell('httpd -f -p 9999 -h /www'),
      port: 9999,
      marks: { ...specOf().marks, port: 9999 },
    });
    const { hostPort } = await engine.inspect(id);
    await eventually(async () => (await get(hostPort ?? 0).catch(() => 0)) === 200);
  });
  test('of an image that is gone is refused as such', async () => {
    const gone = specOf({ imageId: `sha256:${'1'.repeat(64)}` });
    expect(await codeOf(engine.create(gone))).toBe('IMAGE_GONE');
  });
  test("whose name somebody else's container has is refused as such, and that one stays", async () => {
    const spec = specOf();
    const id = await engine.create(spec);
    const { Name } = await engine.docker.getContainer(id).inspect();
    await engine.remove(id);
    const other = await engine.docker.createContainer({ name: Name.slice(1), Image: imageId });
    try {
      expect(await codeOf(engine.create(spec))).toBe('NAME_TAKEN');
    } finally {
      await other.remove();
    }
  });
  test('of two data folders do not meet', async () => {
    const other = `${controller}-other`;
    const spec = specOf();
    const theirs = { ...spec, marks: { ...spec.marks, controller: other } };
    const [ours, foreign] = await Promise.all([engine.create(spec), engine.create(theirs)]);
    try {
      expect((await engine.list(controller)).map(({ containerId }) => containerId)).toEqual([ours]);
      expect((await engine.list(other)).map(({ containerId }) => containerId)).toEqual([foreign]);
    } finally {
      await engine.remove(foreign);
    }
  });
  test('that cannot start says what the engine said', async () => {
    const id = await engine.create(specOf({ command: ['no-such-command'] }));
    await expect(engine.start(id)).rejects.toMatchObject({
      value: { code: 'ENGINE_REFUSED', why: expect.stringContaining('no-such-command') },
    });
  });
  test('stays where it runs and only one that does not is to go', async () => {
    const { id } = await run();
    await engine.remove(id, { unlessItRuns: true });
    expect((await engine.list(controller)).map(({ containerId }) => containerId)).toEqual([id]);
    await engine.remove(id);
    const waiting = await engine.create(specOf());
    await engine.remove(waiting, { unlessItRuns: true });
    expect(await engine.list(controller)).toEqual([]);
  });
  test('may be started twice and removed twice, also at the same time', async () => {
    const { id } = await run();
    await engine.start(id);
    await Promise.all([engine.remove(id), engine.remove(id), engine.remove(id)]);
    await engine.remove(id);
    expect(await engine.list(controller)).toEqual([]);
    expect(await codeOf(engine.inspect(id))).toBe('CONTAINER_GONE');
    expect(await codeOf(engine.start(id))).toBe('CONTAINER_GONE');
    expect(await codeOf(engine.usage(id))).toBe('CONTAINER_GONE');
  });
  test('that has ended is listed with its exit code', async () => {
    const { id } = await run(shell('exit 7'));
    await eventually(async () => (await engine.inspect(id)).state === 'ended');
    expect(await engine.list(controller)).toMatchObject([{ containerId: id, state: 'ended', exitCode: 7 }]);
    expect(await codeOf(engine.usage(id))).toBe('CONTAINER_NOT_RUNNING');
  });
  test('that takes too much memory is said to have', async () => {
    const eats = 'x=x; while :; do x="$x$x"; done';
    // An engine that hears of the end before it hears of the memory takes the two for different things.
    await eventually(async () => {
      const { id } = await run({ ...shell(eats), memoryMiB: 8 });
      await eventually(async () => (await engine.inspect(id)).state === 'ended');
      return (await engine.inspect(id)).outOfMemory;
    });
  });
  test('tells what it uses', async () => {
    const { id } = await run(shell('while :; do :; done'));
    const usage = await engine.usage(id);
    expect(usage.processes).toBe(1);
    expect(usage.memoryMiB).toBeGreaterThan(0);
    expect(usage.memoryMiB).toBeLessThan(64);
    expect(usage.cpuPercent).toBeGreaterThan(5);
    expect(usage.cpuPercent).toBeLessThan(150);
  });
  test('can be made ten at a time', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => run()));
    const listed = await engine.list(controller);
    expect(listed.filter(({ state }) => state === 'running')).toHaveLength(10);
    expect(new Set(listed.map(({ hostPort }) => hostPort)).size).toBe(10);
    await Promise.all(made.map(({ id }) => engine.remove(id)));
  });
});

test('a call that is cancelled ends as cancelled', async () => {
  const abort = new AbortController();
  const asked = engine.facts({ signal: abort.signal });
  abort.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  await expect(engine.facts({ signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
});
