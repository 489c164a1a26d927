import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app } from 'electron';

const PREFIX = 'rockpool-self-test-';

/** A data folder for one self-test. What runs that were killed have left is removed first. */
export function selfTestFolder(): string {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (pid > 0 && !isAlive(pid)) remove(path.join(os.tmpdir(), name));
  }
  return mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
}

/**
 * Removes the folder and ends the app. Chromium writes its files once more when it ends in good order; so its helpers
 * are killed, and this process ends without that order.
 */
export async function removeAndExit(folder: string, exitCode: number): Promise<void> {
  const helpers = app.getAppMetrics().filter(({ type }) => type !== 'Browser');
  for (const { pid } of helpers) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Ended by itself.
    }
  }
  for (let tries = 0; tries < 20 && helpers.some(({ pid }) => isAlive(pid)); tries += 1) await sleep(25);
  // Chromium starts some of its helpers again, which make their folders: gone is what stays gone for a while.
  for (let [gone, tries] = [0, 0]; gone < 4 && tries < 40; tries += 1) {
    gone = existsSync(folder) ? 0 : gone + 1;
    if (gone === 0) remove(folder);
    await sleep(50);
  }
  (process as unknown as { reallyExit(code: number): never }).reallyExit(exitCode);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Still held open; the next self-test removes it.
  }
}
