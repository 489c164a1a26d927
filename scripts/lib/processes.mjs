/** Processes that we started: how they end, and who comes first. */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { which } from './run.mjs';

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Asks a child to end, and ends it when it hasn't after `limitMs`. Returns once it's gone.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} limitMs
 * @param {NodeJS.Signals} [signal] how to ask
 */
export async function stop(child, limitMs, signal = 'SIGTERM') {
  const gone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  if (gone()) return;
  const ended = new Promise(resolve => child.once('exit', resolve));
  child.kill(signal);
  const waiting = new AbortController();
  const late = sleep(limitMs, 'late', { signal: waiting.signal }).catch(() => undefined);
  if ((await Promise.race([ended, late])) === 'late') {
    child.kill('SIGKILL');
    await ended;
  }
  waiting.abort();
}

/**
 * A command, for spawn, that ends when this process does, even by SIGKILL. Where the system can't do that, as it is.
 * @param {string} command
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function tied(command, args) {
  const setpriv = process.platform === 'linux' && which('setpriv');
  return setpriv ? [setpriv, ['--pdeathsig', 'TERM', command, ...args]] : [command, args];
}

/**
 * Has a process that leads a session take only what others leave of the processors. Linux shares them between sessions
 * first (sched(7), autogroup), and by the priority within each.
 * @param {number} pid
 */
export async function giveWay(pid) {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
  await writeFile(`/proc/${pid}/autogroup`, '19').catch(() => undefined);
}
