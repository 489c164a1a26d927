import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ImageLibrary, type ImageLibraryOptions, openImageLibrary } from '../../driver/images';
import type { Task } from '../../driver/model/task';
import { openStore, type Store } from '../../driver/store/store';
import { systemClock, systemRandom } from '../../driver/system';
import { createTasks, type Tasks } from '../../driver/tasks/tasks';
import { silentLog } from './fakeClock';

/** When a file was last written that has lain there for a while (s since the epoch). */
export const LONG_AGO = 1_700_000_000;

/** An image library with a real store, in a folder of its own. */
export interface TestLibrary extends AsyncDisposable {
  readonly library: ImageLibrary;
  readonly store: Store;
  readonly tasks: Tasks;
  /** The image directory. */
  readonly directory: string;
  /** A folder for files to import. */
  readonly inbox: string;
  /** Writes a file to import. @returns its path */
  write(name: string, content: Buffer): Promise<string>;
  /** Imports a file of that content. @returns the task when it has ended */
  imported(name: string, content: Buffer): Promise<Task>;
  /** Puts a file into the image directory, as if it had lain there for a while. @returns its path */
  putThere(name: string, content: Buffer): Promise<string>;
  /** Of the images that are recorded, sorted. */
  names(): string[];
  /** The task when it has ended. */
  ended(id: string): Promise<Task>;
  /** Resolves when `holds` does. @throws after 15 s */
  until(holds: () => boolean): Promise<void>;
  /** Files in the image directory, hidden ones too, sorted. */
  files(): Promise<string[]>;
  /** Closes everything and opens it again on the same folders; `meanwhile` runs in between. */
  reopen(meanwhile?: () => Promise<unknown>): Promise<void>;
}

export async function testLibrary(
  options: Partial<Pick<ImageLibraryOptions, 'directory' | 'usedBy' | 'limits' | 'architecture'>> = {},
): Promise<TestLibrary> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rockpool-library-'));
  const directory = options.directory ?? path.join(folder, 'images');
  const shared = { clock: systemClock, random: systemRandom, log: silentLog };

  async function open() {
    const store = openStore(path.join(folder, 'data'), systemClock.now());
    const tasks = createTasks(shared);
    const library = await openImageLibrary({
      ...shared,
      store,
      tasks,
      architecture: () => 'amd64',
      usedBy: () => [],
      ...options,
      directory,
    });
    return { store, tasks, library };
  }
  async function close() {
    await now.library[Symbol.asyncDispose]();
    await now.tasks[Symbol.asyncDispose]();
    now.store[Symbol.dispose]();
  }
  let now = await open();

  async function until(holds: () => boolean): Promise<void> {
    for (let waited = 0; !holds(); waited += 10) {
      if (waited > 15_000) throw new Error('It did not come to that.');
      await systemClock.sleep(10);
    }
  }
  const taskOf = (id: string) => now.tasks.all().find(task => task.id === id);

  async function ended(id: string): Promise<Task> {
    await until(() => taskOf(id)?.state !== 'running');
    const task = taskOf(id);
    if (!task) throw new Error(`No task ${id}`);
    return task;
  }
  async function write(name: string, content: Buffer): Promise<string> {
    const file = path.join(folder, name);
    await writeFile(file, content);
    return file;
  }

  return {
    get library() {
      return now.library;
    },
    get store() {
      return now.store;
    },
    get tasks() {
      return now.tasks;
    },
    directory,
    inbox: folder,
    until,
    ended,
    write,
    async imported(name, content) {
      const [id = ''] = now.library.importFiles([await write(name, content)]);
      return ended(id);
    },
    async putThere(name, content) {
      const file = path.join(directory, name);
      await writeFile(file, content);
      await utimes(file, LONG_AGO, LONG_AGO);
      return file;
    },
    names: () =>
      now.store.images
        .all()
        .map(({ id }) => id)
        .sort(),
    files: async () => (await readdir(directory)).sort(),
    async reopen(meanwhile) {
      await close();
      await meanwhile?.();
      now = await open();
    },
    async [Symbol.asyncDispose]() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
