/** Machines with an sshd and a Docker of their own, on this one: for tests of what goes over SSH. */

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDebian, isRoot } from './debian.mjs';
import { root } from './paths.mjs';
import { capture, must } from './run.mjs';
import { SetupError, step } from './say.mjs';

const folder = path.join(root, 'test/lab/hosts');

/** Root file systems, disks and keys; the file systems are kept between runs. */
export const labHostsDir = process.env.LAB_DIR || '/var/tmp/lab-hosts';

const env = { ...process.env, LAB_DIR: labHostsDir };
const BUILD_LIMIT_MS = 900_000;
const FAULT_LIMIT_MS = 60_000;

/** @typedef {{ name: string, address: string, port: number, up: boolean, docker: string, faults: string[] }} LabHost */

/** @returns {Promise<LabHost[]>} */
export async function labHosts() {
  const { stdout } = await capture(path.join(folder, 'status'), ['--json'], { env });
  return JSON.parse(stdout || '[]');
}

/** Where this process may put hosts up; they share cgroups, so those of version 1 are needed. */
export const canHaveLabHosts = () =>
  isDebian() && isRoot() && existsSync('/sys/fs/cgroup/memory/cgroup.procs');

const prefix = process.env.LAB_PREFIX || 'lab';

/** In the environment: a folder where all that is put up is noted until it is put down again, by whoever has put it up. */
export const PUT_UP_NOTES = 'ROCKPOOL_TEST_PUT_UP';

/**
 * @param {string[]} names none: all that are there
 * @returns {Promise<() => Promise<void>>} puts them down
 */
async function notePutUp(...names) {
  const folder = process.env[PUT_UP_NOTES];
  const note = folder && path.join(folder, `${randomUUID()}.json`);
  const { LAB_NET, LAB_PORT, LAB_PREFIX } = process.env;
  const lab = { LAB_DIR: labHostsDir, LAB_NET, LAB_PORT, LAB_PREFIX };
  if (note) await writeFile(note, JSON.stringify({ lab, names }));
  return async () => {
    await putDown(...names);
    if (note) await rm(note, { force: true });
  };
}

/**
 * Puts down what is still noted: tests that were broken off put nothing away.
 * @param {string} folder of the notes
 * @throws {SetupError} the first of those that stay, after the others
 */
export async function putDownNoted(folder) {
  const notes = await readdir(folder);
  const ends = await Promise.allSettled(
    notes.map(async note => {
      const { lab, names } = JSON.parse(await readFile(path.join(folder, note), 'utf8'));
      await down(names, lab);
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/**
 * Puts up hosts that aren't there yet: two minutes the first time, then a second.
 * @param {number} count
 * @param {number} [first] the number of the first: whoever has hosts of the same lab meanwhile has others
 * @param {{ signal?: AbortSignal }} [options] signal: what is half put up goes again
 * @returns {Promise<{ hosts: LabHost[], dispose: () => Promise<void> }>} dispose ends all where none was up before
 * @throws {SetupError}
 */
export async function findOrStartLabHosts(count, first = 1, { signal } = {}) {
  if (!canHaveLabHosts()) {
    throw new SetupError(
      'Hosts to test SSH on need Debian, root, and control groups of version 1.',
      `sudo ${path.join(folder, 'up')} ${count}`,
    );
  }
  const numbers = Array.from({ length: count }, (_, at) => first + at);
  const among = all => numbers.flatMap(number => all.find(({ name }) => name === `${prefix}${number}`) ?? []);
  const before = existsSync(path.join(labHostsDir, 'hosts')) ? (await labHosts()).filter(({ up }) => up) : [];
  if (among(before).length === count) return { hosts: among(before), dispose: async () => undefined };
  const dispose = before.length > 0 ? async () => undefined : await notePutUp();
  const title = `Putting up ${count} hosts with SSH and Docker (their file systems are kept in ${labHostsDir})`;
  const range = `${first}-${first + count - 1}`;
  try {
    await step(title, () =>
      must(path.join(folder, 'up'), [range], { env, timeoutMs: BUILD_LIMIT_MS, apart: true, signal }),
    );
    return { hosts: among(await labHosts()), dispose };
  } catch (error) {
    await dispose().catch(() => undefined);
    throw error;
  }
}

/** Without names all. @param {string[]} names */
export const putDown = (...names) => down(names, {});

/** @param {string[]} names @param {Record<string, string>} lab where it isn't that of this process */
async function down(names, lab) {
  await must(path.join(folder, 'down'), names, {
    ...{ env: { ...env, ...lab }, timeoutMs: FAULT_LIMIT_MS },
    // Whoever is impatient would leave it half done.
    apart: true,
  });
}

/** Far from those that tests share. */
const BARE = { name: `${prefix}9`, range: '9-9' };

/**
 * A machine as it comes from the installer: with SSH, without Docker, nothing of anybody on its disk.
 * @returns {Promise<{ host: LabHost, dispose: () => Promise<void> }>}
 * @throws {SetupError}
 */
export async function startBareLabHost() {
  // Brings the file systems, and says what is missing.
  const others = await findOrStartLabHosts(1);
  await putDown(BARE.name);
  const dispose = await notePutUp(BARE.name);
  await must(path.join(folder, 'up'), [BARE.range, '--no-docker'], { env, timeoutMs: FAULT_LIMIT_MS });
  const host = (await labHosts()).find(({ name }) => name === BARE.name);
  if (!host) throw new SetupError(`The host ${BARE.name} did not come up.`);
  return {
    host,
    dispose: async () => {
      await dispose();
      await others.dispose();
    },
  };
}

/**
 * Lays Debian packages, and what they need, into a host's cache of packages: it has no network.
 * @param {string} host
 * @param {string[]} names
 */
export async function bringPackages(host, ...names) {
  // What the host takes for present, and for the newest.
  const base = path.join(labHostsDir, 'rootfs/base/var/lib');
  const cache = path.join(labHostsDir, 'packages');
  await mkdir(path.join(cache, 'partial'), { recursive: true });
  await must(
    'flock',
    [
      // One apt at a time: the next one fails at its lock, and does not wait.
      ...['--wait', String(FAULT_LIMIT_MS / 1_000), `${cache}.lock`, 'apt-get'],
      ...['-qq', '-y', '-o', `Dir::State::status=${base}/dpkg/status`],
      ...['-o', `Dir::State::lists=${base}/apt/lists`, '-o', `Dir::Cache::archives=${cache}`],
      ...['--no-install-recommends', '--download-only', 'install', ...names],
    ],
    { timeoutMs: 2 * FAULT_LIMIT_MS },
  );
  const pid = (await readFile(path.join(labHostsDir, 'hosts', host, 'pid'), 'utf8')).trim();
  // Through its own view of its disk: what is written below a mounted overlay is not seen.
  await cp(cache, `/proc/${pid}/root/var/cache/apt/archives`, {
    recursive: true,
    filter: file => !/\/(lock|partial)$/.test(file),
  });
}

/**
 * Gives a host Debian 13's Docker, whose packages are fetched once.
 * @param {string} host @param {'containerd'[]} store where that keeps images, if not where the older one does
 */
export async function bringNewerDocker(host, ...store) {
  await must(path.join(folder, 'newer-docker'), [host, ...store], { env, timeoutMs: 5 * FAULT_LIMIT_MS });
}

/** @param {'break' | 'heal'} what @param {string[]} args host, fault and its numbers, as the script has them */
export async function labFault(what, ...args) {
  await must(path.join(folder, what), args, { env, timeoutMs: FAULT_LIMIT_MS });
}

/** Runs a command as root on a host, without SSH. */
export async function onLabHost(name, ...command) {
  return must(path.join(folder, 'shell'), [name, ...command], { env, timeoutMs: FAULT_LIMIT_MS });
}

/** The key that all hosts let in. */
export const labKey = () => readFile(path.join(labHostsDir, 'id_ed25519'), 'utf8');

/** What is known of their own keys. */
export const labKnownHosts = () => readFile(path.join(labHostsDir, 'known_hosts'), 'utf8');
