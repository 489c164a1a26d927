import { statfs } from 'node:fs/promises';
import os from 'node:os';
import { app } from 'electron';
import type { About } from '../driver/api/shell';

/** A disk that does not answer is left out. */
const DISK_LIMIT_MS = 2000;

/** What a report says of the app and of the computer that it runs on: versions, sizes, nothing of anybody. */
export async function computerFacts(
  about: Pick<About, 'dataDir' | 'keyring' | 'headless' | 'demo'>,
): Promise<Record<string, unknown>> {
  const { electron, chrome, node } = process.versions;
  return {
    rockpool: app.getVersion(),
    ...{ electron, chrome, node },
    packaged: app.isPackaged,
    ...{ keyring: about.keyring, headless: about.headless, demo: about.demo, dataFolder: about.dataDir },
    system: {
      platform: process.platform,
      version: os.version(),
      release: os.release(),
      architecture: os.arch(),
    },
    language: app.getLocale(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    processors: os.cpus().length,
    memoryBytes: { total: os.totalmem(), free: os.freemem() },
    diskBytes: await roomIn(about.dataDir),
  };
}

async function roomIn(folder: string): Promise<{ total: number; free: number } | undefined> {
  const late = new Promise<undefined>(resolve => {
    setTimeout(resolve, DISK_LIMIT_MS);
  });
  const asked = statfs(folder).then(
    ({ bsize, blocks, bavail }) => ({ total: bsize * blocks, free: bsize * bavail }),
    () => undefined,
  );
  return Promise.race([asked, late]);
}
