/** Debian's docker-registry on loopback, for pulls in tests. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDebian } from './debian.mjs';
import { cacheDir } from './paths.mjs';
import { stop, tied } from './processes.mjs';
import { must, which } from './run.mjs';
import { SetupError, step } from './say.mjs';

const START_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 5_000;

/** The one user of a registry that asks for a password. */
export const registryUser = { username: 'rockpool', password: 'tide pool' };
const HTPASSWD = 'rockpool:$2b$04$abcdefghijklmnopqrstuul8PsW8armeiPeV5q4E5lyDZcFm2rAHm\n';

/**
 * The program out of Debian's package, which is unpacked rather than installed: installed, it would start a service
 * that listens to the whole network.
 */
async function findProgram() {
  const installed = which('docker-registry');
  if (installed) return installed;
  const target = path.join(cacheDir, 'docker-registry');
  const program = path.join(target, 'usr/bin/docker-registry');
  if (existsSync(program)) return program;
  if (!isDebian())
    throw new SetupError("There is no docker-registry, and it's fetched from Debian's packages only.");
  await step('Fetching docker-registry from Debian', async () => {
    await mkdir(cacheDir, { recursive: true });
    const workDir = await mkdtemp(`${target}.part-`);
    try {
      const download = () => must('apt-get', ['-qq', 'download', 'docker-registry'], { cwd: workDir });
      await download().catch(async () => {
        await must('apt-get', ['-qq', 'update'], { next: 'sudo apt-get update' });
        await download();
      });
      const [archive] = await readdir(workDir);
      await must('dpkg-deb', ['-x', archive, 'files'], { cwd: workDir });
      await rm(target, { recursive: true, force: true });
      await rename(path.join(workDir, 'files'), target);
    } finally {
      await rm(workDir, { recursive: true, force: true });
    }
  });
  return program;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

const configuration = (folder, address, withPassword) => `version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: ${folder}/data }, delete: { enabled: true } }
http: { addr: '${address}' }
${withPassword ? `auth: { htpasswd: { realm: rockpool, path: ${folder}/htpasswd } }` : ''}
`;

const answers = address =>
  new Promise(resolve => {
    const request = http.get(`http://${address}/v2/`, { agent: false, timeout: 1000 }, response => {
      response.resume();
      resolve(true);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });

/**
 * @param {{ withPassword?: boolean }} [options] withPassword: only registryUser may come in
 * @returns {Promise<{ address: string, dispose: () => Promise<void> }>} address: 127.0.0.1:PORT, the first part of image
 *   names; engines take a registry there without TLS
 * @throws {SetupError}
 */
export async function startRegistry({ withPassword = false } = {}) {
  const program = await findProgram();
  const folder = await mkdtemp('/var/tmp/rockpool-test-registry-');
  const address = `127.0.0.1:${await freePort()}`;
  await writeFile(path.join(folder, 'htpasswd'), HTPASSWD);
  await writeFile(path.join(folder, 'config.yml'), configuration(folder, address, withPassword));
  const child = spawn(...tied(program, ['serve', path.join(folder, 'config.yml')]), {
    stdio: 'ignore',
    detached: true,
  });
  child.on('error', () => undefined);
  const dispose = async () => {
    await stop(child, STOP_LIMIT_MS);
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await answers(address))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await dispose();
      throw new SetupError('The registry for tests (docker-registry) did not start.');
    }
    await sleep(50);
  }
  return { address, dispose };
}
