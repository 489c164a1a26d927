import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

export type Environment = Record<string, string | undefined>;

/** A desktop session's PATH often lacks the folders of the administrator's commands. */
export function pathOf(env: Environment): string {
  return [env.PATH, '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin'].filter(Boolean).join(':');
}

/** Where a command lies, or undefined. */
export function which(command: string, env: Environment): string | undefined {
  for (const folder of pathOf(env).split(':')) {
    const file = path.join(folder, command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/**
 * Runs a command to its end. Lines that it writes to file descriptor 3 go to `onStatus`. The signal asks it to stop by
 * SIGINT, and then waits: apt-get finishes with dpkg first, since a half unpacked package is worse than a late answer.
 */
export async function runCommand(
  command: string,
  args: string[],
  options: { env: Environment; signal?: AbortSignal; onStatus?: (line: string) => void },
): Promise<{ code: number | null; output: string }> {
  const { env, signal, onStatus } = options;
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    env: { ...env, PATH: pathOf(env) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const interrupt = () => child.kill('SIGINT');
  signal?.addEventListener('abort', interrupt, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-10_000);
    });
  }
  let rest = '';
  (child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onStatus?.(line);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    return { code, output };
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}
