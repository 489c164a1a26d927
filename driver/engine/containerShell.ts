import type { TerminalSize } from '../model/terminal';

type Signal = { signal?: AbortSignal };

/**
 * A shell on a terminal in a container. Disposing hangs up on it, as closing a terminal's window does; what can't be told
 * so is an error that only a log needs.
 */
export interface ContainerShell extends AsyncDisposable {
  /** What is to be shown, read only as fast as it is taken, once; ends with the shell or the way to it. @throws as `Engine` */
  readonly output: AsyncIterable<Uint8Array>;
  /** Resolves once there is room for more. @throws RockpoolError SHELL_BUSY where nobody reads it, SHELL_GONE */
  write(text: string, options?: Signal): Promise<void>;
  resize(size: TerminalSize, options?: Signal): Promise<void>;
  /**
   * To be asked after the end of its output: how it ended; undefined where nobody knows it any more. What goes on without
   * us was cut off: @throws RockpoolError ENGINE_UNREACHABLE, or why it can't be asked
   */
  exitCode(options?: Signal): Promise<number | undefined>;
}
