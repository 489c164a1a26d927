/** The packages that package-lock.json asks for. Uses nothing but Node, since it runs before they are there. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './paths.mjs';
import { npm } from './run.mjs';
import { SetupError, step } from './say.mjs';

const OLDEST_NODE = [20, 18];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old for Rockpool.`,
    `Install Node ${OLDEST_NODE.join('.')} or newer and try again.`,
  );
}

const packagesIn = async file => JSON.parse(await readFile(path.join(root, file), 'utf8')).packages;

/** @returns {Promise<boolean>} whether node_modules holds what the lock asks for, by npm's own record of it */
async function areInstalled() {
  const wanted = await packagesIn('package-lock.json');
  const present = await packagesIn('node_modules/.package-lock.json').catch(() => undefined);
  if (!present) return false;
  return Object.entries(wanted).every(
    ([name, { version, optional, devOptional }]) =>
      name === '' || optional || devOptional || (name in present && present[name].version === version),
  );
}

/** @throws {SetupError} */
export async function ensureDependencies() {
  checkNode();
  if (await areInstalled()) return;
  await step('Installing dependencies (npm ci)', () =>
    npm(['ci', '--no-audit', '--no-fund'], {
      cwd: root,
      timeoutMs: 1_200_000,
      next: 'Check the network and try again.',
    }),
  );
}
