import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import Dockerode from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { bundle } from '../support/bundle';
import { type TestEngine, testEngine } from '../support/engine';
import { type EngineRelay, engineRelay, type RelayMoment, type RelayPoint } from '../support/engineRelay';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';

/** A real process is killed by the system (SIGKILL) at a named call to a real engine, and started again. */

const IN_TIME_MS = 30_000;
const moments: readonly RelayMoment[] = ['before', 'unseen', 'seen'];
type Calls = Record<string, Pick<RelayPoint, 'call' | 'after'>>;
const callsOfLaunch: Calls = {
  'asks for the image': { call: /^GET \/images\// },
  'makes the container': { call: /^POST \/containers\/create/ },
  'starts the container': { call: /^POST \/containers\/\w+\/start/ },
  'asks for its port': { call: /^GET \/containers\/\w+\/json/, after: /^POST \/containers\/\w+\/start/ },
};
const callsOfDestroy: Calls = {
  'removes the container': { call: /^DELETE \/containers\/\w+/ },
  'looks whether it is gone': { call: /^GET \/containers\/json/, after: /^DELETE \/containers\/\w+/ },
};

let engine: TestEngine;
let docker: Dockerode;
let relay: EngineRelay;
let app: string;
let folder: string;
let dataDir: string;
let blueprintId: string;

beforeAll(async () => {
  engine = await testEngine();
  const socketPath = engine.socketPath ?? '';
  docker = new Dockerode({ socketPath });
  folder = mkdtempSync('/tmp/rockpool-killed-');
  dataDir = path.join(folder, 'data');
  relay = await engineRelay(socketPath, folder);
  app = await bundle('mortalApp');
  const httpd = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
  await using pool = await start();
  const [task = ''] = pool.rockpool.services.images.importFiles([httpd]);
  await pool.until(() => pool.state().tasks[task]?.state === 'done');
  blueprintId = pool.blueprint({ docker_image: 'lab/httpd', proxy_options: { proxy_rewrite: true } });
  // The image is in the engine from here on.
  const { id } = pool.launch(blueprintId);
  await pool.until(() => pool.instance(id).state === 'running');
  await destroy(pool, id);
});
afterAll(async () => {
  for (const { Id } of await containers()) await docker.getContainer(Id).remove({ force: true });
  await relay?.[Symbol.asyncDispose]();
  await engine?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const start = (): Promise<TestRockpool> => startTestRockpool(relay.dockerHost, { dataDir });

async function destroy(pool: TestRockpool, id: string): Promise<void> {
  pool.rockpool.services.instances.destroy([id]);
  await pool.until(() => pool.instance(id).state === 'deleted', IN_TIME_MS);
}
function containers() {
  const controller = readFileSync(path.join(dataDir, 'controller-id'), 'utf8').trim();
  return docker.listContainers({ all: true, filters: { label: [`rockpool.controller=${controller}`] } });
}

/** Runs the app until it is killed at the point. @returns the ids that its callers were told */
async function runUntilKilled(order: 'launch' | 'destroy', point: RelayPoint): Promise<string[]> {
  const child = spawn(process.execPath, [app, dataDir, relay.dockerHost, blueprintId, order], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  relay.arm(point, () => child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', chunk => {
    text += chunk;
  });
  const late = setTimeout(() => child.kill('SIGTERM'), IN_TIME_MS);
  const signal = await new Promise(resolve => child.once('close', (_code, by) => resolve(by)));
  clearTimeout(late);
  expect(signal).toBe('SIGKILL');
  return [...text.matchAll(/^(?:launched|destroying) ([0-9a-f]{32})$/gm)].map(([, id = '']) => id);
}

describe('a process that is killed while it launches runs the instance after its next start, in one container', () => {
  for (const [what, point] of Object.entries(callsOfLaunch)) {
    for (const moment of moments) {
      it(`when it ${what}: ${moment}`, async () => {
        const [id = ''] = await runUntilKilled('launch', { ...point, moment });
        await using pool = await start();
        await pool.until(() => pool.instance(id).state === 'running', IN_TIME_MS);
        expect((await containers()).map(({ Labels }) => Labels['rockpool.instance'])).toEqual([id]);
        expect((await fetch(pool.rockpool.services.instances.urlOf(id))).status).toBe(200);
        await destroy(pool, id);
        expect(await containers()).toEqual([]);
      });
    }
  }
});

describe('a process that is killed while it destroys has destroyed it after its next start', () => {
  for (const [what, point] of Object.entries(callsOfDestroy)) {
    for (const moment of moments) {
      it(`when it ${what}: ${moment}`, async () => {
        {
          await using pool = await start();
          const { id } = pool.launch(blueprintId);
          await pool.until(() => pool.instance(id).state === 'running', IN_TIME_MS);
        }
        const [id = ''] = await runUntilKilled('destroy', { ...point, moment });
        await using pool = await start();
        await pool.until(() => pool.instance(id).state === 'deleted', IN_TIME_MS);
        expect(await containers()).toEqual([]);
      });
    }
  }
});
