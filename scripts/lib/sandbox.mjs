/** What Chromium's sandbox needs from the system it runs on. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isRoot } from './debian.mjs';
import { capture, which } from './run.mjs';
import { SetupError } from './say.mjs';

const setting = async name => (await readFile(`/proc/sys/kernel/${name}`, 'utf8').catch(() => '')).trim();

/** Chromium's sandbox stands on user namespaces, which some systems and containers keep from ordinary users. */
const lacksNamespaces = async () =>
  (which('unshare') && (await capture('unshare', ['--user', '--map-root-user', 'true'])).status !== 0) ||
  (await setting('unprivileged_userns_clone')) === '0' ||
  (await setting('apparmor_restrict_unprivileged_userns')) === '1';

/**
 * @param {string} electronPath
 * @returns {Promise<string[]>} the switches that this user and system need; `--no-sandbox` for root alone
 * @throws {SetupError} with the command that lets the sandbox work
 */
export async function sandboxSwitches(electronPath) {
  if (process.platform !== 'linux') return [];
  if (isRoot()) return ['--no-sandbox'];
  const helper = path.join(path.dirname(electronPath), 'chrome-sandbox');
  const { uid, mode } = await stat(helper);
  const helperWorks = uid === 0 && (mode & 0o4000) !== 0;
  if (!helperWorks && (await lacksNamespaces())) {
    throw new SetupError(
      "This system keeps user namespaces from ordinary users, so Electron's sandbox needs its helper set up once.",
      `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
    );
  }
  return [];
}
