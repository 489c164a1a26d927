/** Benchmarks, built as the main process is, so that what is measured is what is shipped. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';
import { SetupError } from './say.mjs';

const SOURCES = path.join(root, 'test/bench');
// Runs at the same time have one each.
const BUILT = path.join(root, 'out', `bench-${process.pid}`);

const BENCH = '.bench.ts';
/** Started by a benchmark as a process of its own. */
const PROGRAM = '.program.ts';

/** @returns {Promise<Record<string, string>>} the path in SOURCES without its ending -> file */
async function entries(ending) {
  const names = (await readdir(SOURCES, { recursive: true })).filter(name => name.endsWith(ending));
  return Object.fromEntries(names.map(name => [name.slice(0, -ending.length), path.join(SOURCES, name)]));
}

/**
 * Builds and loads them all.
 * @returns {Promise<{
 *   benches: Record<string, import('../../test/bench/contract').Bench[]>,
 *   program: (name: string) => string,
 *   dispose: () => Promise<void>,
 * }>} benches by file, the built files of programs by name; dispose removes what was built
 * @throws {SetupError} where there are none
 */
export async function loadBenches() {
  const [files, programs] = [await entries(BENCH), await entries(PROGRAM)];
  const input = { ...files, ...programs };
  if (Object.keys(files).length === 0) throw new SetupError('There are no benchmarks in test/bench.');
  const { resolveConfig } = await import('electron-vite');
  const { build, mergeConfig } = await import('vite');
  const { config } = await resolveConfig({ root, logLevel: 'warn' }, 'build', 'production');
  const main = config?.main ?? {};
  // Merging would keep the app's own entry; vite has these options under both names.
  const { rollupOptions, rolldownOptions: _, ...asMain } = main.build ?? {};
  const options = { input, output: rollupOptions?.output };
  const asBenches = { build: { outDir: BUILT, emptyOutDir: true, ssr: true, rollupOptions: options } };
  await build(mergeConfig({ ...main, build: asMain }, asBenches));
  const built = name => path.join(BUILT, `${name}.js`);
  const modules = Object.keys(files).map(async name => {
    const module = await import(pathToFileURL(built(name)).href);
    return [name, module.default];
  });
  return {
    benches: Object.fromEntries(await Promise.all(modules)),
    program: built,
    dispose: () => rm(BUILT, { recursive: true, force: true }),
  };
}
