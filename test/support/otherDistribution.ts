import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SshHost } from './sshHosts';

const ASKED = '/var/log/asked';
const STEPS = '/root/steps';

/** What stands in for a command on a host: the rest of a shell script that begins by noting how it was called. */
export type Commands = Record<string, string>;

/**
 * Makes a lab host say that it is another distribution, with commands that note how they are called and then do what is
 * given: below everything that a preparation calls.
 * @param release lines of /etc/os-release
 */
export async function disguise(host: SshHost, release: string, commands: Commands = {}): Promise<void> {
  await write(host, '/usr/lib/os-release', release);
  for (const [name, script] of Object.entries(commands)) await standIn(host, name, script);
}

/** Puts one command before those that the host has. */
export async function standIn(host: SshHost, name: string, script: string): Promise<void> {
  const file = `/usr/local/sbin/${name}`;
  await write(host, file, `#!/bin/bash\necho "${name} $*" >>${ASKED}\n${script}\n`);
  await host.shell('chmod', '755', file);
}

/** How the commands that stand in were called since this was asked last, one a line. */
export async function asked(host: SshHost): Promise<string[]> {
  const text = await host.shell('sh', '-c', `cat ${ASKED} 2>/dev/null; rm -f ${ASKED}`);
  return text.split('\n').filter(line => line !== '');
}

async function write(host: SshHost, file: string, text: string): Promise<void> {
  const coded = Buffer.from(text).toString('base64');
  await host.shell('sh', '-c', `mkdir -p $(dirname ${file}) && echo ${coded} | base64 -d >${file}`);
}

/** Lays the steps of the preparation down on a host, as an admin would who runs them by hand. */
export async function layDownSteps(host: SshHost): Promise<void> {
  const folder = path.join(import.meta.dirname, '../../driver/preparation/steps');
  const { stdout } = await promisify(execFile)('tar', ['-cz', '-C', folder, '.'], { encoding: 'buffer' });
  const coded = stdout.toString('base64');
  await host.shell('sh', '-c', `mkdir -p ${STEPS} && echo ${coded} | base64 -d | tar -xz -C ${STEPS}`);
}

/**
 * Runs one step by hand.
 * @param before shell commands that come first, in a view of the file system of its own: what is mounted there is seen by
 * the step alone
 * @returns what it printed, also where it failed
 */
export function runStep(host: SshHost, step: string, { env = {}, before = ':' }: StepRun = {}) {
  const settings = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
  const run = `env ${settings.join(' ')} bash ${STEPS}/${step}.sh`;
  return host.shell('unshare', '--mount', 'bash', '-c', `${before} && { ${run} 2>&1 || true; }`);
}

interface StepRun {
  env?: Record<string, string>;
  before?: string;
}
