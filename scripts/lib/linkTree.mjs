/** Copies of a folder that cost no room. */
import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

async function linkOrCopy(from, to) {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(error.code)) throw error;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}

async function fill(from, to) {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await fill(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await linkOrCopy(source, target);
  }
}

/**
 * Makes `to` a copy of the folder `from`: hard links, or real copies where the file system can't link. Whole or not at all.
 * @param {string} from
 * @param {string} to replaced when it exists
 */
export async function linkTree(from, to) {
  const draft = `${to}.${process.pid}.part`;
  try {
    await fill(from, draft);
    await rm(to, { recursive: true, force: true });
    await rename(draft, to);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
