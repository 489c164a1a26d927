import { createReadStream } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ContainerShell, ContainerUsage } from '../../driver/engine';
import { systemClock } from '../../driver/system';
import { codeOf, type EngineBench, engineBench, eventually, shell } from '../support/engineBench';

const bench = engineBench();
const { run } = bench;
let engine: EngineBench['engine'];
beforeAll(() => {
  ({ engine } = bench);
});

const size = { columns: 90, rows: 30 };
const idle = shell('exec sleep 600');

/** Gathers what a shell writes. */
function listen(opened: ContainerShell) {
  const decoder = new TextDecoder();
  const heard = { text: '', ended: false };
  const done = (async () => {
    for await (const bytes of opened.output) heard.text += decoder.decode(bytes, { stream: true });
    heard.ended = true;
  })();
  done.catch(() => undefined);
  return { heard, done, until: (words: string | RegExp) => eventually(() => heard.text.search(words) >= 0) };
}

describe('a shell in a container', () => {
  test('answers on a terminal of its size, as the user of the image, and tells how it ended', async () => {
    const { id } = await run(idle);
    await using opened = await engine.openShell(id, { size });
    const { done, until } = listen(opened);
    await opened.write('tty; stty size; id -u; echo "$TERM"; echo sum $((40 + 2))\r');
    await until(/sum 42/);
    await until(/\/dev\/(pts\/\d+|console)\r\n30 90\r\n\d+\r\nxterm-256color\r\n/);
    await opened.resize({ columns: 120, rows: 40 });
    await opened.write('stty size\r');
    await until('40 120');
    await opened.write('exit 7\r');
    await done;
    expect(await opened.exitCode()).toBe(7);
  });

  test('shows nothing of how it is started', async () => {
    const { id } = await run(idle);
    await using opened = await engine.openShell(id, { size });
    const { heard, until } = listen(opened);
    await until(/[$#] /);
    expect(heard.text).not.toContain('7770');
  });

  test('is hung up on with all that runs in it, and not with what was told to outlive it', async () => {
    const { id } = await run(idle);
    const opened = await engine.openShell(id, { size });
    const { until } = listen(opened);
    await opened.write('(trap "" HUP; exec sleep 901) & echo out\\lived\r');
    await until('outlived');
    await opened.write('sleep 902\r');
    const commands = async () => {
      const { Processes } = await engine.docker.getContainer(id).top();
      return Processes.map((fields: string[]) => fields.at(-1)).join('\n');
    };
    await eventually(async () => (await commands()).includes('sleep 902'));
    await opened[Symbol.asyncDispose]();
    await eventually(async () => !(await commands()).includes('sleep 902'));
    const left = await commands();
    expect(left).toContain('sleep 901');
    expect(left).toContain('sleep 600');
    expect(left).not.toMatch(/^(\/bin\/)?(ba)?sh$/m);
  });

  test('writes only as fast as it is read, in little memory', async () => {
    const { id } = await run(idle);
    await using opened = await engine.openShell(id, { size });
    await opened.write('yes\r');
    const before = process.memoryUsage().rss;
    let bytes = 0;
    for await (const chunk of opened.output) {
      bytes += chunk.length;
      await systemClock.sleep(1);
      if (bytes > 5_000_000) break;
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('ends with its container', async () => {
    const { id } = await run(idle);
    await using opened = await engine.openShell(id, { size });
    const { done } = listen(opened);
    await engine.remove(id);
    await done;
    expect([undefined, 137]).toContain(await opened.exitCode());
  });

  test('that reads nothing takes no more than there is room for', async () => {
    const { id } = await run(idle);
    const opened = await engine.openShell(id, { size });
    const { until } = listen(opened);
    await opened.write('stty -icanon -echo; echo sil\\ent; sleep 600\r');
    await until('silent');
    const paste = async () => {
      for (let i = 0; i < 10_000; i += 1) await opened.write('x'.repeat(16_384));
    };
    expect(await codeOf(paste())).toBe('SHELL_BUSY');
    await opened[Symbol.asyncDispose]();
  });

  test('is not to be had where the image has none, where nothing runs, or is gone', async () => {
    const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
    await engine.load(createReadStream(`build/sample-image/${architecture}.tar`), {});
    const { Id: imageId } = await engine.docker.getImage('rockpool/sample:latest').inspect();
    const { id: bare } = await run({ imageId });
    await expect(engine.openShell(bare, { size })).rejects.toThrow(
      /no shell in this container.*no such file/is,
    );
    const { id } = await run(idle);
    await engine.docker.getContainer(id).pause();
    expect(await codeOf(engine.openShell(id, { size }))).toBe('CONTAINER_NOT_RUNNING');
    expect(await codeOf(engine.openShell('0'.repeat(64), { size }))).toBe('CONTAINER_GONE');
  });
});

describe('what a container uses, as it goes', () => {
  const never = new AbortController().signal;

  test('is told each second until it ends', async () => {
    const { id } = await run(shell('while :; do :; done & sleep 600'));
    const told: ContainerUsage[] = [];
    for await (const usage of engine.usages(id, { signal: never })) {
      told.push(usage);
      if (told.length === 3) await engine.docker.getContainer(id).kill();
    }
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told[2]?.cpuPercent).toBeGreaterThan(5);
    expect(told[2]?.memoryMiB).toBeGreaterThan(0);
    expect(told[2]?.networkReceivedBytes).toBeGreaterThanOrEqual(0);
  });

  test('ends quietly with who listens, and is an error where nothing runs', async () => {
    const { id } = await run(idle);
    const abort = new AbortController();
    for await (const _ of engine.usages(id, { signal: abort.signal })) abort.abort();
    await engine.docker.getContainer(id).kill();
    const all = async () => {
      for await (const _ of engine.usages(id, { signal: never }));
    };
    expect(await codeOf(all())).toBe('CONTAINER_NOT_RUNNING');
  });
});
