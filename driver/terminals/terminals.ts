import type { ContainerShell } from '../engine';
import type { Random } from '../model/clock';
import type { Log } from '../model/log';
import { MOST_INPUT, type TerminalEvent, type TerminalSize } from '../model/terminal';
import * as say from './messages';

/** Terminals in the containers of instances. */
export interface Terminals extends AsyncDisposable {
  /**
   * Opens a shell and tells of it. It lives as long as somebody listens: it is hung up on when the signal is aborted or
   * the listener leaves. Output that isn't `taken` for is held back, and so is its program.
   * @throws RockpoolError NO_CONTAINER, NO_SHELL, TOO_MANY_TERMINALS, as the engine does, or why the way to it broke
   */
  open(
    instanceId: string,
    options: { size: TerminalSize; signal: AbortSignal },
  ): AsyncGenerator<TerminalEvent, void>;
  /** Types; resolves once there is room for more. @throws RockpoolError TERMINAL_GONE, SHELL_BUSY */
  input(id: string, text: string, options?: Signal): Promise<void>;
  resize(id: string, size: TerminalSize, options?: Signal): Promise<void>;
  /** So many bytes of output have been shown since the last word. One that is gone needs nothing any more. */
  taken(id: string, bytes: number): void;
}

export interface TerminalsOptions {
  openShell(
    instanceId: string,
    options: { size: TerminalSize; signal: AbortSignal },
  ): Promise<ContainerShell>;
  random: Random;
  log: Log;
}

type Signal = { signal?: AbortSignal };

/** A person has a few, and each has a process in a container. */
export const MOST_TERMINALS = 16;
/** Bytes that are on their way to the window; an engine holds back what comes on top. */
export const MOST_UNTAKEN = 256 * 1024;

interface Session {
  readonly shell: ContainerShell;
  /** Aborted when nobody listens any more. */
  readonly ends: AbortSignal;
  untaken: number;
  /** Goes on where output was held back. */
  wake(): void;
}

export function createTerminals({ openShell, random, log }: TerminalsOptions): Terminals {
  const sessions = new Map<string, Session>();
  const ending = new Set<Promise<void>>();
  const closing = new AbortController();
  /** Those that are being opened count as well. */
  let count = 0;

  function sessionOf(id: string): Session {
    const session = sessions.get(id);
    if (session) return session;
    throw say.gone();
  }

  /** Nobody has to wait for it. */
  function hangUp(shell: ContainerShell): void {
    const end = (async () => {
      try {
        await shell[Symbol.asyncDispose]();
      } catch (error) {
        // Its container has gone, or the way to it: then it ends with that.
        log.info('a shell could not be told to end', { error: String(error) });
      }
    })();
    ending.add(end);
    void end.finally(() => ending.delete(end));
  }

  async function* open(
    instanceId: string,
    { size, signal }: { size: TerminalSize; signal: AbortSignal },
  ): AsyncGenerator<TerminalEvent, void> {
    if (count >= MOST_TERMINALS) throw say.tooMany(MOST_TERMINALS);
    count += 1;
    const ends = AbortSignal.any([signal, closing.signal]);
    const id = random.hex(16);
    let session: Session | undefined;
    // Ends its output too, which may be silent for days.
    const leave = () => {
      if (session && sessions.delete(id)) hangUp(session.shell);
      session?.wake();
    };
    try {
      ends.throwIfAborted();
      const shell = await openShell(instanceId, { size, signal: ends });
      session = { shell, ends, untaken: 0, wake: () => undefined };
      sessions.set(id, session);
      ends.addEventListener('abort', leave, { once: true });
      if (ends.aborted) leave();
      yield { type: 'opened', id };
      yield* toldOf(session);
    } catch (error) {
      if (!ends.aborted) throw error;
    } finally {
      ends.removeEventListener('abort', leave);
      leave();
      count -= 1;
    }
  }

  return {
    open,
    async input(id, text, options) {
      await sessionOf(id).shell.write(text.slice(0, MOST_INPUT), options);
    },
    async resize(id, size, options) {
      await sessionOf(id).shell.resize(size, options);
    },
    taken(id, bytes) {
      const session = sessions.get(id);
      if (!session) return;
      session.untaken = Math.max(0, session.untaken - bytes);
      session.wake();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(ending);
    },
  };
}

/** What a shell writes, as fast as it is taken, and how it ended. */
async function* toldOf(session: Session): AsyncGenerator<TerminalEvent, void> {
  const { shell, ends } = session;
  for await (const bytes of shell.output) {
    session.untaken += bytes.length;
    // A copy: what is read from a socket is a part of something larger, all of which would travel along.
    yield { type: 'output', bytes: new Uint8Array(bytes) };
    while (session.untaken >= MOST_UNTAKEN && !ends.aborted) {
      await new Promise<void>(resolve => {
        session.wake = resolve;
      });
    }
  }
  if (ends.aborted) return;
  const exitCode = await shell.exitCode({ signal: ends });
  yield { type: 'ended', ...(exitCode === undefined ? {} : { exitCode }) };
}
