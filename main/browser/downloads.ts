import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DownloadItem, Session } from 'electron';
import type { Download } from '../../driver/api/shell';
import { uniqueName } from './uniqueName';

/** Files that instances' pages save, into the folder of the person's choice. */
export interface Downloads {
  list(): Download[];
  /** Takes over what is saved in the session of an instance. */
  watch(session: Session, instanceId: string): void;
  cancel(id: string): void;
  /** The file, once it is whole. */
  pathOf(id: string): string | undefined;
  cancelAll(): void;
}

/** Ended downloads that stay on the list. */
const KEPT = 50;

export function createDownloads(folder: () => string, changed: () => void): Downloads {
  const downloads = new Map<string, Download>();
  const running = new Map<string, DownloadItem>();
  let lastId = 0;

  function take(item: DownloadItem, instanceId: string): void {
    lastId += 1;
    const id = `download-${lastId}`;
    const claimed = new Set([...downloads.values()].filter(d => d.state === 'running').map(d => d.path));
    const directory = folder();
    const fileName = uniqueName(item.getFilename(), name => {
      const file = path.join(directory, name);
      return claimed.has(file) || existsSync(file);
    });
    const file = path.join(directory, fileName);
    const put = (state: Download['state']) => {
      downloads.set(id, {
        id,
        instanceId,
        fileName,
        path: file,
        state,
        received: item.getReceivedBytes(),
        total: item.getTotalBytes(),
      });
      changed();
    };
    try {
      mkdirSync(directory, { recursive: true });
    } catch {
      item.cancel();
      put('failed');
      return;
    }
    item.setSavePath(file);
    running.set(id, item);
    put('running');
    let interrupted = false;
    item.on('updated', (_event, state) => {
      if (state === 'interrupted') {
        // Nothing is resumed: what was interrupted is begun anew by the person.
        interrupted = true;
        item.cancel();
      } else put('running');
    });
    item.once('done', (_event, state) => {
      running.delete(id);
      put(state === 'completed' ? 'done' : state === 'cancelled' && !interrupted ? 'cancelled' : 'failed');
      const ended = [...downloads.values()].filter(download => download.state !== 'running');
      for (const download of ended.slice(0, -KEPT)) downloads.delete(download.id);
    });
  }

  return {
    list: () => [...downloads.values()],
    watch(session, instanceId) {
      session.on('will-download', (_event, item) => take(item, instanceId));
    },
    cancel: id => running.get(id)?.cancel(),
    pathOf(id) {
      const download = downloads.get(id);
      return download?.state === 'done' ? download.path : undefined;
    },
    cancelAll() {
      for (const item of running.values()) item.cancel();
    },
  };
}
