import { createReadStream } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../driver/engine';
import { checkMachine } from '../../driver/machines/check';
import { defaultConfigOf, type Pool } from '../../driver/model/pool';
import { slotsOfEngine } from '../../driver/model/slots';
import { sshProvider } from '../../driver/providers';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** A machine on which somebody else runs containers, and what is left of it for a pool. */
const { signal } = new AbortController();
const MIB = 1024 * 1024;
const HELD_MIB = 3072;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let connection: SshConnection;
let engine: Engine;
const made: string[] = [];

async function run(options: { memoryMiB?: number; labels?: Record<string, string> }): Promise<void> {
  const container = await engine.docker.createContainer({
    Image: 'lab/httpd:latest',
    Cmd: ['sleep', '600'],
    Labels: options.labels ?? {},
    HostConfig: { Memory: (options.memoryMiB ?? 0) * MIB },
  });
  made.push(container.id);
  await container.start();
}

beforeAll(async () => {
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  connection = keepConnection(host.target, { clock, random });
  engine = sshEngine(`ssh://${host.name}`, () => connection, { clock, random, platform: process.platform });
  await engine.load(createReadStream(path.join(await ensureLabImages(['httpd']), 'httpd.tar')), {});
  await host.shell('rm', '-f', '/var/lib/rockpool/host.json');
});
afterAll(async () => {
  for (const id of made) await engine.remove(id);
  await host?.shell('rm', '-f', '/var/lib/rockpool/host.json');
  connection?.[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
});

const memoryCheck = async () => {
  const { checks } = await checkMachine({ target: host.target, jumps: [] }, { clock, random, signal });
  return checks.find(({ name }) => name === 'memory')?.found ?? '';
};

test('their memory is told and left out of the slots: their limits, what they use where they have none, ours never', async () => {
  const pool: Pool = {
    ...{ id: 'pool-1', name: 'lab', provider: 'ssh', engineUrl: '', createdAt: 1 },
    config: defaultConfigOf('lab'),
  };
  const machine = { id: host.name, name: host.name, slots: null, connection };
  const provider = sshProvider(pool, {
    ...{ controllerId: 'ours', clock, machines: () => [machine] },
    engines: { connect: () => engine },
  });
  expect(await memoryCheck()).not.toContain('held by');
  const claimed = {
    id: 'one',
    poolId: pool.id,
    name: 'one',
    phase: 'spawning',
    history: [],
    slots: 1,
    createdAt: 1,
  };
  await provider.create(claimed as never, { signal });
  const slots = async () => (await provider.list([], { signal }))[0]?.slots;
  const { memoryMiB } = await engine.facts();
  expect(await slots()).toBe(slotsOfEngine(memoryMiB));

  await run({ labels: { 'rockpool.controller': 'ours' }, memoryMiB: 2048 });
  expect(await memoryCheck()).not.toContain('held by');
  await run({ memoryMiB: HELD_MIB });
  await run({});
  expect(await memoryCheck()).toMatch(
    /of which 3\.\d+ GB are held by 2 containers that are not Rockpool's: \d+ slots/,
  );
  const beside = slotsOfEngine(memoryMiB - HELD_MIB);
  expect([beside, beside - 1]).toContain(await slots());
});
