import type { Clock, Disposer, Random } from '../model/clock';
import { isCancelled, RockpoolError, toErrorValue } from '../model/errors';
import type { Log } from '../model/log';
import type { Diff } from '../model/state';
import type { Task } from '../model/task';

/** What a running job may say of itself; anything left out stays as it was. */
export type Progress = Partial<Pick<Task, 'title' | 'step' | 'done' | 'total' | 'parts' | 'file'>>;

/** What a job is given: report progress, and stop when the signal says so. */
export interface TaskContext {
  readonly signal: AbortSignal;
  /** Cheap; the window is told at most ten times a second. */
  report(progress: Progress): void;
}

export interface TaskStart {
  /** The task's id, at once. */
  id: string;
  /** Resolves with the job's result, or rejects as the job did. Need not be awaited. */
  finished: Promise<string | undefined>;
}

/** Every job that takes over a second: id, title, progress, cancel, error. */
export interface Tasks extends AsyncDisposable {
  all(): Task[];
  /**
   * Starts `job`. What it resolves with becomes the task's result; a RockpoolError becomes its error;
   * an abort makes it cancelled.
   */
  start(
    about: Pick<Task, 'kind' | 'title' | 'push'>,
    job: (context: TaskContext) => Promise<string | undefined>,
  ): TaskStart;
  /** Asks a running task to stop; unknown and ended ones are left alone. */
  cancel(id: string): void;
  /** Takes an ended task off the list. */
  dismiss(id: string): void;
  onChange(listener: (diff: Diff) => void): Disposer;
}

/** Ended tasks that are kept for the list. */
const KEPT = 100;
/** Speed is measured over about this long. */
const SPEED_WINDOW_MS = 3000;

export function createTasks({ clock, random, log }: { clock: Clock; random: Random; log: Log }): Tasks {
  const tasks = new Map<string, Task>();
  const running = new Map<string, { abort: AbortController; finished: Promise<unknown> }>();
  const listeners = new Set<(diff: Diff) => void>();

  function announce(diff: Diff): void {
    for (const listener of listeners) listener(diff);
  }
  function write(task: Task): void {
    tasks.set(task.id, task);
    announce({ tasks: { put: { [task.id]: task } } });
  }
  function forget(id: string): void {
    tasks.delete(id);
    announce({ tasks: { removed: [id] } });
  }
  function change(id: string, changes: Partial<Task>): void {
    const task = tasks.get(id);
    if (task) write({ ...task, ...changes });
  }
  function end(id: string, changes: Partial<Task>): void {
    running.delete(id);
    change(id, { ...changes, endedAt: clock.now() });
    const ended = [...tasks.values()].filter(task => task.state !== 'running');
    for (const task of ended.slice(0, Math.max(0, ended.length - KEPT))) forget(task.id);
  }

  return {
    all: () => [...tasks.values()],
    start({ kind, title, push }, job) {
      const id = random.hex(8);
      const abort = new AbortController();
      const speed = speedometer(clock);
      write({
        ...{ id, kind, title, state: 'running', step: '', done: 0, parts: [], startedAt: clock.now() },
        ...(push ? { push } : {}),
      });

      async function run(): Promise<string | undefined> {
        try {
          const result = await job({
            signal: abort.signal,
            report: progress => {
              const measured = progress.done === undefined ? undefined : speed(progress.done);
              change(id, measured === undefined ? progress : { ...progress, speed: measured });
            },
          });
          end(id, { state: 'done', ...(result === undefined ? {} : { result }) });
          return result;
        } catch (error) {
          if (isCancelled(error)) {
            end(id, { state: 'cancelled' });
          } else {
            log.warn('task failed', { kind, title, error: String(error) });
            end(id, { state: 'failed', error: toErrorValue(error) });
          }
          throw error;
        }
      }
      const finished = run();
      finished.catch(() => undefined);
      running.set(id, { abort, finished });
      return { id, finished };
    },
    cancel: id => running.get(id)?.abort.abort(),
    dismiss(id) {
      if (running.has(id)) {
        throw new RockpoolError({
          kind: 'input',
          code: 'TASK_RUNNING',
          what: 'This task is still running.',
          next: 'Cancel it first.',
        });
      }
      if (tasks.has(id)) forget(id);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      for (const { abort } of running.values()) abort.abort();
      await Promise.allSettled([...running.values()].map(({ finished }) => finished));
    },
  };
}

/** Bytes per second over the last seconds, from the bytes done so far. */
function speedometer(clock: Clock): (done: number) => number | undefined {
  const samples: { at: number; done: number }[] = [];
  return done => {
    const now = clock.monotonic();
    samples.push({ at: now, done });
    while (samples.length > 2 && now - (samples[0]?.at ?? now) > SPEED_WINDOW_MS) samples.shift();
    const first = samples[0];
    return first && now > first.at ? ((done - first.done) / (now - first.at)) * 1000 : undefined;
  };
}
