import { openCloud } from 'openstack-ts';
import { defaultConfigOf, type PoolConfig } from '../../driver/model/pool';
import { seededRandom } from '../../driver/model/seededRandom';
import { openstackProvider } from '../../driver/providers/openstack/openstack';
import { settingsNow } from '../../driver/providers/openstack/settings';
import { systemClock } from '../../driver/system';
import { createOpenStack } from '../support/openstack';
import { type Bench, type BenchContext, compareInTurn } from './contract';
import { spawnPlainly } from './spawn/plain';

/**
 * Machines asked for in an emulated project, against a script that makes the same ones with the fewest calls there can be:
 * how many calls 100 at once take, how long that takes where answers come at once, and how long the first takes where each
 * answer takes 200 ms.
 */
const HOSTS = 100;
const LATENCY_MS = 200;
const unlimited = {
  compute: { instances: -1, cores: -1, ram: -1, server_group_members: -1 },
  volume: { volumes: -1, gigabytes: -1 },
};
const config: Partial<PoolConfig> = {
  ...{ DD_HOST_IMAGE: 'Debian-12-docker', DD_HOST_MASTER_SG: null, DD_HOST_SSH_FROM: '192.0.2.0/24' },
  ...{ DD_HOST_DATA_VOLUME_FACTOR: 0, DD_HOST_DATA_VOLUME_TYPE: null },
};

type Run = { calls: number; ms: number };

function emulated(latencyMs: number) {
  const emulator = createOpenStack({
    ...{ clock: systemClock, random: seededRandom(1), delays: 'none', quotas: unlimited as never },
  });
  const transport: typeof emulator.transport = async request => {
    if (latencyMs > 0) await systemClock.sleep(latencyMs);
    return emulator.transport(request);
  };
  return { emulator, transport };
}

async function timed(
  emulator: ReturnType<typeof createOpenStack>,
  run: () => Promise<number>,
  hosts: number,
) {
  const begun = performance.now();
  const made = await run();
  const ms = performance.now() - begun;
  if (made !== hosts) throw new Error(`There are ${made} machines, not ${hosts}.`);
  return { calls: emulator.world.calls.length, ms } satisfies Run;
}

async function ours(hosts: number, latencyMs: number, signal: AbortSignal): Promise<Run> {
  const { emulator, transport } = emulated(latencyMs);
  const { authUrl, username, password, projectName } = emulator.config();
  const domain = { name: 'Default' };
  const user = { name: username, domain };
  const auth = { kind: 'password', user, password, project: { name: projectName, domain } } as const;
  const random = seededRandom(2);
  const cloud = openCloud({ authUrl, auth }, { transport, clock: systemClock, random });
  const poolConfig = { ...defaultConfigOf(''), ...config };
  const provider = openstackProvider(
    { id: '9a1b2c3d4e5f6071' },
    {
      ...{ cloud, where: 'the cloud', controllerId: 'a'.repeat(32) },
      ...{ clock: systemClock, random, settings: settingsNow(() => poolConfig) },
      reach: { userData: async () => '', seen: () => undefined, prepare: async () => undefined },
    },
  );
  const wanted = Array.from({ length: hosts }, (_, number) => ({
    ...{ id: `pb_dd_${number}`, flavor: 'standard.tiny', slots: 2, phase: 'spawning' },
  })) as never[];
  return timed(
    emulator,
    async () => {
      await Promise.all(wanted.map(host => provider.create(host, { signal })));
      return (await provider.list([], { signal })).length;
    },
    hosts,
  );
}

async function plainly(hosts: number, latencyMs: number): Promise<Run> {
  const { emulator, transport } = emulated(latencyMs);
  return timed(emulator, () => spawnPlainly(emulator, transport, hosts), hosts);
}

const measure = (
  name: string,
  { signal }: BenchContext,
  what: keyof Run,
  { hosts, latencyMs, runs }: { hosts: number; latencyMs: number; runs: number },
) =>
  compareInTurn({
    ...{ measure: name, unit: what === 'ms' ? 'ms' : 'calls', runs, signal },
    ours: async () => (await ours(hosts, latencyMs, signal))[what],
    baseline: async () => (await plainly(hosts, latencyMs))[what],
  });

const benches: Bench[] = [
  {
    measures: ['spawn.calls', 'spawn.time', 'spawn.path'],
    run: async context => [
      await measure('spawn.calls', context, 'calls', { hosts: HOSTS, latencyMs: 0, runs: 3 }),
      await measure('spawn.time', context, 'ms', { hosts: HOSTS, latencyMs: 0, runs: 25 }),
      await measure('spawn.path', context, 'ms', { hosts: 1, latencyMs: LATENCY_MS, runs: 5 }),
    ],
  },
];
export default benches;
