/** Where `npm run package` puts the app. */
import path from 'node:path';
import { root } from './paths.mjs';

/** @returns {string} the executable */
export function packagedApp() {
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`;
  const place = {
    darwin: `mac${arch}/Rockpool.app/Contents/MacOS/Rockpool`,
    win32: `win${arch}-unpacked/Rockpool.exe`,
  }[process.platform];
  return path.join(root, 'dist', place ?? `linux${arch}-unpacked/rockpool`);
}
