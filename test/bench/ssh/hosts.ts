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

/** Runs a program to its end. @returns the ms it took; @throws with its words where it fails */
async function timed(
  program: string,
  args: readonly string[],
  { signal, input, env }: { signal: AbortSignal; input?: string | undefined; env?: NodeJS.ProcessEnv },
): Promise<number> {
  await using file = input === undefined ? undefined : await open(input);
  const begun = clock.monotonic();
  let words = '';
  await new Promise<void>((resolve, reject) => {
    const stdio = [file?.fd ?? 'ignore', 'ignore', 'pipe'] as const;
    const child = spawn(program, args, { stdio: [...stdio], signal, env });
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
  return clock.monotonic() - begun;
}

/** `ssh HOST COMMAND`, with a file as its input if one is named. @returns the ms it took */
export function byOpenSsh(
  { name, sshConfig }: BenchHost,
  command: string,
  options: { signal: AbortSignal; input?: string },
): Promise<number> {
  return timed('ssh', ['-F', sshConfig, name, command], options);
}

/**
 * Docker's own client with `-H ssh://HOST`. It calls the `ssh` that is first on the PATH and takes no options for it.
 * @returns what runs it; that answers with the ms it took
 */
export async function dockerOverSsh(
  { name, sshConfig }: BenchHost,
  { tempDir, signal }: BenchContext,
): Promise<(...args: string[]) => Promise<number>> {
  const folder = await mkdtemp(path.join(tempDir, 'client-'));
  const script = `#!/bin/sh\nPATH=$OTHER_PATH exec ssh -F '${sshConfig}' "$@"\n`;
  await writeFile(path.join(folder, 'ssh'), script, { mode: 0o755 });
  const { PATH } = process.env;
  const env = { ...process.env, PATH: `${folder}:${PATH}`, OTHER_PATH: PATH, DOCKER_HOST: `ssh://${name}` };
  return (...args) => timed('docker', args, { signal, env });
}
