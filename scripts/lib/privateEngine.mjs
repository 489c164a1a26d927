/**
 * A Docker engine for tests alone: own socket, data and bridge, the machine's firewall left as it is. Needs root on
 * Linux.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { openSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
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

/** Folders and bridges carry the id of the process that made them, so that what a killed run left can be told. */
const FOLDER = /^rockpool-test-engine-(\d+)-/;
const BRIDGE = /\b(rpt(\d+))(?=[:@ ])/g;

/** Removes a data folder. Where mounts aren't shared, dockerd mounts it on itself, and leaves that when it stops. */
async function removeFolder(folder) {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const inside = mounts.map(line => line.split(' ')[1]).filter(point => point?.startsWith(`${folder}/`));
  for (const point of inside.reverse()) await capture('umount', [point]);
  await must('rm', ['-rf', '--one-file-system', folder]);
}

async function clearLeftovers() {
  for (const name of await readdir(DATA_PARENT)) {
    const owner = FOLDER.exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) {
      await removeFolder(path.join(DATA_PARENT, name)).catch(() => undefined);
    }
  }
  const { stdout } = await capture('ip', ['-o', 'link', 'show', 'type', 'bridge']);
  for (const [, bridge, owner] of stdout.matchAll(BRIDGE)) {
    if (!isAlive(Number(owner))) await capture('ip', ['link', 'delete', bridge]);
  }
}

/** A bridge on a network of the range kept for benchmarks, which nobody routes to. */
async function addBridge() {
  const name = `rpt${process.pid}`;
  await must('ip', ['link', 'add', name, 'type', 'bridge']);
  const { stdout } = await capture('ip', ['-o', '-4', 'address']);
  let network;
  do network = `198.${randomInt(18, 20)}.${randomInt(1, 255)}`;
  while (stdout.includes(`${network}.`));
  await must('ip', ['address', 'add', `${network}.1/24`, 'dev', name]);
  await must('ip', ['link', 'set', name, 'up']);
  return name;
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
 * @returns {Promise<Engine>}
 * @throws {SetupError}
 */
export async function startPrivateEngine() {
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
  const folder = await mkdtemp(path.join(DATA_PARENT, `rockpool-test-engine-${process.pid}-`));
  const dockerHost = `unix://${folder}/docker.sock`;
  const logFile = path.join(folder, 'dockerd.log');
  // An empty one: the system's daemon.json must not say again what the switches say.
  const configFile = path.join(folder, 'daemon.json');
  await writeFile(configFile, '{}');
  const bridge = await addBridge();
  const log = openSync(logFile, 'a');
  const child = spawn(
    ...tied(which('dockerd') ?? 'dockerd', [
      ...['--host', dockerHost, '--data-root', `${folder}/data`, '--exec-root', `${folder}/run`],
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
