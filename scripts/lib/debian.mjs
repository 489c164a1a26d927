/** System packages on Debian and its relatives. */
import { existsSync } from 'node:fs';
import { capture, must, which } from './run.mjs';
import { SetupError, step } from './say.mjs';

let listsAreFresh = false;

export const isDebian = () => existsSync('/etc/debian_version') && which('apt-get') !== undefined;

export const isRoot = () => process.getuid?.() === 0;

const apt = (...args) =>
  must('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', '-y', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs: 600_000,
  });

async function updateLists() {
  if (listsAreFresh) return;
  await step('Fetching the lists of system packages (apt-get update)', () => apt('update'));
  listsAreFresh = true;
}

/** Debian 13 and Ubuntu 24.04 renamed libraries on the way to 64-bit time: libgtk-3-0 is libgtk-3-0t64 there. */
async function presentName(name) {
  for (const candidate of [name, `${name}t64`]) {
    const { stdout } = await capture('apt-cache', ['policy', candidate]);
    if (/Candidate: (?!\(none\))/.test(stdout)) return candidate;
  }
  return undefined;
}

async function presentNames(names) {
  let found = await Promise.all(names.map(presentName));
  if (found.includes(undefined)) {
    await updateLists();
    found = await Promise.all(names.map(presentName));
  }
  return found.map((name, i) => name ?? names[i]);
}

/**
 * Installs Debian packages, or says how to.
 * @param {string[]} names package names of Debian 12
 * @param {string} why what they are for, the end of the sentence "Installing … for"
 * @throws {SetupError} with the exact command where this user may not install, or apt's words where it fails
 */
export async function installPackages(names, why) {
  if (!isDebian()) {
    throw new SetupError(
      `Some system packages are missing for ${why}, and only Debian's are known here by name.`,
      `Install what your system calls these packages: ${names.join(' ')}`,
    );
  }
  if (!isRoot()) {
    throw new SetupError(
      `Some system packages are missing for ${why}, and only root may install them.`,
      `sudo apt-get install -y --no-install-recommends ${(await withoutUpdate(names)).join(' ')}`,
    );
  }
  const present = await presentNames(names);
  await step(`Installing system packages for ${why}`, async () => {
    try {
      await apt('install', '--no-install-recommends', ...present);
    } catch (error) {
      // Old lists name versions that the mirror no longer has.
      if (listsAreFresh) throw error;
      await updateLists();
      await apt('install', '--no-install-recommends', ...present);
    }
  });
}

const withoutUpdate = names => Promise.all(names.map(async name => (await presentName(name)) ?? name));
