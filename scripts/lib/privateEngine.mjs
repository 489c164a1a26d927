/**
 * A Docker engine for tests alone: own socket, data and bridge, the machine's firewall left as it is. Needs root on
 * Linux.
 */
import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { openSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackages } from './debian.mjs';
import { defaultDockerHost, engineAnswers } from './dockerSocket.mjs';
import { isAlive, stop, tied } from './processes.mjs';
import { capture, must, which } from './run.mjs';
import { SetupError } from './say.mjs';

// Not /tmp: images want a real disk, and /tmp may be memory.
const DATA_PARENT = '/var/tmp';
const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 20_000;

/**
 * A folder carries the id of the process that made it, so that what a killed run left can be told, and the name of its
 * bridge, so that nobody else's is taken for it: process ids repeat where containers share a network.
 */
const FOLDER = /^rockpool-test-engine-(\d+)-([0-9a-f]{8})$/;
const bridgeOf = suffix => `rpt${suffix}`;

/** Removes a data folder. Where mounts aren't shared, dockerd mounts it on itself, and leaves that when it stops. */
async function removeFolder(folder) {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const inside = mounts.map(line => line.split(' ')[1]).filter(point => point?.startsWith(`${folder}/`));
  for (const point of inside.reverse()) await capture('umount', [point]);
  await must('rm', ['-rf', '--one-file-system', folder]);
}

async function clearLeftovers() {
  for (const name of await readdir(DATA_PARENT)) {
    const [, owner, suffix] = FOLDER.exec(name) ?? [];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await capture('ip', ['link', 'delete', bridgeOf(suffix)]);
    await removeFolder(path.join(DATA_PARENT, name)).catch(() => undefined);
  }
}

/**
 * A bridge on a network of the range kept for benchmarks, which nobody routes to: of its upper half, since the test
 * hosts have theirs in the lower one and may be put up a moment later.
 */
async function addBridge(name) {
  await must('ip', ['link', 'add', name, 'type', 'bridge']);
  const { stdout } = await capture('ip', ['-o', '-4', 'address']);
  let network;
  do network = `198.19.${randomInt(1, 255)}`;
  while (stdout.includes(`${network}.`));
  await must('ip', ['address', 'add', `${network}.1/24`, 'dev', name]);
  await must('ip', ['link', 'set', name, 'up']);
}

async function waitUntilReady(child, dockerHost, logFile) {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await engineAnswers(dockerHost))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      const log = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
      throw new SetupError(`A private Docker engine did not start. The end of its log:\n${log}`);
    }
    await sleep(100);
  }
}

/** @typedef {{ dockerHost: string, dispose: () => Promise<void> }} Engine */

/**
 * Starts one, after installing Debian's docker.io where it's missing. One a process.
 * @param {{ dataRoot?: string }} [options] a folder of the caller's for its data, on a file system of its choice
 * @returns {Promise<Engine>}
 * @throws {SetupError}
 */
export async function startPrivateEngine({ dataRoot } = {}) {
  const missing = [
    ['dockerd', 'docker.io'],
    ['iptables', 'iptables'],
    ['ip', 'iproute2'],
  ].filter(([command]) => !which(command));
  if (missing.length > 0)
    await installPackages(
      missing.map(([, name]) => name),
      'a Docker engine',
    );
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      'No Docker engine answers, and only root can start one.',
      'sudo systemctl start docker',
    );
  }
  await clearLeftovers();
  const suffix = randomBytes(4).toString('hex');
  const [folder, bridge] = [
    path.join(DATA_PARENT, `rockpool-test-engine-${process.pid}-${suffix}`),
    bridgeOf(suffix),
  ];
  await mkdir(folder, { mode: 0o700 });
  const dockerHost = `unix://${folder}/docker.sock`;
  const logFile = path.join(folder, 'dockerd.log');
  // An empty one: the system's daemon.json must not say again what the switches say.
  const configFile = path.join(folder, 'daemon.json');
  await writeFile(configFile, '{}');
  await addBridge(bridge);
  const log = openSync(logFile, 'a');
  const child = spawn(
    ...tied(which('dockerd') ?? 'dockerd', [
      ...['--host', dockerHost, '--data-root', dataRoot ?? `${folder}/data`, '--exec-root', `${folder}/run`],
      ...['--pidfile', `${folder}/pid`, `--bridge=${bridge}`, '--config-file', configFile],
      ...['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
    ]),
    // Detached: Ctrl-C is for this process, which stops the engine when it has cleaned up.
    { stdio: ['ignore', log, log], detached: true },
  );
  child.on('error', () => undefined);
  const dispose = async () => {
    await stop(child, STOP_LIMIT_MS);
    await capture('ip', ['link', 'delete', bridge]);
    await removeFolder(folder);
  };
  try {
    await waitUntilReady(child, dockerHost, logFile);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { dockerHost, dispose };
}

/**
 * The engine that DOCKER_HOST names or that answers on the usual socket; where none does, a private one.
 * @returns {Promise<Engine & { private: boolean }>} dispose ends a private engine and leaves any other alone
 * @throws {SetupError}
 */
export async function findOrStartEngine() {
  const dockerHost = process.env.DOCKER_HOST || defaultDockerHost;
  if (await engineAnswers(dockerHost)) return { dockerHost, private: false, dispose: async () => undefined };
  return { ...(await startPrivateEngine()), private: true };
}
