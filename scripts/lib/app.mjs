/** Running the app from a script. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stop, tied } from './processes.mjs';

const QUIT_LIMIT_MS = 20_000;
/** Chromium's log lines, which tell a person nothing; fatal ones pass. */
const CHROMIUM_NOISE = /^\[\d+:\d+\/[\d.]+:(INFO|WARNING|ERROR|VERBOSE\d*):/;

/**
 * Chromium and Electron's old default app both want `--name=value` in one word.
 * @param {string[]} args
 */
export function joinValues(args) {
  const joined = [];
  for (const arg of args) {
    const last = joined.at(-1);
    if (last?.startsWith('--') && !last.includes('=') && !arg.startsWith('-'))
      joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

/**
 * Runs Electron to its end.
 * @param {string} electronPath
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {{ asked: AbortSignal, forced: AbortSignal }} signals asked: it is asked to quit, and ended after 20 s; forced:
 *   ended at once
 * @returns {Promise<number>} its exit status
 */
export async function runApp(electronPath, args, env, { asked, forced }) {
  if (asked.aborted) return 130;
  const { ELECTRON_RUN_AS_NODE: _, ...clean } = env;
  const child = spawn(...tied(electronPath, args), {
    env: clean,
    stdio: ['ignore', 'inherit', 'pipe'],
    // A process group of its own: it gets its signals from us alone, once each.
    detached: true,
  });
  createInterface({ input: child.stderr }).on('line', line => {
    if (!CHROMIUM_NOISE.test(line)) process.stderr.write(`${line}\n`);
  });
  asked.addEventListener('abort', () => void stop(child, QUIT_LIMIT_MS));
  forced.addEventListener('abort', () => child.kill('SIGKILL'));
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', status => resolve(status ?? (asked.aborted ? 130 : 1)));
  });
}
