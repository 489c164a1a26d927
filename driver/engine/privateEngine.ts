import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import type { Clock, Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { Log } from '../model/log';
import { type Environment, pathOf, runCommand, which } from './commands';
import { keeperScript } from './keeper';
import { privateEngineNotPossible } from './messages';
import { freeBridgeAddress, rangeOf, routedRanges } from './network';
import { installPackages, missingPackages } from './packages';
import type { Engine } from './port';

const START_LIMIT_MS = 60_000;
const POLL_MS = 100;
/** The keeper needs at most 11 s for containers that won't end. */
const STOP_LIMIT_MS = 20_000;

/** Where a private engine has its things. The run folder is short since a socket's path holds 107 bytes at most. */
export function privatePaths(dataDir: string) {
  const hash = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 8);
  const run = `/run/rockpool-${hash}`;
  const home = path.resolve(dataDir, 'engine');
  return { run, home, data: path.join(home, 'data'), bridge: `rpe${hash}`, url: `unix://${run}/docker.sock` };
}

export interface PrivateEngine {
  readonly url: string;
  /** Installs what is missing, starts the engine and waits until it answers. One that runs is left as it is. */
  start(options: { signal: AbortSignal; onStep: (step: string) => void }): Promise<void>;
  /** Ends it with its containers and leaves nothing behind; what is on the disk stays for the next start. */
  stop(): Promise<void>;
}

/** A Docker engine of the app's own, on Debian-like systems as root. It lives and dies with the app. */
export function privateEngineIn(
  dataDir: string,
  deps: {
    clock: Clock;
    random: Random;
    log: Log;
    env: Environment;
    canInstall: () => boolean;
    connect: (url: string) => Engine;
  },
): PrivateEngine {
  const { clock, random, log, env, canInstall, connect } = deps;
  const paths = privatePaths(dataDir);
  const logFile = path.join(paths.home, 'dockerd.log');
  let keeper: { child: ChildProcess; ended: Promise<void> } | undefined;

  async function launch(signal: AbortSignal): Promise<NonNullable<typeof keeper>> {
    mkdirSync(paths.data, { recursive: true, mode: 0o711 });
    // Flags and the system's daemon.json must not say the same thing twice, so this engine has a file of its own.
    const configFile = path.join(paths.home, 'daemon.json');
    const dockerd = which('dockerd', env) ?? 'dockerd';
    writeFileSync(configFile, JSON.stringify(await settingsFor(dockerd, signal)));
    const args = [
      ...['--host', paths.url, '--data-root', paths.data, '--exec-root', `${paths.run}/exec`],
      ...['--pidfile', `${paths.run}/docker.pid`, '--config-file', configFile, `--bridge=${paths.bridge}`],
      // The machine's firewall and routing stay as they are; published ports go through the userland proxy.
      ...['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
    ];
    // One that a killed app has left, and that the keeper is about to end, must not be taken for the new one.
    rmSync(`${paths.run}/docker.sock`, { force: true });
    const output = openSync(logFile, 'w');
    const { DOCKER_HOST: _, ...rest } = env;
    const child = spawn(
      '/bin/sh',
      [
        ...['-c', keeperScript, 'rockpool-engine', paths.run, paths.data, paths.bridge],
        ...[freeBridgeAddress(takenRanges(), random), path.join(paths.home, 'lock'), dockerd, ...args],
      ],
      // Detached: Ctrl-C is for the app, which ends its engine itself.
      { stdio: ['pipe', output, output], detached: true, env: { ...rest, PATH: pathOf(env) } },
    );
    closeSync(output);
    child.stdin?.on('error', () => undefined);
    const ended = new Promise<void>(resolve => {
      child.once('error', () => resolve());
      child.once('exit', code => {
        log.info('private engine ended', { code });
        resolve();
      });
    });
    const launched = { child, ended };
    void ended.then(() => {
      if (keeper === launched) keeper = undefined;
    });
    return launched;
  }

  /** 20.10 names itself by a key, which it makes in /etc/docker unless told otherwise; later ones refuse the setting. */
  async function settingsFor(dockerd: string, signal: AbortSignal): Promise<Record<string, string>> {
    const { output } = await runCommand(dockerd, ['--version'], { env, signal });
    const major = Number(/version (\d+)\./.exec(output)?.[1]);
    return major < 23 ? { 'deprecated-key-path': path.join(paths.home, 'key.json') } : {};
  }

  async function waitUntilReady(signal: AbortSignal): Promise<void> {
    const deadline = clock.monotonic() + START_LIMIT_MS;
    for (;;) {
      try {
        await connect(paths.url).facts({ signal });
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!keeper || clock.monotonic() > deadline) throw notStarted(error, logFile);
      }
      await clock.sleep(POLL_MS, { signal });
    }
  }

  async function stop(): Promise<void> {
    const stopping = keeper;
    if (!stopping) return;
    stopping.child.stdin?.end();
    const late = new AbortController();
    const tooLong = clock.sleep(STOP_LIMIT_MS, { signal: late.signal }).then(() => 'late');
    tooLong.catch(() => undefined);
    if ((await Promise.race([stopping.ended, tooLong])) === 'late') {
      log.warn('private engine did not end in time; its keeper goes on with it', { run: paths.run });
    }
    late.abort();
  }

  return {
    url: paths.url,
    async start({ signal, onStep }) {
      const missing = missingPackages(env);
      if (missing.length > 0 && !canInstall()) throw new RockpoolError(privateEngineNotPossible(missing));
      if (missing.length > 0) await installPackages(missing, { env, signal, onStep });
      onStep('Starting a private Docker engine');
      try {
        keeper ??= await launch(signal);
        await waitUntilReady(signal);
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

/** Networks that the machine is in or has a route to. */
function takenRanges() {
  const own = Object.values(networkInterfaces()).flatMap(addresses =>
    (addresses ?? [])
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, cidr }) => rangeOf(address, Number(cidr?.split('/')[1] ?? 32))),
  );
  return [...own, ...routedRanges(readFileSync('/proc/net/route', 'utf8'))];
}

function notStarted(cause: unknown, logFile: string): RockpoolError {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join(' ');
  return new RockpoolError(
    {
      kind: 'permanent',
      code: 'PRIVATE_ENGINE_FAILED',
      what: 'The private Docker engine did not start.',
      where: logFile,
      ...(lines ? { why: `The end of its log: ${lines}` } : {}),
      next: 'Start the system\'s own Docker instead ("systemctl start docker"), or try again.',
    },
    { cause },
  );
}
