import os from 'node:os';
import { startRockpool } from '../driver/index';
import { systemClock, systemRandom } from '../driver/system';
import { openLog } from './log';
import { openSecrets } from './secrets';

export { serveLink } from '../driver/index';

/** Starts the driver on a data folder, as the app runs it. @throws RockpoolError as `startRockpool` does */
export async function startBackend(dataDir: string) {
  const log = openLog(dataDir);
  const { secrets, keyring } = openSecrets(dataDir);
  const rockpool = await startRockpool({
    dataDir,
    clock: systemClock,
    random: systemRandom,
    secrets,
    log,
    env: process.env,
    home: os.homedir(),
    platform: process.platform,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  return { rockpool, log, keyring };
}

export type Backend = Awaited<ReturnType<typeof startBackend>>;
