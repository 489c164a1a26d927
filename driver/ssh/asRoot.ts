import type { ErrorValue } from '../model/errors';
import becomeRoot from './becomeRoot.sh?raw';
import * as say from './messages';
import type { RunResult, SshTarget } from './port';

/** What becomeRoot.sh ends with. */
const NO_SUDO = 91;
const PASSWORD_NEEDED = 92;
const REFUSED = 93;

/** A command line, and what it is to read. */
export interface RootCommand {
  command: string;
  input: string;
}

/** One word for a shell, whatever is in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Runs a bash script as root, by sudo where the user isn't root already. Script and password go through the input, which
 * nobody there can list as they can command lines. `notRoot` says whether it came to that.
 */
export function asRoot({ sudoPassword = '' }: SshTarget, script: string): RootCommand {
  // The first line is what sudo reads.
  const input = [sudoPassword.replace(/\n.*/s, ''), '#rockpool', script, ''].join('\n');
  return { command: `bash -c ${quoted(becomeRoot)}`, input };
}

/**
 * A script for `asRoot` that runs another one, in sh, with arguments and an input of its own. It needs no room on the disk, as a
 * here-document would: what it runs may be there to make room.
 */
export function scriptWith(script: string, args: readonly string[], input = ''): string {
  const run = ['sh -c', quoted(script), 'rockpool', ...args.map(quoted)].join(' ');
  return `printf '%s\\n' ${quoted(input)} | ${run}`;
}

/** Why the user did not become root; undefined: it was the script that ended so. */
export function notRoot(target: SshTarget, { status, stderr }: RunResult): ErrorValue | undefined {
  if (status === NO_SUDO) return say.sudoMissing(target);
  if (status === PASSWORD_NEEDED) return say.sudoPasswordNeeded(target);
  return status === REFUSED ? say.sudoRefused(target, stderr) : undefined;
}
