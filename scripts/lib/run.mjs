/** Child processes. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { SetupError } from './say.mjs';

const TAIL_CHARACTERS = 4000;

/**
 * apart: out of reach of a Ctrl-C in the terminal, which is for who started it. signal: ends what is apart, and all that it
 * has started in turn.
 * @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, apart?: boolean, signal?: AbortSignal }} CaptureOptions
 */

/**
 * Runs a command to its end, its output gathered rather than shown.
 * @param {string} command
 * @param {string[]} args
 * @param {CaptureOptions} [options]
 * @returns {Promise<{ status: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string }>}
 * @throws the spawn error where the command can't be started
 */
export function capture(command, args, { cwd, env, timeoutMs, apart = false, signal: asked } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...{ cwd, env, timeout: timeoutMs, detached: apart },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = () => endGroup(child);
    asked?.addEventListener('abort', end);
    if (asked?.aborted) end();
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', chunk => (stdout += chunk));
    child.stderr.on('data', chunk => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      asked?.removeEventListener('abort', end);
      resolve({ status, signal, stdout, stderr });
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child that leads a group of its own */
function endGroup({ pid }) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

/**
 * Runs a command that has to succeed.
 * @param {string} command
 * @param {string[]} args
 * @param {CaptureOptions & { next?: string }} [options] next: what to do when it fails
 * @returns {Promise<string>} its standard output
 * @throws {SetupError} with the end of its output
 */
export async function must(command, args, { next, ...options } = {}) {
  const line = [command, ...args].join(' ');
  const result = await capture(command, args, options).catch(cause => {
    throw new SetupError(`\`${line}\` could not be started: ${cause.message}`, next, { cause });
  });
  if (result.status !== 0) {
    const how = result.signal ? `was ended by ${result.signal}` : `ended with status ${result.status}`;
    const output = stripVTControlCharacters(result.stderr.trim() || result.stdout.trim());
    const tail = output.slice(-TAIL_CHARACTERS);
    throw new SetupError(`\`${line}\` ${how}.\n${tail}`, next);
  }
  return result.stdout;
}

/**
 * @param {string} command
 * @returns {string | undefined} its path, looked up in PATH and in the folders of system programs
 */
export function which(command) {
  for (const dir of [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin']) {
    const file = path.join(dir, command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // The next folder.
    }
  }
  return undefined;
}

/**
 * Runs npm, which has to succeed. Under `npm run` it's the same npm, by the path it gives: on Windows `npm` is no program.
 * @param {string[]} args
 * @param {Parameters<typeof must>[2]} [options]
 */
export function npm(args, options) {
  const program = process.env.npm_execpath;
  return program?.endsWith('npm-cli.js')
    ? must(process.execPath, [program, ...args], options)
    : must('npm', args, options);
}
