import { createAccounts } from '../../../driver/account/account';
import { createActivity } from '../../../driver/activity/activity';
import { type Engines, heardEngines } from '../../../driver/engine';
import type { ImageLibrary } from '../../../driver/images';
import { createInstances } from '../../../driver/instances';
import type { Host } from '../../../driver/model/host';
import { hostPhaseNames } from '../../../driver/model/hostPhases';
import type { Instance } from '../../../driver/model/instance';
import { type Pool, poolConfigSchema } from '../../../driver/model/pool';
import { seededRandom } from '../../../driver/model/seededRandom';
import { templateConfigSchema } from '../../../driver/model/template';
import { createHostRows } from '../../../driver/pool/hosts';
import type { ManagerDependencies } from '../../../driver/pool/manager';
import { poolIdOf } from '../../../driver/pool/poolId';
import { createSimulator, type Simulator } from '../../../driver/providers';
import { openStore, type Store } from '../../../driver/store/store';
import { systemClock } from '../../../driver/system';
import { createTasks } from '../../../driver/tasks/tasks';
import { silentLog } from '../../support/fakeClock';
import { instantCloud } from './cloud';

const POOL = 'DockerDriver';
const CONTROLLER = 'bench';
const IMAGE = `sha256:${'a'.repeat(64)}`;
const SLOTS = 24;
const random = seededRandom(1);

/** A simulated cloud in the middle of its life, and what the records of its hosts and instances would say. */
export interface FilledCloud {
  readonly simulator: Simulator;
  readonly pool: Pool;
  readonly records: readonly { host: Host; instances: Instance[] }[];
}

/** A pool in the middle of its life: hosts with running instances, in the records and in the simulated cloud alike. */
export interface FilledPool extends AsyncDisposable {
  readonly pool: Pool;
  readonly store: Store;
  /** What a manager of the pool needs; the pool's plans are kept nowhere. */
  readonly dependencies: ManagerDependencies;
}

/** Some of what happened to a host, or is said of an instance, in so many lines. */
function hostRecord(id: string, pool: Pool, providerId: string): Host {
  const now = systemClock.now();
  const history = hostPhaseNames
    .slice(0, 4)
    .map((phase, step) => ({ phase, at: now - 3_600_000 + step * 30_000, reason: `Step ${step} was done.` }));
  return {
    id,
    poolId: pool.id,
    name: `simulated-${id.slice(-8)}`,
    phase: 'active',
    history,
    providerId,
    engineUrl: `sim://${providerId}`,
    slots: SLOTS,
    createdAt: now - 3_600_000,
    flavor: 'standard.xlarge',
    firstUsedAt: now - 3_000_000,
    facts: {
      engineVersion: 'simulated',
      operatingSystem: 'Simulated (standard.xlarge)',
      architecture: 'amd64',
      memoryMiB: SLOTS * 1024,
      cpus: 8,
    },
  };
}

function instanceRecord(number: number, host: Host): Instance {
  const now = systemClock.now();
  const config = templateConfigSchema.parse({
    name: 'Statistics course',
    docker_image: 'lab/httpd',
    internal_port: 8080,
  });
  const line = (text: string) => ({ at: now - 1_000_000, level: 'info' as const, text });
  return {
    id: random.hex(16),
    name: `pb-user-${number}-the-amber`,
    poolId: host.poolId,
    blueprintId: 'b',
    config,
    userId: `user-${number % 500}`,
    requestId: random.hex(8),
    state: 'running',
    warnings: [],
    route: random.hex(16),
    slots: 1,
    memoryMiB: 512,
    lifetimeMs: 4 * 3_600_000,
    hostId: host.id,
    containerId: '',
    hostPort: 0,
    unknown: false,
    log: [
      line('In the queue.'),
      line(`Placed on ${host.name}, 20 of 24 slots free.`),
      line('Its container is made; starting it.'),
      line(`pb-user-${number}-the-amber is running after 3.1 s, for 4h.`),
    ],
    createdAt: now - 1_000_000 + number,
    runningAt: now - 1_000_000 + number,
    expiresAt: now + 3 * 3_600_000 + number,
  };
}

/** A cloud in which nothing takes any time, with `hosts` machines of the pool and `perHost` containers on each. */
export async function filledCloud({
  hosts,
  perHost,
  controllerId = CONTROLLER,
  imageId = IMAGE,
}: {
  hosts: number;
  perHost: number;
  /** Whose marks everything carries. */
  controllerId?: string;
  /** What all engines have, and all containers are made from. */
  imageId?: string;
}): Promise<FilledCloud> {
  const simulator = createSimulator({ clock: systemClock, settings: { ...instantCloud, images: [imageId] } });
  const pool: Pool = {
    id: poolIdOf(POOL),
    name: POOL,
    provider: 'simulator',
    engineUrl: 'sim://DockerDriver',
    config: poolConfigSchema.parse({ DD_MAX_HOSTS: 10_000, DD_FREE_SLOT_TARGET: 4 }),
    createdAt: 0,
  };
  const provider = simulator.provider(pool.id, controllerId);
  const signal = new AbortController().signal;
  const records: { host: Host; instances: Instance[] }[] = [];
  for (let number = 0; number < hosts; number += 1) {
    const host = hostRecord(`pb_dd_${random.hex(16)}`, pool, `simulated-${number + 1}`);
    await provider.create(host, { signal });
    records.push({ host, instances: [] });
  }
  let made = 0;
  for (const { host, instances } of records) {
    const engine = simulator.engine(host.engineUrl ?? '');
    for (let number = 0; number < perHost; number += 1) {
      const instance = instanceRecord(made, host);
      made += 1;
      const containerId = await engine.create(specOf(instance, host, controllerId, imageId));
      await engine.start(containerId);
      const { hostPort = 0 } = await engine.inspect(containerId);
      instances.push({ ...instance, containerId, hostPort });
    }
  }
  return { simulator, pool, records };
}

/** What the pools of a store need, on a simulated cloud. */
export function partsOn(store: Store, simulator: Simulator) {
  const times = { clock: systemClock, random, log: silentLog };
  const activity = createActivity({ store, ...times });
  const engines = heardEngines(simulator.engine) as Engines;
  const shared = { ...times, store, activity, engines, controllerId: CONTROLLER };
  const { work } = createInstances({
    ...shared,
    images: { find: () => undefined } as unknown as ImageLibrary,
    tasks: createTasks(times),
    secrets: { names: () => [], get: () => 'key', set: () => undefined, remove: () => undefined },
    timeZone: 'UTC',
    proxyUrl: () => 'http://127.0.0.1:1',
  });
  return { ...shared, simulator, work };
}

/** Records what is in the cloud. */
export function fillStore(store: Store, { pool, records }: Pick<FilledCloud, 'pool' | 'records'>): void {
  store.transaction(() => {
    store.pools.put(pool.id, pool);
    for (const { host, instances } of records) {
      store.hosts.put(host.id, host);
      for (const instance of instances) store.instances.put(instance.id, instance);
    }
  });
}

/** @param dataDir a new folder for the state */
export async function filledPool(
  dataDir: string,
  size: { hosts: number; perHost: number },
): Promise<FilledPool> {
  const { simulator, pool, records } = await filledCloud(size);
  const store = openStore(dataDir, systemClock.now());
  fillStore(store, { pool, records });
  const parts = partsOn(store, simulator);
  const accounts = createAccounts(parts);
  return {
    pool,
    store,
    dependencies: {
      ...parts,
      provider: simulator.provider(pool.id, CONTROLLER),
      holderName: CONTROLLER,
      accounts,
      hostRows: createHostRows({ ...parts, accounts }),
      trustFrom: () => 0,
      onPlan: () => undefined,
    },
    async [Symbol.asyncDispose]() {
      await simulator[Symbol.asyncDispose]();
      store[Symbol.dispose]();
    },
  };
}

function specOf(
  { id, name, userId, route, createdAt, lifetimeMs }: Instance,
  host: Host,
  controller: string,
  imageId: string,
) {
  return {
    name,
    imageId,
    marks: {
      controller,
      pool: host.poolId,
      host: host.id,
      instance: id,
      blueprint: 'Statistics course',
      user: userId,
      slots: 1,
      route,
      port: 8080,
      created: createdAt,
      lifetime: lifetimeMs,
    },
    command: [],
    environment: { INSTANCE_ID: id },
    port: 8080,
    memoryMiB: 512,
  };
}
