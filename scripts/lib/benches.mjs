/** Benchmarks, built as the main process is, so that what is measured is what is shipped. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';
import { SetupError } from './say.mjs';

const SOURCES = path.join(root, 'test/bench');
// Runs at the same time have one each.
const BUILT = path.join(root, 'out', `bench-${process.pid}`);

const ENDING = '.bench.ts';

/** @returns {Promise<Record<string, string>>} the file's name without its ending -> file */
async function entries() {
  const names = (await readdir(SOURCES)).filter(name => name.endsWith(ENDING));
  return Object.fromEntries(names.map(name => [name.slice(0, -ENDING.length), path.join(SOURCES, name)]));
}

/**
 * Builds and loads them all.
 * @returns {Promise<{ benches: Record<string, import('../../test/bench/contract').Bench[]>, dispose: () => Promise<void> }>}
 *   by file; dispose removes what was built
 * @throws {SetupError} where there are none
 */
export async function loadBenches() {
  const input = await entries();
  if (Object.keys(input).length === 0) throw new SetupError('There are no benchmarks in test/bench.');
  const { resolveConfig } = await import('electron-vite');
  const { build, mergeConfig } = await import('vite');
  const { config } = await resolveConfig({ root, logLevel: 'warn' }, 'build', 'production');
  const main = config?.main ?? {};
  // Merging would keep the app's own entry; vite has these options under both names.
  const { rollupOptions, rolldownOptions: _, ...asMain } = main.build ?? {};
  const options = { input, output: rollupOptions?.output };
  const asBenches = { build: { outDir: BUILT, emptyOutDir: true, ssr: true, rollupOptions: options } };
  await build(mergeConfig({ ...main, build: asMain }, asBenches));
  const modules = Object.keys(input).map(async name => {
    const module = await import(pathToFileURL(path.join(BUILT, `${name}.js`)).href);
    return [name, module.default];
  });
  return {
    benches: Object.fromEntries(await Promise.all(modules)),
    dispose: () => rm(BUILT, { recursive: true, force: true }),
  };
}
