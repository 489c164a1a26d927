import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { app } from 'electron';
import { RockpoolError } from '../driver/model/errors';

/**
 * Opens the demo in a process of its own, which this one doesn't wait for: with a data folder, a window and a
 * single-instance lock of its own. One that runs already comes to the front instead.
 * @param dataDir the data folder of this run, where it was given: the demo's lies in it
 * @throws RockpoolError DEMO_NOT_STARTED
 */
export async function openDemo(dataDir: string | undefined): Promise<void> {
  const args = [
    ...(app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : []),
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    '--demo',
    ...(dataDir ? [`--data-dir=${path.join(dataDir, 'demo')}`] : []),
  ];
  // An AppImage's own file: what runs of it lies in a mount that ends with this process.
  const executable = process.env.APPIMAGE ?? process.execPath;
  try {
    const demo = spawn(executable, args, { detached: true, stdio: 'ignore' });
    await once(demo, 'spawn');
    demo.unref();
  } catch (cause) {
    throw new RockpoolError(
      {
        kind: 'permanent',
        code: 'DEMO_NOT_STARTED',
        what: 'The demo could not be started.',
        where: executable,
        why: `The system says: ${(cause as Error).message}.`,
        next: 'Start it from a terminal: npm start -- --demo',
      },
      { cause },
    );
  }
}
