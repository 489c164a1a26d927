import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { app } from 'electron';

/**
 * Runs the self-test in a copy of this app beside it, with a data folder of its own, and yields its lines. Ending the
 * iteration ends the copy.
 */
export async function* selfTestChild(signal: AbortSignal): AsyncGenerator<string, void> {
  const { ROCKPOOL_TERMINAL: _, ...env } = process.env;
  const appPath = app.isPackaged ? [] : [app.getAppPath()];
  const switches = app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : [];
  const child = spawn(process.execPath, [...switches, ...appPath, '--self-test'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const status = new Promise<number | null>(resolve => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  const stop = () => child.kill();
  signal.addEventListener('abort', stop);
  try {
    for await (const line of createInterface({ input: child.stdout })) yield line;
    if ((await status) === null && !signal.aborted) yield 'The self-test could not be started, or was ended.';
  } finally {
    signal.removeEventListener('abort', stop);
    if (child.exitCode === null) child.kill();
  }
}
