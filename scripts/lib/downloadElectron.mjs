/**
 * Electron's own download, as a program: `node downloadElectron.mjs VERSION FOLDER`. A process of its own, so that a
 * download that hangs can be ended. It fails within seconds where the network isn't there.
 */
import { createRequire } from 'node:module';

const PATIENCE_MS = 4000;
const [version, folder] = process.argv.slice(2);
const electron = createRequire(createRequire(import.meta.url).resolve('electron/package.json'));
const { downloadArtifact } = electron('@electron/get');
const unzip = electron('extract-zip');

const zip = await downloadArtifact({
  version,
  artifactName: 'electron',
  platform: process.platform,
  arch: process.arch,
  downloadOptions: {
    retry: 0,
    timeout: {
      lookup: PATIENCE_MS,
      connect: PATIENCE_MS,
      secureConnect: PATIENCE_MS,
      response: 4 * PATIENCE_MS,
    },
  },
});
await unzip(zip, { dir: folder });
