import { renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import PQueue from 'p-queue';
import type { Engine } from '../engine';
import type { Clock, Random } from '../model/clock';
import { isRockpoolError, RockpoolError } from '../model/errors';
import { withTag } from '../model/image';
import type { Log } from '../model/log';
import type { TaskKind } from '../model/task';
import type { Store } from '../store/store';
import type { TaskContext, Tasks } from '../tasks/tasks';
import { type ArchiveLimits, defaultLimits } from './archive/limits';
import { archiveFrame } from './archiveFrame';
import { archiveStream, layerStream } from './archiveStream';
import { prepareDirectory, type StoredFile, statFile, temporaryName } from './directory';
import { imagesInEngine, inspectInEngine, pullIntoEngine, saveFromEngine } from './engineImages';
import { type Filed, fileArchive, isIntact } from './filing';
import { badOrigin, badReference, directoryUnusable, imageInUse, unknownImage } from './messages';
import type { ImageLibrary } from './port';
import { isPullable, isReference, splitReference } from './reference';
import { takeInWorker } from './takeInWorker';
import { watchDirectory } from './watcher';

export interface ImageLibraryOptions {
  /** Where tarballs are kept; made when missing. */
  directory: string;
  /** It serves in place of another, whose images stay on record. */
  isStandIn?: boolean;
  store: Pick<Store, 'images' | 'transaction'>;
  tasks: Tasks;
  clock: Clock;
  random: Random;
  log: Log;
  /** What the engine runs, in Go's words (`amd64`); undefined while none is known: this machine's then. */
  architecture: () => string | undefined;
  /** Names of the templates and blueprints that use an image, by its name with tag. */
  usedBy: (id: string) => string[];
  limits?: Partial<ArchiveLimits>;
}

const REPORT_EVERY_MS = 100;
/** Archives that are read at the same time; the others wait. */
const AT_ONCE = 2;

/**
 * Opens the image directory: sweeps up after killed processes, brings the records in step with the files,
 * and watches for files that are put there by hand.
 * @throws RockpoolError IMAGE_DIRECTORY_UNUSABLE
 */
export async function openImageLibrary(options: ImageLibraryOptions): Promise<ImageLibrary> {
  const { directory, isStandIn = false, store, tasks, clock, random, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const queue = new PQueue({ concurrency: AT_ONCE });
  const filing = new PQueue({ concurrency: 1 });
  const running = new Map<string, Promise<unknown>>();
  const sweeping = new Set<Promise<void>>();

  await prepareDirectory(directory).catch(error => {
    throw directoryUnusable(error);
  });

  function sweep(file: string): void {
    const done = rm(file, { force: true }).catch(error => log.warn('file is left', { error: String(error) }));
    sweeping.add(done);
    void done.finally(() => sweeping.delete(done));
  }

  /** Starts a task, one of few at a time; answers with its id. */
  function start(
    kind: TaskKind,
    title: string,
    where: string,
    job: (context: TaskContext) => Promise<string>,
  ): string {
    const { id, finished } = tasks.start({ kind, title }, context => {
      context.report({ step: 'Waiting for its turn' });
      return inTurn(context.signal, () => withWhere(where, () => job(context)));
    });
    const ended = finished.catch(() => undefined);
    running.set(id, ended);
    void ended.finally(() => running.delete(id));
    return id;
  }

  /** Who is cancelled while waiting leaves at once; who has begun is waited for until all is put away. */
  function inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      void queue.add(async () => {
        signal.removeEventListener('abort', leave);
        if (!signal.aborted) await work().then(resolve, reject);
      });
    });
  }

  /** Reads an archive into the directory and files it; nothing is left behind when that fails. */
  async function takeIn(
    input: string | AsyncIterable<Uint8Array>,
    sourceName: string,
    context: TaskContext,
    { inPlace = false, size }: { inPlace?: boolean; size?: number } = {},
  ): Promise<Filed> {
    const temporary = path.join(directory, temporaryName(sourceName, random));
    let last = { step: '', at: Number.NEGATIVE_INFINITY };
    try {
      const job = { output: temporary, inPlace, architecture: architecture(), limits, input };
      const archive = await takeInWorker(job, {
        clock,
        signal: context.signal,
        progress({ step, done, total = size }) {
          const at = clock.monotonic();
          if (step === last.step && at - last.at < REPORT_EVERY_MS) return;
          last = { step, at };
          // An engine's own idea of the size is lower than what it sends.
          context.report({ step, done, ...(total === undefined ? {} : { total: Math.max(total, done) }) });
        },
      });
      const file = archive.written || typeof input !== 'string' ? temporary : input;
      context.report({ step: 'Storing' });
      return await alone(() => {
        context.signal.throwIfAborted();
        return fileArchive(archive, file, sourceName, { directory, store, clock, random });
      });
    } finally {
      await rm(temporary, { force: true });
    }
  }

  function alone<T>(work: () => Promise<T>): Promise<T> {
    return filing.add(work);
  }

  function architecture(): string {
    return (
      options.architecture() ??
      ({ x64: 'amd64', ia32: '386' } as Record<string, string>)[process.arch] ??
      process.arch
    );
  }

  async function isThere(name: string, imageId: string): Promise<boolean> {
    const image = store.images.get(name);
    return image?.imageId === imageId && isIntact(image, await statFile(directory, image.file));
  }

  async function save(engine: Engine, reference: string, context: TaskContext): Promise<string> {
    const { imageId, size } = await inspectInEngine(engine.docker, reference, clock, context.signal);
    if (await isThere(reference, imageId)) return alreadyThere([reference]);
    // Whichever way it ends, the engine shall not go on sending.
    const ended = new AbortController();
    const signal = AbortSignal.any([context.signal, ended.signal]);
    try {
      const pieces = saveFromEngine(engine.docker, reference, clock, signal);
      return outcome(await takeIn(pieces, reference, context, { size }));
    } finally {
      ended.abort();
    }
  }

  /** By its digest an image is the same for whoever pulls it; who had hosts pull the one before wants that of this one too. */
  async function noteOrigin(
    engine: Engine,
    reference: string,
    hostsPull: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { imageId, digests } = await inspectInEngine(engine.docker, reference, clock, signal);
    const origin = digests.find(digest => digest.startsWith(`${splitReference(reference).name}@`));
    const image = store.images.get(reference);
    if (image?.imageId !== imageId || origin === undefined) return;
    store.images.put(image.id, { ...image, origin, ...(hostsPull ? { hostsPull: origin } : {}) });
  }

  function adopt(file: StoredFile): void {
    const input = path.join(directory, file.name);
    start('import', `Verify ${file.name}`, file.name, async context => {
      try {
        const filed = await takeIn(input, file.name, context, { inPlace: true });
        // A packed file was stored anew, unpacked.
        const kept = store.images.all().some(image => image.file === file.name);
        if (!filed.alreadyThere && !kept) await rm(input, { force: true });
        return outcome(filed);
      } catch (error) {
        // What was verified under this name is no longer there.
        if (isRockpoolError(error)) store.transaction(() => forgetFile(file.name));
        throw error;
      }
    });
  }

  function forgetFile(name: string): void {
    for (const image of store.images.all()) if (image.file === name) store.images.remove(image.id);
  }

  const watcher = watchDirectory({ directory, isStandIn, store, clock, log, alone, adopt });
  await watcher.look();

  return {
    importFiles: paths =>
      paths.map(file => {
        const name = path.basename(file);
        return start('import', `Import ${name}`, name, async context =>
          outcome(await takeIn(file, name, context)),
        );
      }),
    inEngine: (engine, { signal } = {}) => imagesInEngine(engine.docker, clock, signal),
    importFromEngine(engine, name) {
      const reference = checkedReference(name);
      return start('save', `Take ${reference} from the engine`, reference, context =>
        save(engine, reference, context),
      );
    },
    pull(engine, name, { credentials } = {}) {
      const reference = checkedReference(name);
      return start('pull', `Pull ${reference}`, reference, async context => {
        await pullIntoEngine(engine.docker, reference, {
          credentials,
          clock,
          signal: context.signal,
          progress(step, parts) {
            const done = parts.reduce((sum, part) => sum + part.done, 0);
            const total = parts.reduce((sum, part) => sum + (part.total ?? part.done), 0);
            context.report({ step, parts, done, total });
          },
        });
        const before = store.images.get(reference)?.hostsPull;
        const outcome = await save(engine, reference, context);
        await noteOrigin(engine, reference, before !== undefined, context.signal);
        return outcome;
      });
    },
    setHostsPull(id, name) {
      const image = store.images.get(id);
      if (!image) throw unknownImage(id);
      const { hostsPull: _, ...others } = image;
      const reference = name?.trim();
      if (reference !== undefined && !isPullable(reference)) throw badOrigin(reference);
      store.images.put(id, reference === undefined ? others : { ...others, hostsPull: withTag(reference) });
    },
    remove(id) {
      const image = store.images.get(id);
      if (!image) throw unknownImage(id);
      const users = options.usedBy(id);
      if (users.length > 0) throw imageInUse(id, users);
      const isShared = store.images.all().some(other => other.id !== id && other.file === image.file);
      // Out of sight first: should the process end in between, the next start sweeps it up.
      const file = path.join(directory, image.file);
      const hidden = path.join(directory, temporaryName(image.file, random));
      if (!isShared) renameIfThere(file, hidden);
      try {
        store.images.remove(id);
      } catch (error) {
        if (!isShared) renameIfThere(hidden, file);
        throw error;
      }
      if (!isShared) sweep(hidden);
    },
    find: name => store.images.get(withTag(name)),
    openArchive: (image, options) => archiveStream(directory, image, options),
    frame: (image, options) => archiveFrame(directory, image, options),
    openLayer: (image, diffId) => layerStream(directory, image, diffId),
    async [Symbol.asyncDispose]() {
      watcher.stop();
      for (const id of running.keys()) tasks.cancel(id);
      await Promise.all(running.values());
      await filing.onIdle();
      await Promise.all(sweeping);
    },
  };
}

/** Errors that don't say where they happened get to. */
async function withWhere<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRockpoolError(error) || error.value.where) throw error;
    throw new RockpoolError({ ...error.value, where }, { cause: error });
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw directoryUnusable(error);
  }
}

function checkedReference(name: string): string {
  const reference = withTag(name.trim());
  if (!isReference(reference)) throw badReference(name);
  return reference;
}

const alreadyThere = (names: string[]) =>
  `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} there already`;

const outcome = (filed: Filed) => (filed.alreadyThere ? alreadyThere(filed.names) : filed.names.join(', '));
