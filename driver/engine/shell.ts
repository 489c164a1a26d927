import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Clock } from '../model/clock';
import { withDeadline } from '../model/deadline';
import { RockpoolError } from '../model/errors';
import type { TerminalSize } from '../model/terminal';
import type { Call } from './call';
import { statusOf } from './failures';
import * as say from './messages';
import type { ContainerShell } from './port';
import { hangUpShell, readStart, startShell } from './shellStart';

const LIMIT_MS = { begin: 20_000, look: 15_000, write: 10_000, hangUp: 5_000 };
/** Output ends a moment before the engine counts its shell as ended. */
const END_WAIT_MS = 100;
const END_LOOKS = 20;
/** Of what came instead of a shell. */
const MOST_WORDS = 2_000;

interface Dependencies {
  docker: Dockerode;
  call: Call;
  clock: Clock;
  url: string;
}

type Options = { size: TerminalSize; signal?: AbortSignal | undefined };

/**
 * Starts a shell on a terminal in a container: bash where the image has it, else sh, as the image's user.
 * @throws as `Engine` does, NO_SHELL
 */
export async function openShell(
  dependencies: Dependencies,
  containerId: string,
  { size, signal }: Options,
): Promise<ContainerShell> {
  const { docker, call } = dependencies;
  const statuses = { 404: say.containerGone(containerId), 409: say.notRunning(containerId) };
  let stream: Duplex | undefined;
  try {
    return await call(
      { doing: 'start a shell', limitMs: LIMIT_MS.begin, signal, statuses },
      async deadline => {
        const abortSignal = deadline.signal;
        const exec = await docker.getContainer(containerId).exec({
          Cmd: [...startShell],
          AttachStdin: true,
          AttachStdout: true,
          AttachStderr: true,
          Tty: true,
          Env: ['TERM=xterm-256color', 'COLORTERM=truecolor'],
          ConsoleSize: [size.rows, size.columns],
          abortSignal,
        });
        stream = await exec.start({ hijack: true, stdin: true, Tty: true, abortSignal });
        // Late: nobody is there to take it any more.
        if (abortSignal.aborted) stream.destroy();
        const { pid, first, chunks } = await begun(stream, containerId);
        const shell = shellOn({ ...dependencies, containerId, exec, stream, pid, first, chunks });
        // Engines before 1.42 of the API start all terminals in one size.
        await shell.resize(size, { signal: abortSignal });
        return shell;
      },
    );
  } catch (error) {
    stream?.destroy();
    throw error;
  }
}

type Chunks = AsyncIterator<Uint8Array>;

/** Waits for the word of the shell. @throws RockpoolError NO_SHELL with what came instead */
async function begun(stream: Duplex, containerId: string) {
  const chunks = stream[Symbol.asyncIterator]() as Chunks;
  let output = Buffer.alloc(0);
  for (;;) {
    const start = readStart(output);
    if (typeof start === 'object') return { pid: start.pid, first: start.rest, chunks };
    const next = await chunks.next();
    if (next.done) throw new RockpoolError(say.noShell(containerId, output.toString('utf8')));
    if (output.length < MOST_WORDS) output = Buffer.concat([output, next.value]);
  }
}

interface Begun extends Dependencies {
  containerId: string;
  exec: Dockerode.Exec;
  stream: Duplex;
  pid: number;
  first: Uint8Array;
  chunks: Chunks;
}

function shellOn({
  docker,
  call,
  clock,
  url,
  containerId,
  exec,
  stream,
  pid,
  first,
  chunks,
}: Begun): ContainerShell {
  let ended = false;
  /** A connection that breaks while nobody reads is told to the next reader. */
  stream.on('error', () => undefined);

  async function* output(): AsyncGenerator<Uint8Array> {
    if (first.length > 0) yield first;
    for (;;) {
      const next = await call({ doing: 'pass on what a shell writes', limitMs: LIMIT_MS.look }, deadline => {
        // A shell may be silent for days.
        deadline.lift();
        return chunks.next();
      });
      if (next.done) break;
      yield next.value;
    }
    ended = true;
  }

  return {
    output: output(),

    async write(text, { signal } = {}) {
      if (stream.destroyed || !stream.writable) throw new RockpoolError(say.shellGone(containerId));
      if (stream.write(text)) return;
      const late = () => new RockpoolError(say.shellBusy(containerId));
      await withDeadline(clock, { limitMs: LIMIT_MS.write, signal, late }, drained);
    },

    async resize({ columns, rows }, { signal } = {}) {
      try {
        await call(
          { doing: 'resize a terminal', limitMs: LIMIT_MS.look, signal },
          ({ signal: abortSignal }) => exec.resize({ h: rows, w: columns, abortSignal }),
        );
      } catch (error) {
        // It has just ended; its output says so too.
        if (statusOf((error as Error).cause) === undefined) throw error;
      }
    },

    async exitCode({ signal } = {}) {
      const doing = 'say how a shell has ended';
      return call({ doing, limitMs: LIMIT_MS.look, signal }, async ({ signal: abortSignal }) => {
        for (let looks = 0; looks < END_LOOKS; looks += 1) {
          try {
            const { Running, ExitCode } = await exec.inspect({ abortSignal });
            if (!Running) return ExitCode ?? undefined;
          } catch (error) {
            // Its container has gone, and the shell with it.
            if (statusOf(error) === 404) return undefined;
            throw error;
          }
          await clock.sleep(END_WAIT_MS, { signal: abortSignal });
        }
        throw new RockpoolError(say.unreachable(url, 'ECONNRESET'));
      });
    },

    async [Symbol.asyncDispose]() {
      const isOver = ended || stream.readableEnded;
      stream.destroy();
      if (isOver) return;
      await call({ doing: 'end a shell', limitMs: LIMIT_MS.hangUp }, async ({ signal: abortSignal }) => {
        const killing = await docker.getContainer(containerId).exec({ Cmd: hangUpShell(pid), abortSignal });
        (await killing.start({ Detach: true, abortSignal })).resume();
      });
    },
  };

  function drained({ signal }: { signal: AbortSignal }): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        stream.off('drain', done).off('close', done);
        signal.removeEventListener('abort', done);
        if (stream.destroyed) reject(new RockpoolError(say.shellGone(containerId)));
        else resolve();
      };
      stream.on('drain', done).on('close', done);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
