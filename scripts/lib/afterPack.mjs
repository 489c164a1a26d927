/** electron-builder's hook before it sets the fuses. */
import { rm } from 'node:fs/promises';
import path from 'node:path';

/** The app that Electron runs when it has none; the shipped one has its own. */
export default async function afterPack({ packager, appOutDir }) {
  await rm(path.join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
}
