import type { Readable } from 'node:stream';
import type { Engine } from '../engine';
import type { Image } from '../model/image';
import type { ArchiveFrame } from './archiveFrame';
import type { ArchiveOptions } from './archiveStream';
import type { Portion } from './portions';

export type { ArchiveFrame } from './archiveFrame';
export type { ArchiveOptions } from './archiveStream';
export type { Portion } from './portions';

/** The image directory: tarballs that have been verified. */
export interface ImageLibrary extends AsyncDisposable {
  /** Starts a task for each file and answers with their ids at once. */
  importFiles(paths: string[]): string[];
  /** Names (with tags) of the images that an engine has. */
  inEngine(engine: Engine, options?: { signal?: AbortSignal }): Promise<string[]>;
  /** Saves an image that the engine has into the directory; answers with the task's id. */
  importFromEngine(engine: Engine, reference: string): string;
  /** The engine pulls, then it is saved; answers with the task's id. Credentials are used once and not kept. */
  pull(
    engine: Engine,
    reference: string,
    options?: { credentials?: { username: string; password: string } },
  ): string;
  /**
   * Says by what name hosts pull an image themselves; undefined: it is sent to them.
   * @throws RockpoolError IMAGE_UNKNOWN, IMAGE_BAD_REFERENCE
   */
  setHostsPull(id: string, reference: string | undefined): void;
  /** @throws RockpoolError IMAGE_IN_USE while a template or blueprint names it */
  remove(id: string): void;
  /** The image of this name, if the directory has it; names without a tag mean `:latest`. */
  find(name: string): Image | undefined;
  /** An archive that `docker load` takes, holding the image; with `portion` only that of it. */
  openArchive(image: Image, options?: ArchiveOptions): { stream: Readable; size: number };
  /** The same without the bytes of layers, for a host that gets those from another one. */
  frame(image: Image, options: ArchiveOptions & { portion: Portion }): Promise<ArchiveFrame>;
  /** The bytes of one layer, as they lie in the stored file. */
  openLayer(image: Image, diffId: string): Readable;
}
