import { readFile } from 'node:fs/promises';

/** What each task of the main threads has taken of a processor (ms), whatever else the machine was busy with. */
export interface TaskTimes {
  main: number[];
  window: number[];
}

interface TraceEvent {
  ph: string;
  name: string;
  pid: number;
  tid: number;
  /** Microseconds of the thread. */
  tdur?: number;
  args: { name?: string };
}

const THREADS: Record<string, keyof TaskTimes> = { CrBrowserMain: 'main', CrRendererMain: 'window' };

/**
 * Reads them from a trace of Chromium's category `toplevel`.
 * @param pids which of the processes are meant: an app may have several pages
 */
export async function taskTimes(file: string, pids: Record<keyof TaskTimes, number>): Promise<TaskTimes> {
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(await readFile(file, 'utf8'));
  const threads = new Map<string, keyof TaskTimes>();
  for (const { name, pid, tid, args } of traceEvents) {
    const meant = name === 'thread_name' && THREADS[args.name ?? ''];
    if (meant && pids[meant] === pid) threads.set(`${pid} ${tid}`, meant);
  }
  const times: TaskTimes = { main: [], window: [] };
  for (const { ph, name, pid, tid, tdur } of traceEvents) {
    const meant = threads.get(`${pid} ${tid}`);
    if (meant && ph === 'X' && tdur !== undefined && name.endsWith('RunTask')) times[meant].push(tdur / 1000);
  }
  return times;
}
