import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file of the app's log, and how much of its end is wanted. */
export interface LogFile {
  file: string;
  name: string;
  bytes: number;
}

/** The app's log files, newest first, as far as the newest `most` bytes go. None where there is no log. */
export async function newestLogs(folder: string, most: number): Promise<LogFile[]> {
  const names = await readdir(folder).catch(() => []);
  const logs = names.filter(name => /^rockpool(\.\d+)?\.log$/.test(name)).sort((a, b) => ageOf(a) - ageOf(b));
  const found: LogFile[] = [];
  let left = most;
  for (const name of logs) {
    const file = path.join(folder, name);
    // One that has just been renamed is missing: it is the next one.
    const size = await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
    const bytes = Math.min(size, left);
    if (bytes > 0) found.push({ file, name, bytes });
    left -= bytes;
  }
  return found;
}

/** 0 for the one that is written to. */
const ageOf = (name: string) => Number(/\.(\d+)\.log$/.exec(name)?.[1] ?? 0);

/** The last `bytes` of a file, in whole lines. @throws the system's error */
export async function lastLines({ file, bytes }: LogFile): Promise<string[]> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  const from = Math.max(0, size - bytes);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
  const text = buffer.subarray(0, bytesRead).toString('utf8');
  const whole = from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  return whole.split('\n').filter(line => line !== '');
}
