import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from './model/clock';

const BYTES = 16;

/**
 * Who this data folder is on the engines that it shares with others: a mark of every container. Made once, and in
 * a file of its own, so that containers are known again even when the state is lost.
 */
export function controllerIdOf(dataDir: string, random: Random): string {
  const file = path.join(dataDir, 'controller-id');
  try {
    const id = readFileSync(file, 'utf8').trim();
    if (/^[0-9a-f]{32}$/.test(id)) return id;
    // Not one of ours: made anew, and what carried the old one is foreign from now on.
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const id = random.hex(BYTES);
  // Whole or not at all; nobody else writes here, since the state is locked.
  writeFileSync(`${file}.new`, `${id}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return id;
}
