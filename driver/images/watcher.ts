import { watch } from 'node:fs';
import path from 'node:path';
import type { Clock, Disposer } from '../model/clock';
import type { Log } from '../model/log';
import type { Store } from '../store/store';
import { listFiles, type StoredFile, statFile } from './directory';
import { isIntact } from './filing';

export interface WatcherOptions {
  directory: string;
  store: Pick<Store, 'images' | 'transaction'>;
  clock: Clock;
  log: Log;
  /** Runs alone: no archive is filed meanwhile. */
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** The records are of files in another directory, which can't be had now: none of them goes. */
  isStandIn: boolean;
  /** Verifies a file that somebody put there and files it. Called once for each content of a file. */
  adopt: (file: StoredFile) => void;
}

/** A file is left alone until it has been as it is for this long: it may still be being copied. */
const SETTLED_MS = 2000;
/** Changes come in bursts. */
const BURST_MS = 200;
/** Some file systems tell of no changes. */
const LOOK_EVERY_MS = 30_000;

/**
 * Keeps records and directory in step: files that somebody puts there are adopted, records of files that
 * are gone go too. A directory that can't be read changes nothing.
 */
export function watchDirectory(options: WatcherOptions): { look: () => Promise<void>; stop: Disposer } {
  const { directory, store, clock, log, alone, isStandIn, adopt } = options;
  /** Files that were handed over, so that a bad one is complained of once. */
  const handed = new Map<string, string>();
  let endTimer: Disposer = () => undefined;
  let due = Number.POSITIVE_INFINITY;
  let stopped = false;

  function lookIn(ms: number): void {
    const at = clock.monotonic() + ms;
    if (stopped || at >= due) return;
    endTimer();
    due = at;
    endTimer = clock.timer(ms, () => void look());
  }

  async function look(): Promise<void> {
    due = Number.POSITIVE_INFINITY;
    endTimer();
    try {
      await alone(compare);
    } catch (error) {
      log.warn('image directory cannot be read', { directory, error: String(error) });
    }
    lookIn(LOOK_EVERY_MS);
  }

  async function compare(): Promise<void> {
    const files = await listFiles(directory);
    const names = new Set(files.map(file => file.name));
    if (!isStandIn) forgetAllBut(names);
    for (const name of handed.keys()) if (!names.has(name)) handed.delete(name);

    for (const file of files) {
      const content = `${file.size} ${file.modifiedAt}`;
      if (handed.get(file.name) === content) continue;
      if (store.images.all().some(image => image.file === file.name && isIntact(image, file))) continue;
      const age = clock.now() - file.modifiedAt;
      if (age >= 0 && age < SETTLED_MS) {
        lookIn(SETTLED_MS - age);
        continue;
      }
      // It may have been deleted through Rockpool since the listing.
      const now = await statFile(directory, file.name);
      if (stopped || !now || `${now.size} ${now.modifiedAt}` !== content) continue;
      handed.set(file.name, content);
      log.info('found a file in the image directory', { file: path.join(directory, file.name) });
      adopt(file);
    }
  }

  function forgetAllBut(names: ReadonlySet<string>): void {
    store.transaction(() => {
      for (const image of store.images.all()) {
        if (names.has(image.file)) continue;
        log.info('image file is gone', { image: image.id, file: image.file });
        store.images.remove(image.id);
      }
    });
  }

  const stopWatching = watched(directory, () => lookIn(BURST_MS), log);
  return {
    look,
    stop() {
      stopped = true;
      stopWatching();
      endTimer();
    },
  };
}

/** Without it, as where other programs have all the watches that the system gives, the directory is looked at now and then. */
function watched(directory: string, onChange: () => void, log: Log): Disposer {
  const not = (error: unknown) => log.warn('image directory is not watched', { error: String(error) });
  try {
    const watcher = watch(directory, { persistent: false }, onChange);
    watcher.on('error', not);
    return () => watcher.close();
  } catch (error) {
    not(error);
    return () => undefined;
  }
}
