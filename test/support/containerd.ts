import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { systemClock } from '../../driver/system';
import { installPackages } from '../../scripts/lib/debian.mjs';
import { stop, tied } from '../../scripts/lib/processes.mjs';
import { which } from '../../scripts/lib/run.mjs';

/** A containerd of the test's own, spoken to by its `ctr`: the store in which newer engines keep their images. */
export interface Containerd extends AsyncDisposable {
  /** @returns what it printed @throws where it refuses it */
  import(archive: Readable): Promise<string>;
  /** Runs `ctr`. @returns lines */
  ctr(...words: string[]): Promise<string[]>;
}

const run = promisify(execFile);
const START_TRIES = 100;
const STOP_LIMIT_MS = 20_000;

/** Needs root. */
export async function testContainerd(): Promise<Containerd> {
  const missing = !which('containerd') || !which('ctr');
  if (missing) await installPackages(['containerd'], 'a store of images to test against');
  // Snapshots are overlays, which another overlay can't hold.
  const folder = await mkdtemp('/var/tmp/rockpool-test-containerd-');
  const at = (name: string) => path.join(folder, name);
  const address = at('sock');
  const lines = [
    'version = 2',
    `root = "${at('root')}"`,
    `state = "${at('state')}"`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
    '[grpc]',
    `address = "${address}"`,
  ];
  await writeFile(at('config.toml'), lines.join('\n'));
  const daemon = spawn(...tied('containerd', ['--config', at('config.toml')]), {
    stdio: 'ignore',
    detached: true,
  });
  daemon.on('error', () => undefined);
  const ctr = async (...words: string[]) =>
    (await run('ctr', ['--address', address, ...words])).stdout.split('\n').filter(Boolean);
  const dispose = async () => {
    await stop(daemon, STOP_LIMIT_MS);
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await ctr('version');
      break;
    } catch (error) {
      if (tries === START_TRIES) {
        await dispose();
        throw error;
      }
      await systemClock.sleep(100);
    }
  }
  return {
    ctr,
    async import(archive) {
      const child = spawn('ctr', ['--address', address, 'images', 'import', '--digests', '-']);
      const said = output(child);
      // One that refuses it closes before the end.
      await pipeline(archive, child.stdin).catch(() => undefined);
      return said;
    },
    [Symbol.asyncDispose]: dispose,
  };
}

function output(child: ChildProcess): Promise<string> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', piece => {
      said += piece;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', status => (status === 0 ? resolve(said) : reject(new Error(said))));
  });
}

/** The first bytes of a stream, which then breaks off. */
export function brokenOff(stream: Readable, bytes: number): Readable {
  async function* first() {
    let left = bytes;
    for await (const piece of stream) {
      yield piece.subarray(0, left);
      left -= piece.length;
      if (left <= 0) return;
    }
  }
  return Readable.from(first(), { objectMode: false });
}
