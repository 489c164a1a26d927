import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../model/clock';

/** A file of the image directory as the file system has it. */
export interface StoredFile {
  name: string;
  size: number;
  /** Ms since the epoch. */
  modifiedAt: number;
}

/** Names of unfinished files carry the process that writes them, so that others know when it is gone. */
const TEMPORARY = /^\..*\.tmp-(\d+)-[0-9a-f]+$/;

/** A name for a file that isn't whole yet, or not wanted any more: hidden, and swept away at the next start. */
export function temporaryName(name: string, random: Random): string {
  return `.${name.replaceAll(/[^\w.-]/g, '_').slice(0, 100)}.tmp-${process.pid}-${random.hex(6)}`;
}

/** Makes the directory, and removes what processes that are gone left unfinished. */
export async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory)) {
    const pid = Number(TEMPORARY.exec(name)?.[1] ?? Number.NaN);
    // Our own number on a file that is there before we wrote any: it was another process's.
    if (pid === process.pid || (!Number.isNaN(pid) && !isAlive(pid))) {
      await rm(path.join(directory, name), { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The file of this name; undefined when there is none. */
export async function statFile(directory: string, name: string): Promise<StoredFile | undefined> {
  try {
    const found = await stat(path.join(directory, name));
    return found.isFile() ? { name, size: found.size, modifiedAt: found.mtimeMs } : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** All files but hidden ones, the longest unchanged first. */
export async function listFiles(directory: string): Promise<StoredFile[]> {
  const names = (await readdir(directory)).filter(name => !name.startsWith('.'));
  const files = await Promise.all(names.map(name => statFile(directory, name)));
  return files.filter(file => file !== undefined).sort((a, b) => a.modifiedAt - b.modifiedAt);
}

/** Makes a rename last through a power cut, where the file system can. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
