import { RockpoolError } from '../model/errors';
import { type Environment, runCommand, which } from './commands';

/** What a private engine runs, and the Debian package that has it. */
const NEEDED = [
  ['dockerd', 'docker.io'],
  ['ip', 'iproute2'],
] as const;

export function missingPackages(env: Environment): string[] {
  return NEEDED.filter(([command]) => !which(command, env)).map(([, name]) => name);
}

/**
 * Installs Debian packages; with fresh lists where the ones here are old or none. Waits for another apt that runs.
 * @throws RockpoolError INSTALL_FAILED with the end of what apt-get said
 */
export async function installPackages(
  names: string[],
  { env, signal, onStep }: { env: Environment; signal: AbortSignal; onStep: (step: string) => void },
): Promise<void> {
  const apt = (...args: string[]) =>
    runCommand('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-o', 'APT::Status-Fd=3', '-qq', '-y', ...args], {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      signal,
      onStatus: line => {
        const step = stepOf(line);
        if (step) onStep(step);
      },
    });
  const install = () => apt('install', '--no-install-recommends', ...names);

  onStep(`Installing ${names.join(' and ')}`);
  let tried = await install();
  if (tried.code !== 0) {
    onStep('Fetching the lists of packages');
    const lists = await apt('update');
    tried = lists.code === 0 ? await install() : lists;
  }
  if (tried.code !== 0) {
    throw new RockpoolError({
      kind: 'permanent',
      code: 'INSTALL_FAILED',
      what: `The package ${names.join(' and ')} could not be installed.`,
      why: `apt-get says: ${tried.output.trim().split('\n').slice(-3).join(' ')}`,
      next: `Run "apt-get update && apt-get install -y ${names.join(' ')}" in a terminal to see more, then try again.`,
    });
  }
}

/** A line of apt's status (`pmstatus:docker.io:42.1:Unpacking docker.io`, the same with `dlstatus`) for people. */
export function stepOf(line: string): string | undefined {
  const [, kind, percent, text] = /^(dlstatus|pmstatus):.*?:([\d.]+):(.*)$/.exec(line) ?? [];
  if (!kind || !text) return undefined;
  const doing = kind === 'dlstatus' ? 'Downloading packages' : text.replace(/ \(\w+\)$/, '');
  return `${doing} (${Math.round(Number(percent))} %)`;
}
