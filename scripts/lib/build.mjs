/** The built app in out/. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './paths.mjs';
import { must } from './run.mjs';
import { step } from './say.mjs';

const SOURCES = [
  'main',
  'preload',
  'renderer',
  'driver',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
];
const STAMP = path.join(root, 'out/.built-from');

async function* filesUnder(name) {
  const file = path.join(root, name);
  const info = await stat(file).catch(() => undefined);
  if (!info) return;
  if (!info.isDirectory()) yield `${name} ${info.size} ${info.mtimeMs}`;
  else for (const child of (await readdir(file)).sort()) yield* filesUnder(path.join(name, child));
}

/** @returns {Promise<string>} changes whenever a source file is changed, added or removed */
async function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for await (const line of filesUnder(source)) if (!/\.test\.tsx? /.test(line)) hash.update(`${line}\n`);
  }
  return hash.digest('hex');
}

/**
 * Builds the app when its sources have changed since the last build.
 * @throws {SetupError} with the compiler's words
 */
export async function ensureBuild() {
  const now = await fingerprint();
  if (now === (await readFile(STAMP, 'utf8').catch(() => ''))) return;
  const program = path.join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  await step('Building the app', () => must(process.execPath, [program, 'build'], { cwd: root }));
  await writeFile(STAMP, now);
}
