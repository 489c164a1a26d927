import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from '../../driver/engine';
import { systemRandom } from '../../driver/system';
import { installPackages } from '../../scripts/lib/debian.mjs';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { startPrivateEngine } from '../../scripts/lib/privateEngine.mjs';
import { must, which } from '../../scripts/lib/run.mjs';
import { engineBench, engineDeps, eventually, shell } from '../support/engineBench';

/**
 * An engine whose storage keeps disk limits. The kernel of a machine that runs tests may have no quotas for XFS; Btrfs has
 * them always, and the engine takes a limit for either in the same words.
 */
let folder: string;
let running: Awaited<ReturnType<typeof startPrivateEngine>>;
let engine: Engine;
const bench = engineBench();

beforeAll(async () => {
  if (!which('mkfs.btrfs')) await installPackages(['btrfs-progs'], 'a disk with quotas');
  folder = await mkdtemp('/var/tmp/rockpool-test-quota-');
  const disk = path.join(folder, 'disk');
  const dataRoot = path.join(folder, 'data');
  await mkdir(dataRoot);
  await must('truncate', ['-s', '1G', disk]);
  await must('mkfs.btrfs', ['-q', disk]);
  await must('mount', ['-o', 'loop', disk, dataRoot]);
  running = await startPrivateEngine({ dataRoot });
  engine = openEngine(running.dockerHost, engineDeps);
  await engine.load(createReadStream(path.join(await ensureLabImages(['httpd']), 'httpd.tar')), {});
});
afterAll(async () => {
  await running?.dispose();
  await must('umount', [path.join(folder, 'data')]);
  await rm(folder, { recursive: true });
});

const fill = (mib: number) =>
  shell(`dd if=/dev/zero of=/tmp/much bs=1M count=${mib} && echo wrote all; sync; exec sleep 600`);

async function outputOf(on: Engine, id: string): Promise<string> {
  let text = '';
  const signal = new AbortController().signal;
  for await (const chunk of on.logs(id, { follow: false, tail: 100, signal })) text += chunk;
  return text;
}

test('an instance can write as much as its limit, and no more', async () => {
  const { Id: imageId } = await engine.docker.getImage('lab/httpd:latest').inspect();
  const { marks } = bench.specOf();
  const run = async (mib: number) => {
    const spec = bench.specOf({
      ...fill(mib),
      imageId,
      diskMiB: 64,
      marks: { ...marks, instance: systemRandom.hex(8) },
    });
    const id = await engine.create(spec);
    expect((await engine.inspect(id)).diskLimitMiB).toBe(64);
    await engine.start(id);
    return id;
  };
  const [small, large] = [await run(30), await run(200)];
  await eventually(async () => (await outputOf(engine, small)).includes('wrote all'));
  await eventually(async () => /quota exceeded|no space/i.test(await outputOf(engine, large)));
  expect(await outputOf(engine, large)).not.toContain('wrote all');
});

test('where the storage keeps no limits the container is made without, and says so', async () => {
  const { id } = await bench.run({ ...fill(30), diskMiB: 16 });
  expect(await bench.engine.inspect(id)).not.toHaveProperty('diskLimitMiB');
  await eventually(async () => (await outputOf(bench.engine, id)).includes('wrote all'));
  // Made once: the same mark finds the same container, limit or not.
  const { marks } = await bench.engine.list(bench.controller).then(([one]) => one ?? { marks: undefined });
  expect(await bench.engine.create(bench.specOf({ diskMiB: 16, ...(marks ? { marks } : {}) }))).toBe(id);
});
