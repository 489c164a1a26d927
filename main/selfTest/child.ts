import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { app } from 'electron';
import { RockpoolError } from '../../driver/model/errors';

/**
 * Runs the self-test in a copy of this app beside it, with a data folder of its own, and yields its lines. Ending the
 * iteration ends the copy. `engineUrl`: the engine that this app uses.
 * @throws RockpoolError SELF_TEST_FAILED
 */
export async function* selfTestChild(
  signal: AbortSignal,
  engineUrl: string | undefined,
): AsyncGenerator<string, void> {
  const { ROCKPOOL_TERMINAL: _, ...env } = process.env;
  const appPath = app.isPackaged ? [] : [app.getAppPath()];
  const switches = app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : [];
  const child = spawn(process.execPath, [...switches, ...appPath, '--self-test'], {
    env: { ...env, ...(engineUrl ? { DOCKER_HOST: engineUrl } : {}) },
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
    if ((await status) === 0 || signal.aborted) return;
    throw new RockpoolError({
      kind: 'permanent',
      code: 'SELF_TEST_FAILED',
      what: 'The self-test did not pass.',
      next: 'The last line says at which step, and what to do.',
    });
  } finally {
    signal.removeEventListener('abort', stop);
    if (child.exitCode === null && !child.killed) child.kill();
  }
}
