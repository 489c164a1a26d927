import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { app, type Session, session } from 'electron';
import type { Home } from './address';

/** Cookies, storage and cache of an instance's pages are its own, and end with it. */
export const partitionOf = (instanceId: string) => `persist:instance-${instanceId}`;

const folder = () => path.join(app.getPath('sessionData'), 'Partitions');
const folderOf = (instanceId: string) => path.join(folder(), `instance-${instanceId}`);

/**
 * The session of an instance. On the access proxy it reaches its own route alone, so that pages never see another
 * instance, whatever they know.
 */
export function openPartition(instanceId: string, home: Home): Session {
  const partition = session.fromPartition(partitionOf(instanceId));
  const { host } = new URL(home.url);
  partition.webRequest.onBeforeRequest({ urls: [`http://${host}/*`, `ws://${host}/*`] }, ({ url }, answer) =>
    answer({ cancel: !home.owns(url.replace(/^ws:/, 'http:')) }),
  );
  return partition;
}

/**
 * Removes what an instance's pages have stored. Where its session is open, what Chromium holds to the end is removed at
 * the next start.
 */
export async function deletePartition(instanceId: string, isOpen: boolean): Promise<void> {
  if (!isOpen) return removeFolder(folderOf(instanceId));
  const partition = session.fromPartition(partitionOf(instanceId));
  await partition.clearStorageData();
  await partition.clearCache();
  removeFolder(folderOf(instanceId));
}

/**
 * At the start, before any session is opened: removes what instances that are no more have left. Answers with the ids
 * of those that have something and live.
 */
export function removeOldPartitions(isAlive: (instanceId: string) => boolean): string[] {
  const ids = listFolder().flatMap(name => /^instance-(.+)$/.exec(name)?.[1] ?? []);
  for (const id of ids) if (!isAlive(id)) removeFolder(folderOf(id));
  return ids.filter(isAlive);
}

function listFolder(): string[] {
  try {
    return readdirSync(folder());
  } catch {
    return [];
  }
}

function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Held open; the next start removes it.
  }
}
