import { accessSync, constants, mkdirSync } from 'node:fs';
import os from 'node:os';
import { startRockpool } from '../driver/index';
import { RockpoolError } from '../driver/model/errors';
import { systemClock, systemRandom } from '../driver/system';
import { openLog } from './log';
import { openSecrets } from './secrets';

export { serveLink } from '../driver/index';

/**
 * Starts the driver on a data folder, as the app runs it. A demo makes no pool on a real engine by itself.
 * @throws RockpoolError as `startRockpool` does
 */
export async function startBackend(dataDir: string, { demo }: { demo: boolean }) {
  makeWritable(dataDir);
  const log = openLog(dataDir);
  const { secrets, keyring } = openSecrets(dataDir);
  const rockpool = await startRockpool({
    dataDir,
    clock: systemClock,
    random: systemRandom,
    secrets,
    log,
    env: demo ? { ...process.env, ROCKPOOL_HEADLESS: undefined } : process.env,
    home: os.homedir(),
    platform: process.platform,
    demo,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  return { rockpool, log, keyring };
}

/** Log and secrets are opened before the state, which has words of its own for the same trouble. */
function makeWritable(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (cause) {
    throw new RockpoolError(
      {
        kind: 'permanent',
        code: 'DATA_READ_ONLY',
        what: 'Rockpool cannot write into its data folder.',
        where: dataDir,
        why: `The system says: ${(cause as Error).message}.`,
        next: 'Start with a data folder that you may write to (--data-dir=FOLDER).',
      },
      { cause },
    );
  }
}

export type Backend = Awaited<ReturnType<typeof startBackend>>;
