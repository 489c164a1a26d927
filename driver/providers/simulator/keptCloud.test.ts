import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../test/support/fakeClock';
import { virtualClock } from '../../../test/support/virtualClock';
import type { ContainerSpec } from '../../engine';
import type { Clock } from '../../model/clock';
import type { Host } from '../../model/host';
import { systemClock } from '../../system';
import { fasterClock } from './clocks';
import { openCloudFile } from './cloudFile';
import type { Simulator } from './index';
import { openKeptCloud } from './keptCloud';

const { signal } = new AbortController();
const image = `sha256:${'a'.repeat(64)}`;
const instantly = { min: 0, max: 0 };

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'kept-cloud-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const open = (clock: Clock, settings = {}) =>
  openKeptCloud({
    dataDir,
    clock,
    log: silentLog,
    settings: { images: [image], apiLatencyMs: instantly, engineLatencyMs: instantly, ...settings },
  });

/** A host with a running container. */
async function fill(cloud: Simulator, clock: Clock): Promise<{ url: string; containerId: string }> {
  await cloud.provider('pool', 'c').create({ id: 'h1' } as Host, { signal });
  const [machine] = cloud.world.machines();
  if (!machine) throw new Error('no machine');
  await clock.sleep(machine.engineAt + 1_000);
  const url = `sim://${machine.providerId}`;
  const engine = cloud.engine(url);
  const marks: ContainerSpec['marks'] = {
    ...{ controller: 'c', pool: 'pool', host: 'h1', instance: 'i', blueprint: 'b', user: 'ada' },
    ...{ slots: 1, route: 'f'.repeat(32), port: 8080, created: 0, lifetime: 0 },
  };
  const own = { name: 'one', imageId: image, command: [], environment: {}, port: 8080, memoryMiB: 512 };
  const containerId = await engine.create({ ...own, marks });
  await engine.start(containerId);
  return { url, containerId };
}

const statusOf = (port: number) =>
  new Promise<number | undefined>((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, agent: false }, response => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject);
  });

test('a cloud that is opened again has its machines and containers, which answer on the same ports', async () => {
  const clock = fasterClock(systemClock, 1_000);
  const first = open(clock);
  const { url, containerId } = await fill(first, clock);
  const { hostPort = 0 } = await first.engine(url).inspect(containerId);
  await first[Symbol.asyncDispose]();
  await expect(statusOf(hostPort)).rejects.toThrow();

  const again = open(clock);
  await clock.sleep(10_000);
  const [listed] = await again.engine(url).list('c');
  expect(listed).toMatchObject({ containerId, state: 'running', hostPort, marks: { instance: 'i' } });
  expect(await statusOf(hostPort)).toBe(200);
  await again[Symbol.asyncDispose]();
});

test('time has passed in it while the app was closed', async () => {
  const clock = virtualClock();
  const first = open(clock, { bootMs: { min: 60_000, max: 60_000 }, prepareMs: instantly });
  const asked = first.provider('pool', 'c').create({ id: 'h1' } as Host, { signal });
  await clock.advance(1_000);
  await asked;
  await first[Symbol.asyncDispose]();
  await clock.advance(120_000);

  const again = open(clock);
  const listing = again.provider('pool', 'c').list([], { signal });
  await clock.advance(1_000);
  expect(await listing).toMatchObject([{ hostId: 'h1', state: 'running' }]);
  const created = again.provider('pool', 'c').create({ id: 'h2' } as Host, { signal });
  await clock.advance(1_000);
  await created;
  const ids = again.world.machines().map(({ providerId }) => providerId);
  expect(new Set(ids).size).toBe(2);
  await again[Symbol.asyncDispose]();
});

/** What is on the disk now, as somebody finds it who starts after a power cut. */
function keptNow() {
  const copy = mkdtempSync(path.join(tmpdir(), 'kept-cloud-'));
  cpSync(dataDir, copy, { recursive: true });
  using file = openCloudFile(copy, 0);
  rmSync(copy, { recursive: true });
  return file.left;
}

test('a change is on disk a moment later, so that a power cut loses no more than that', async () => {
  const clock = virtualClock();
  const cloud = open(clock);
  const make = async (id: string) => {
    const asked = cloud.provider('pool', 'c').create({ id } as Host, { signal });
    await clock.advance(5_000);
    await asked;
  };
  await make('h1');
  expect(keptNow()?.world.machines).toMatchObject([{ hostId: 'h1' }]);
  await make('h2');
  cloud.world.destroy('h1');
  await clock.advance(120_000);
  await make('h3');
  expect(keptNow()?.world.machines).toMatchObject([{ hostId: 'h2' }, { hostId: 'h3' }]);
  await cloud[Symbol.asyncDispose]();
});

test('a file that is no cloud is set aside, and a new cloud begun', async () => {
  const file = path.join(dataDir, 'simulated-cloud.db');
  const damage = [
    () => writeFileSync(file, 'no database at all'.repeat(300)),
    () => {
      using db = new DatabaseSync(file);
      db.exec('PRAGMA user_version = 99');
    },
    () => {
      using db = new DatabaseSync(file);
      db.exec(`UPDATE parts SET data = '{"at":0}'`);
    },
  ];
  for (const [times, damaged] of damage.entries()) {
    damaged();
    const cloud = open(virtualClock(times));
    expect(cloud.world.machines()).toEqual([]);
    await cloud[Symbol.asyncDispose]();
    expect(readdirSync(dataDir).filter(name => /damaged[^/]*Z$/.test(name))).toHaveLength(times + 1);
  }
});

test('what JSON lacks comes back as it was', async () => {
  const clock = fasterClock(systemClock, 1_000);
  const cloud = open(clock);
  const { url, containerId } = await fill(cloud, clock);
  await cloud.engine(url).inspect(containerId);
  const state = cloud.state();
  const other = mkdtempSync(path.join(tmpdir(), 'kept-cloud-'));
  {
    using file = openCloudFile(other, 0);
    file.write(state);
  }
  {
    using file = openCloudFile(other, 0);
    expect(file.left).toEqual(state);
    expect(file.left?.ports.size).toBe(1);
  }
  rmSync(other, { recursive: true });
  await cloud[Symbol.asyncDispose]();
});
