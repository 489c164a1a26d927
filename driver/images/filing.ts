import { link, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { readPushMark } from '../engine';
import type { Clock, Random } from '../model/clock';
import type { Image } from '../model/image';
import type { Store } from '../store/store';
import type { VerifiedImage } from './archive/inspect';
import type { VerifiedArchive } from './archive/takeIn';
import { listFiles, type StoredFile, statFile, syncDirectory, temporaryName } from './directory';
import { fileNameFor } from './fileName';
import { storedFileChanged } from './messages';
import { nameFromFile } from './reference';

/** What came of filing an archive. */
export interface Filed {
  /** Names with tags that the archive holds. */
  names: string[];
  /** True when all of them were there already, with the same image ids; nothing was changed then. */
  alreadyThere: boolean;
}

export interface FilingOptions {
  directory: string;
  store: Pick<Store, 'transaction'> & { images: Omit<Store['images'], 'size' | 'by' | 'follow'> };
  clock: Clock;
  random: Random;
}

/**
 * Gives every image of an archive its name. An image without one gets the name of the file it came in;
 * it never takes that name from another image.
 */
export function nameImages(
  images: VerifiedImage[],
  sourceName: string,
  imageIdOf: (name: string) => string | undefined,
): Map<string, VerifiedImage> {
  const named = new Map<string, VerifiedImage>();
  // What was saved from an engine that we have pushed it to may have our mark among its names.
  const namesOf = ({ names }: VerifiedImage) => names.filter(name => !readPushMark(name));
  for (const image of images) for (const name of namesOf(image)) named.set(name, image);
  for (const image of images.filter(one => namesOf(one).length === 0)) {
    const base = nameFromFile(sourceName);
    const plain = `${base}:latest`;
    const holder = named.get(plain)?.imageId ?? imageIdOf(plain) ?? image.imageId;
    named.set(holder === image.imageId ? plain : `${base}:${image.imageId.slice(7, 19)}`, image);
  }
  return named;
}

/** True when the file on the disk is the one that was verified for this record. */
export function isIntact(image: Image, file: StoredFile | undefined): boolean {
  return file !== undefined && file.size === image.fileSize && file.modifiedAt === image.fileModifiedAt;
}

/**
 * Files a verified archive: renames it to its name and records its images, both or none. Not to be run
 * twice at the same time.
 * @param file path of the archive, in the image directory
 * @param sourceName name of the file it came in
 */
export async function fileArchive(
  archive: VerifiedArchive,
  file: string,
  sourceName: string,
  { directory, store, clock, random }: FilingOptions,
): Promise<Filed> {
  const all = nameImages(archive.images, sourceName, name => store.images.get(name)?.imageId);
  const names = [...all.keys()];
  const named = await notThereYet(all, directory, store);
  const [first] = named.keys();
  if (first === undefined) return { names, alreadyThere: true };

  const before = store.images.all();
  const stored = new Set((await listFiles(directory)).map(found => found.name));
  function isTaken(name: string): boolean {
    if (name === path.basename(file) || !stored.has(name)) return false;
    // A file may be replaced when all that it holds is replaced.
    const holds = before.filter(image => image.file === name);
    return holds.length === 0 || holds.some(image => !named.has(image.id));
  }
  const target = fileNameFor(first, isTaken);
  await using moved = await move(
    file,
    path.join(directory, target),
    path.join(directory, temporaryName(target, random)),
  );
  await syncDirectory(directory);
  const found = await statFile(directory, target);
  if (!found) throw storedFileChanged(target);
  try {
    store.transaction(() => {
      // What a file of this name held before is gone with it.
      for (const { id, file } of before) if (file === target && !named.has(id)) store.images.remove(id);
      const stored = { file: target, fileSize: found.size, fileModifiedAt: found.modifiedAt };
      for (const [id, { names: _, ...image }] of named) {
        store.images.put(id, { ...image, ...stored, id, importedAt: clock.now() });
      }
    });
  } catch (error) {
    await moved.back();
    throw error;
  }
  const used = new Set(store.images.all().map(image => image.file));
  for (const old of new Set(before.map(image => image.file))) {
    if (!used.has(old)) await rm(path.join(directory, old), { force: true });
  }
  return { names, alreadyThere: false };
}

/** Moves a file over another, which is kept aside under `aside` until it is clear that it won't be needed again. */
async function move(
  from: string,
  to: string,
  aside: string,
): Promise<AsyncDisposable & { back(): Promise<void> }> {
  // Without hard links (or without an old file) there is no way back but a file of no record, which is read anew.
  const isKept =
    from !== to &&
    (await link(to, aside).then(
      () => true,
      () => false,
    ));
  await rename(from, to);
  return {
    async back() {
      if (from !== to) await rename(to, from);
      if (isKept) await rename(aside, to);
    },
    [Symbol.asyncDispose]: () => rm(aside, { force: true }),
  };
}

async function notThereYet(
  named: Map<string, VerifiedImage>,
  directory: string,
  store: FilingOptions['store'],
): Promise<Map<string, VerifiedImage>> {
  const missing = new Map<string, VerifiedImage>();
  for (const [name, image] of named) {
    const there = store.images.get(name);
    const isThere =
      there?.imageId === image.imageId && isIntact(there, await statFile(directory, there.file));
    if (!isThere) missing.set(name, image);
  }
  return missing;
}
