import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openImageLibrary } from '../../driver/images';
import { openStore } from '../../driver/store/store';
import { systemClock, systemRandom } from '../../driver/system';
import { createTasks } from '../../driver/tasks/tasks';
import { type Bench, type BenchContext, compareInTurn, type Result } from './contract';

/**
 * A 1 GB image that is dropped, verified and stored, against what one would do by hand: checksum and copy, or
 * unpack to a checksum. Ours ends with the image on the disk and in the index.
 */

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs a shell script; answers with the milliseconds it took. */
function shell(script: string, args: string[], signal: AbortSignal): Promise<number> {
  const began = systemClock.monotonic();
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-o', 'pipefail', '-ec', script, 'bash', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      signal,
    });
    child.once('error', reject);
    child.once('exit', code =>
      code === 0 ? resolve(systemClock.monotonic() - began) : reject(new Error(`${script}: ${code}`)),
    );
  });
}

async function timeImport(file: string, context: BenchContext): Promise<number> {
  const dataDir = path.join(context.tempDir, 'import');
  await rm(dataDir, { recursive: true, force: true });
  const shared = { clock: systemClock, random: systemRandom, log: silent };
  const store = openStore(dataDir, systemClock.now());
  const tasks = createTasks(shared);
  const library = await openImageLibrary({
    ...shared,
    store,
    tasks,
    directory: path.join(dataDir, 'images'),
    architecture: () => undefined,
    usedBy: () => [],
  });
  try {
    const began = systemClock.monotonic();
    const [id] = library.importFiles([file]);
    const isRunning = () => tasks.all().some(task => task.id === id && task.state === 'running');
    const ended = new Promise<void>(resolve => tasks.onChange(() => isRunning() || resolve()));
    await ended;
    const took = systemClock.monotonic() - began;
    const task = tasks.all().find(one => one.id === id);
    if (task?.state !== 'done') throw new Error(`The import failed: ${task?.error?.what}`);
    return took;
  } finally {
    await library[Symbol.asyncDispose]();
    await tasks[Symbol.asyncDispose]();
    store[Symbol.dispose]();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** What is measured: how the file is packed, and what is done by hand. */
const cases = [
  { name: 'tar', pack: undefined, byHand: 'sha256sum "$1" && cp "$1" "$2"' },
  { name: 'gz', pack: 'gzip -6 -c "$1" >"$2"', byHand: 'gzip -dc "$1" | sha256sum' },
  { name: 'zst', pack: 'zstd -q -c "$1" >"$2"', byHand: 'zstd -dc "$1" | sha256sum' },
];

const benches: Bench[] = cases.map(({ name, pack, byHand }) => ({
  measures: [`import.${name}`],
  async run(context): Promise<Result[]> {
    const image = await context.image('big');
    const file = pack ? path.join(context.tempDir, `big.tar.${name}`) : image;
    if (pack) {
      context.say(`Packing the 1 GB image as ${name}`);
      await shell(pack, [image, file], context.signal);
    }
    const copy = path.join(context.tempDir, 'copy');
    const result = await compareInTurn({
      measure: `import.${name}`,
      unit: 'ms',
      runs: 5,
      signal: context.signal,
      ours: () => timeImport(file, context),
      baseline: async () => {
        const took = await shell(byHand, [file, copy], context.signal);
        await rm(copy, { force: true });
        return took;
      },
    });
    if (pack) await rm(file);
    return [result];
  },
}));
export default benches;
