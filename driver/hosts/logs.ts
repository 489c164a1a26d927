import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock, Disposer } from '../model/clock';
import type { HostLogLine } from '../model/hostLook';
import type { Log } from '../model/log';

/** What Rockpool did to each host, as lines in a file a host; the newest are kept. */
export interface HostLogs extends AsyncDisposable {
  /** Written a moment later; what can't be written is lost, and the app's own log says so. */
  note(hostId: string, level: HostLogLine['level'], text: string): void;
  /** The kept lines, oldest first; none for a host that nothing was done to. */
  read(hostId: string): Promise<HostLogLine[]>;
  /** Deletes the logs of hosts that are not among `kept`. */
  keepOnly(kept: ReadonlySet<string>): Promise<void>;
}

export interface HostLogsOptions {
  /** Made if it isn't there. */
  folder: string;
  clock: Clock;
  log: Log;
}

/** Lines are gathered for this long. */
const WRITE_EVERY_MS = 1000;
/** A file of this size becomes the older of the two that a host has. */
const MOST_BYTES = 128 * 1024;
/** What one line may take. */
const MOST_CHARACTERS = 4000;

export function openHostLogs({ folder, clock, log }: HostLogsOptions): HostLogs {
  const waiting = new Map<string, string[]>();
  let cancelTimer: Disposer | undefined;
  let writing: Promise<void> = Promise.resolve();
  const fileOf = (hostId: string) => path.join(folder, `${path.basename(hostId)}.log`);

  async function writeOne(hostId: string, lines: string[]): Promise<void> {
    const file = fileOf(hostId);
    await appendFile(file, lines.join(''), { mode: 0o600 });
    if ((await stat(file)).size >= MOST_BYTES) await rename(file, `${file}.old`);
  }
  /** One after the other, so that lines stay in order. */
  function write(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    const taken = [...waiting];
    waiting.clear();
    if (taken.length === 0) return writing;
    writing = writing
      .then(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        for (const [hostId, lines] of taken) await writeOne(hostId, lines);
      })
      .catch(error => log.warn('the log of a host could not be written', { error: String(error) }));
    return writing;
  }

  return {
    note(hostId, level, text) {
      const line: HostLogLine = { at: clock.now(), level, text: text.slice(0, MOST_CHARACTERS) };
      const lines = waiting.get(hostId) ?? [];
      lines.push(`${JSON.stringify(line)}\n`);
      waiting.set(hostId, lines);
      cancelTimer ??= clock.timer(WRITE_EVERY_MS, () => void write());
    },
    async read(hostId) {
      await write();
      const file = fileOf(hostId);
      const texts = await Promise.all([`${file}.old`, file].map(readOrNothing));
      return texts.flatMap(text => text.split('\n').flatMap(lineOf));
    },
    async keepOnly(kept) {
      await write();
      const names = await readdir(folder).catch(() => []);
      const old = names.filter(name => !kept.has(name.replace(/\.log(\.old)?$/, '')));
      await Promise.all(old.map(name => rm(path.join(folder, name), { force: true })));
    },
    async [Symbol.asyncDispose]() {
      await write();
    },
  };
}

async function readOrNothing(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** A line that a power cut has torn is left out. */
function lineOf(text: string): HostLogLine[] {
  try {
    return text === '' ? [] : [JSON.parse(text) as HostLogLine];
  } catch {
    return [];
  }
}
