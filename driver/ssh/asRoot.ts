import type { ErrorValue } from '../model/errors';
import { placeOf } from '../model/labMachine';
import type { SshTarget } from './port';

/** Exit status of a command line of `asRoot` where the user may not become root without a password. */
export const NOT_ROOT = 77;

/** One word for a shell, whatever is in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command line that runs a shell script as root, by sudo where the user isn't root already. */
export function asRoot(script: string, args: readonly string[] = []): string {
  const run = ['sh -c', quoted(script), 'rockpool', ...args.map(quoted)].join(' ');
  return `if [ "$(id -u)" = 0 ]; then ${run}; else sudo -n true 2>/dev/null || exit ${NOT_ROOT}; sudo -n ${run}; fi`;
}

export const notRoot = (target: SshTarget): ErrorValue => ({
  kind: 'permanent',
  code: 'SSH_SUDO_REFUSED',
  what: `${target.user} may not do there what needs an administrator.`,
  where: placeOf(target),
  why: 'sudo is missing, or asks for a password.',
  next: `Let ${target.user} use sudo without a password (a line "${target.user} ALL=(ALL) NOPASSWD:ALL" in a file of /etc/sudoers.d), or choose another user.`,
});
