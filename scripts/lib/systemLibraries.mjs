/** What Electron needs from a Linux system: shared libraries, and where there is no display a virtual one. */
import { installPackages, isDebian } from './debian.mjs';
import { missingDisplayPackages } from './display.mjs';
import { capture, which } from './run.mjs';
import { SetupError } from './say.mjs';

const DEBIAN_PACKAGES = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2',
  'libxtst6',
  'fonts-liberation',
];

/** @returns {Promise<string[]>} sonames that the executable asks for and the system doesn't have */
async function missingLibraries(executable) {
  const { stdout } = await capture('ldd', [executable]);
  return [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name);
}

/**
 * @param {string} executable Electron's
 * @throws {SetupError} with the command to run where they are missing and may not be installed
 */
export async function ensureSystemLibraries(executable) {
  if (process.platform !== 'linux') return;
  const missing = await missingLibraries(executable);
  const packages = [...(missing.length > 0 ? DEBIAN_PACKAGES : []), ...missingDisplayPackages()];
  if (packages.length === 0) return;
  if (missing.length > 0 && !isDebian()) {
    throw new SetupError(
      `Electron needs libraries that this system doesn't have: ${missing.join(', ')}.`,
      which('dnf')
        ? `sudo dnf install ${missing.map(name => `'${name}()(64bit)'`).join(' ')}`
        : 'Install the packages that bring them and try again.',
    );
  }
  await installPackages(packages, 'Electron');
  const still = await missingLibraries(executable);
  if (still.length > 0) throw new SetupError(`Electron still lacks these libraries: ${still.join(', ')}.`);
}
