import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../../../driver/engine';
import { openImageLibrary } from '../../../driver/images';
import type { Neighbours } from '../../../driver/instances';
import { createImageLoads } from '../../../driver/instances/imageLoads';
import { createRelay } from '../../../driver/relay';
import { openStore } from '../../../driver/store/store';
import { systemClock, systemRandom } from '../../../driver/system';
import { createTasks } from '../../../driver/tasks/tasks';
import type { OpenHost } from '../ssh/hosts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** An image directory of its own, from which images are pushed as Rockpool does it. */
export interface BenchLibrary extends AsyncDisposable {
  /** Takes archives in; resolves when they are verified. */
  take(files: readonly string[]): Promise<void>;
  /** Brings images to an engine, all asked for at once; nothing is remembered of earlier times. */
  push(engine: Engine, names: readonly string[], signal: AbortSignal): Promise<void>;
  /** Brings an image to hosts that give each other what they have. */
  feed(hosts: readonly OpenHost[], name: string, signal: AbortSignal): Promise<void>;
}

/** @param parent a folder that is removed in the end */
export async function openBenchLibrary(parent: string): Promise<BenchLibrary> {
  const dataDir = await mkdtemp(path.join(parent, 'library-'));
  const shared = { clock: systemClock, random: systemRandom, log: silent };
  const store = openStore(dataDir, systemClock.now());
  const tasks = createTasks(shared);
  const images = await openImageLibrary({
    ...{ ...shared, store, tasks, directory: path.join(dataDir, 'images') },
    architecture: () => undefined,
    usedBy: () => [],
  });
  async function end(id: string): Promise<void> {
    const find = () => tasks.all().find(task => task.id === id);
    await new Promise<void>(resolve => {
      const look = () => find()?.state === 'running' || resolve();
      tasks.onChange(look);
      look();
    });
    const { state, error } = find() ?? {};
    if (state !== 'done') throw new Error(`The import failed: ${error?.what}`);
  }
  return {
    async take(files) {
      for (const id of images.importFiles([...files])) await end(id);
    },
    async push(engine, names, signal) {
      const loads = createImageLoads({ images, tasks, clock: systemClock });
      await Promise.all(names.map(name => loads.ensure(engine, name, { signal: AbortSignal.any([signal]) })));
    },
    async feed(hosts, name, signal) {
      const hostAt = (url: string) => hosts.find(({ engine }) => engine.url === url);
      const relay = createRelay({
        ...{ images, clock: systemClock },
        connectionTo: url => hostAt(url)?.connection,
        nameOf: url => hostAt(url)?.name ?? url,
      });
      const others = (url: string) => hosts.map(({ engine }) => engine).filter(engine => engine.url !== url);
      const neighbours: Neighbours = {
        of: url => ({ group: 'bench', engines: others(url) }),
        relay: relay.bring,
      };
      const note = (url: string, text: string) => process.stderr.write(`${url}: ${text}\n`);
      const loads = createImageLoads({ images, tasks, clock: systemClock, neighbours, note });
      await Promise.all(
        hosts.map(({ engine }) => loads.ensure(engine, name, { signal: AbortSignal.any([signal]) })),
      );
    },
    async [Symbol.asyncDispose]() {
      await images[Symbol.asyncDispose]();
      await tasks[Symbol.asyncDispose]();
      store[Symbol.dispose]();
    },
  };
}
