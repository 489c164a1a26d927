import { spawn } from 'node:child_process';
import { mkdtemp, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../../../driver/engine';
import {
  askHostKey,
  keepConnection,
  type SshConnection,
  type SshTarget,
  sshEngine,
} from '../../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../../driver/system';
import type { BenchContext, BenchHost } from '../contract';

/** How benchmarks reach a host: as Rockpool does, and as one would by hand, with OpenSSH and Docker's own client. */

/** The first of the lab's hosts. */
export async function oneHost(context: BenchContext): Promise<BenchHost> {
  const [host] = await context.hosts(1);
  if (!host) throw new Error('There is no host.');
  return host;
}

export async function targetOf({ port, privateKey }: BenchHost): Promise<SshTarget> {
  const credential = { kind: 'key', privateKey } as const;
  const target = { address: '127.0.0.1', port, user: 'cloud-user', credential, hostKeys: [] };
  return { ...target, hostKeys: [await askHostKey(target, { clock })] };
}

/** A host with its kept connection, which stands. */
export interface OpenHost extends BenchHost, Disposable {
  readonly connection: SshConnection;
  readonly engine: Engine;
}

export async function openHost(host: BenchHost): Promise<OpenHost> {
  const connection = keepConnection(await targetOf(host), { clock, random });
  const deps = { clock, random, platform: process.platform };
  const engine = sshEngine(`ssh://${host.name}`, () => connection, deps);
  await engine.facts();
  return { ...host, connection, engine, [Symbol.dispose]: () => connection[Symbol.dispose]() };
}

/** Removes the images of benchmarks from a host, with all their names; with a name only that one. */
export async function emptyOf({ engine }: OpenHost, only?: string): Promise<void> {
  for (const { id, names } of (await engine.survey()).images) {
    if (!names.some(name => (only ? name === only : name.startsWith('bench/')))) continue;
    await engine.docker.getImage(id).remove({ force: true });
  }
}

/** Runs a program to its end. @returns its output; @throws with its words where it fails */
async function outputOf(
  program: string,
  args: readonly string[],
  { signal, input, env }: { signal: AbortSignal; input?: string | undefined; env?: NodeJS.ProcessEnv },
): Promise<string> {
  await using file = input === undefined ? undefined : await open(input);
  let [output, words] = ['', ''];
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, args, { stdio: [file?.fd ?? 'ignore', 'pipe', 'pipe'], signal, env });
    child.stdout?.on('data', data => {
      output += data;
    });
    child.stderr?.on('data', data => {
      words = `${words}${data}`.slice(-2000);
    });
    child.once('error', reject);
    child.once('close', status =>
      status === 0
        ? resolve()
        : reject(new Error(`${program} ${args.join(' ')} ended with ${status}: ${words}`)),
    );
  });
  return output;
}

/** `ssh HOST COMMAND`, with a file as its input if one is named. @returns the ms it took */
export async function byOpenSsh(
  { name, sshConfig }: BenchHost,
  command: string,
  options: { signal: AbortSignal; input?: string },
): Promise<number> {
  const begun = clock.monotonic();
  await outputOf('ssh', ['-F', sshConfig, name, command], options);
  return clock.monotonic() - begun;
}

/**
 * Docker's own client with `-H ssh://HOST`. It calls the `ssh` that is first on the PATH and takes no options for it.
 * @returns what runs it, and answers with its output
 */
export async function dockerOverSsh(
  { name, sshConfig }: BenchHost,
  { tempDir, signal }: BenchContext,
): Promise<(...args: string[]) => Promise<string>> {
  const folder = await mkdtemp(path.join(tempDir, 'client-'));
  const script = `#!/bin/sh\nPATH=$OTHER_PATH exec ssh -F '${sshConfig}' "$@"\n`;
  await writeFile(path.join(folder, 'ssh'), script, { mode: 0o755 });
  const { PATH } = process.env;
  const env = { ...process.env, PATH: `${folder}:${PATH}`, OTHER_PATH: PATH, DOCKER_HOST: `ssh://${name}` };
  return (...args) => outputOf('docker', args, { signal, env });
}
