import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { app } from 'electron';
import type { Options } from './options';

/**
 * Decides where this run keeps its things and answers with the data folder. A data folder other than the default one
 * holds Chromium's profile too, so that it has windows, sessions and a single-instance lock of its own.
 */
export function chooseFolders({ dataDir: given, demo }: Options): string {
  const dataDir = given ?? (demo ? path.join(app.getPath('userData'), 'demo') : undefined);
  const profileGiven = app.commandLine.hasSwitch('user-data-dir');
  if (dataDir && !profileGiven) app.setPath('userData', writable(path.join(dataDir, 'window')));
  return dataDir ?? path.join(app.getPath('userData'), 'data');
}

/** The folder, or where it can't be made one that lasts long enough to show an error in a window. */
function writable(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch {
    return path.join(os.tmpdir(), `rockpool-window-${process.pid}`);
  }
}
