import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../driver/engine';
import { systemClock } from '../../driver/system';
import { codeOf, type EngineBench, engineBench, engineDeps, eventually, shell } from '../support/engineBench';

const bench = engineBench();
const { controller, run } = bench;
let engine: EngineBench['engine'];
let imageId: EngineBench['imageId'];
beforeAll(() => {
  ({ engine, imageId } = bench);
});

describe('logs', () => {
  const never = new AbortController().signal;
  async function read(id: string, options: { follow: boolean; tail: number; signal?: AbortSignal }) {
    const chunks: string[] = [];
    for await (const chunk of engine.logs(id, { signal: never, ...options })) chunks.push(chunk);
    return chunks;
  }

  // The two outputs are two pipes, so their order is only kept where there is time between them.
  test('hold both outputs in whole lines, the last ones first', async () => {
    const { id } = await run(
      shell('for i in 1 2 3; do echo "out $i"; sleep 0.2; echo "err $i" >&2; sleep 0.2; done; printf end'),
    );
    const chunks = await read(id, { follow: true, tail: 1000 });
    expect(chunks.every(chunk => chunk.endsWith('\n'))).toBe(true);
    const lines = ['out 1', 'err 1', 'out 2', 'err 2', 'out 3', 'err 3'];
    // The engine may close a followed log before it has written a last line that has no end.
    expect(chunks.join('').split('\n').slice(0, 6)).toEqual(lines);
    await expect
      .poll(async () => (await read(id, { follow: false, tail: 2 })).join(''), { timeout: 10_000 })
      .toBe('err 3\nend\n');
  });
  test('follow a container until the reader has had enough', async () => {
    const { id } = await run(shell('while :; do echo tick; sleep 0.05; done'));
    let ticks = 0;
    for await (const chunk of engine.logs(id, { follow: true, tail: 0, signal: never })) {
      ticks += chunk.split('\n').length - 1;
      if (ticks >= 5) break;
    }
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const chunks = await read(id, { follow: true, tail: 0, signal: abort.signal });
    expect(chunks.join('')).toMatch(/^(tick\n)+$/);
  });
  test('of a container with a terminal are read too', async () => {
    const container = await engine.docker.createContainer({
      Image: imageId,
      Tty: true,
      Cmd: ['echo', 'from a tty'],
    });
    try {
      await container.start();
      expect((await read(container.id, { follow: true, tail: 10 })).join('')).toContain('from a tty');
    } finally {
      await container.remove({ force: true });
    }
  });
  test('of a hundred megabytes go through a slow reader in little memory', async () => {
    const { id } = await run({ ...shell('yes "$(printf %01000d 7)" | head -n 100000'), memoryMiB: 64 });
    let bytes = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    for await (const chunk of engine.logs(id, { follow: true, tail: 100_000, signal: never })) {
      bytes += chunk.length;
      most = Math.max(most, process.memoryUsage().rss - before);
      if (bytes % 17 === 0) await systemClock.sleep(1);
    }
    // The log is rotated at 30 MB, so a reader that is slower than the writer misses some.
    expect(bytes).toBeGreaterThan(10_000_000);
    expect(most).toBeLessThan(200 * 1024 * 1024);
  });
  test('of a container that is gone are an error', async () => {
    expect(await codeOf(read('0'.repeat(64), { follow: false, tail: 1 }))).toBe('CONTAINER_GONE');
  });
});

describe('watching', () => {
  test('tells when a container of ours starts, ends and goes, and nothing of others', async () => {
    let told = 0;
    const stop = engine.watch(controller, () => {
      told += 1;
    });
    try {
      await eventually(() => told > 0);
      const quiet = told;
      const other = await engine.docker.createContainer({ Image: imageId });
      await other.start();
      await other.remove({ force: true });
      expect(told).toBe(quiet);
      const { id } = await run();
      await eventually(() => told > quiet);
      const started = told;
      await engine.remove(id);
      await eventually(() => told >= started + 2);
    } finally {
      stop();
    }
    const stopped = told;
    await run();
    await systemClock.sleep(300);
    expect(told).toBe(stopped);
  });
});

describe('a survey', () => {
  test('shows what is on the engine, whosever it is, and what it uses', async () => {
    const { id, spec } = await run(shell('while :; do :; done'));
    const ended = await run(shell('exit 3'));
    const stranger = await engine.docker.createContainer({ Image: imageId, name: `stranger-${controller}` });
    try {
      await eventually(async () =>
        (await engine.list(controller)).some(({ containerId, state }) =>
          containerId === ended.id ? state === 'ended' : false,
        ),
      );
      const { containers, images, disk } = await engine.survey({ disk: true });
      const of = (containerId: string) => containers.find(one => one.containerId === containerId);
      const busy = of(id);
      expect(busy).toMatchObject({ state: 'running', marks: { instance: spec.marks.instance } });
      expect(busy?.usage?.cpuPercent).toBeGreaterThan(5);
      expect(busy?.usage?.memoryMiB).toBeGreaterThan(0);
      expect(of(ended.id)).toMatchObject({ state: 'ended' });
      expect(of(ended.id)).not.toHaveProperty('usage');
      expect(of(stranger.id)).toMatchObject({ state: 'created', name: `stranger-${controller}` });
      expect(of(stranger.id)).not.toHaveProperty('marks');
      expect(images).toContainEqual(
        expect.objectContaining({ id: imageId, names: expect.arrayContaining(['lab/httpd:latest']) }),
      );
      expect(disk?.images).toBeGreaterThan(1_000_000);
    } finally {
      await stranger.remove({ force: true });
    }
  });

  test('is not taken for nothing where the engine does not answer', async () => {
    const silent = openEngine('unix:///var/tmp/no-such-engine.sock', engineDeps);
    expect(await codeOf(silent.survey())).toBe('ENGINE_UNREACHABLE');
  });
});
