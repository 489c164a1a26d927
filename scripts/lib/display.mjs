/** A display to open windows on: the user's, or a virtual one. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackages } from './debian.mjs';
import { stop, tied } from './processes.mjs';
import { must, which } from './run.mjs';
import { SetupError } from './say.mjs';

const SCREEN = '1400x1000x24';
const START_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 5_000;

/** @typedef {{ env: Record<string, string>, virtual: boolean, dispose: () => Promise<void> }} Display
 *  env: what programs that open windows need in their environment. */

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** @returns {string[]} Debian packages that have to be installed before a window can be opened */
export const missingDisplayPackages = () =>
  hasDisplay() || (which('Xvfb') && which('xauth')) ? [] : ['xvfb', 'xauth'];

const addCookie = (file, display, cookie) =>
  must('xauth', ['-q', '-f', file, 'add', display, 'MIT-MAGIC-COOKIE-1', cookie]);

/** The number of the display that Xvfb chose, which it writes once it's ready. */
async function readNumber(child) {
  const chosen = (async () => {
    let text = '';
    for await (const chunk of child.stdio[3]) {
      text += chunk;
      if (text.endsWith('\n')) return text.trim();
    }
  })();
  const number = await Promise.race([chosen, sleep(START_LIMIT_MS, undefined, { ref: false })]);
  if (!number) throw new SetupError('The virtual display (Xvfb) did not start.');
  return number;
}

/**
 * @returns {Promise<Display>} on which only holders of its cookie may draw and look
 * @throws {SetupError}
 */
async function startVirtualDisplay() {
  const missing = missingDisplayPackages();
  if (missing.length > 0) await installPackages(missing, 'a virtual display');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-display-'));
  const [serverFile, clientFile] = [path.join(folder, 'server'), path.join(folder, 'client')];
  const cookie = randomBytes(16).toString('hex');
  await addCookie(serverFile, ':0', cookie);
  const child = spawn(
    ...tied('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-auth', serverFile]),
    // Detached: Ctrl-C must not take the display from under the app.
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true },
  );
  child.on('error', () => undefined);
  const dispose = async () => {
    await stop(child, STOP_LIMIT_MS);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const display = `:${await readNumber(child)}`;
    await addCookie(clientFile, display, cookie);
    return { env: { DISPLAY: display, XAUTHORITY: clientFile }, virtual: true, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/**
 * The user's display, or a virtual one on Linux where there is none.
 * @returns {Promise<Display>}
 */
export async function findOrStartDisplay() {
  if (!hasDisplay()) return startVirtualDisplay();
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  /** @type {Record<string, string>} */
  const env = DISPLAY || !WAYLAND_DISPLAY ? {} : { ELECTRON_OZONE_PLATFORM_HINT: 'wayland' };
  return { env, virtual: false, dispose: async () => undefined };
}
