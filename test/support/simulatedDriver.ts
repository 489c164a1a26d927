import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { createActivity } from '../../driver/activity/activity';
import { type Engines, heardEngines } from '../../driver/engine';
import type { ImageLibrary } from '../../driver/images';
import { createInstances, type Instances } from '../../driver/instances';
import type { Random } from '../../driver/model/clock';
import type { Image } from '../../driver/model/image';
import { seededRandom } from '../../driver/model/seededRandom';
import { templateConfigSchema } from '../../driver/model/template';
import { createPools, type Pools } from '../../driver/pool';
import { poolIdOf } from '../../driver/pool/poolId';
import { createSimulator, type Simulator } from '../../driver/providers';
import type { SimulatorSettings } from '../../driver/providers/simulator';
import { openStore, type Store } from '../../driver/store/store';
import { createTasks } from '../../driver/tasks/tasks';
import { silentLog } from './fakeClock';
import { type VirtualClock, virtualClock } from './virtualClock';

/** A simulated cloud in virtual time, and the drivers that share it. */
export interface SimulatedCloud extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  /** Everything that happened in the cloud, and every change of a host's phase and an instance's state, in order. */
  readonly history: string[];
  /** A driver with a store of its own that uses this cloud as `controllerId`; it ends with the cloud at the latest. */
  driver(controllerId: string): SimulatedDriver;
}

/** The real pools, instances and store on a simulated cloud, in virtual time, with a pool DockerDriver. */
export interface SimulatedDriver extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly history: string[];
  readonly store: Store;
  readonly instances: Instances;
  readonly pools: Pools;
  /** The pool's. */
  readonly poolId: string;
  /** @returns its id */
  launch(): string;
  /** Ends the driver; it can be restarted. */
  stop(): Promise<void>;
  /** Ends the driver and starts it anew, on the same cloud and store. */
  restart(): Promise<void>;
  /** The same with an empty store: the pool is made again by its name. */
  restartWithoutState(): Promise<void>;
  /** Moves time on until it holds; throws with the state where it doesn't. */
  until(holds: () => boolean, limitMs?: number): Promise<void>;
}

const hex = 'a'.repeat(64);
const image = { id: 'lab/httpd:latest', imageId: `sha256:${hex}`, exposedPorts: [8080] } as unknown as Image;

/** What `docker load` is sent for the image: its manifest will do. */
async function archiveOf(): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'manifest.json' }, JSON.stringify([{ Config: `${hex}.json`, RepoTags: [image.id] }]));
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

const POOL = 'DockerDriver';

export async function simulatedCloud(settings: SimulatorSettings = {}): Promise<SimulatedCloud> {
  const clock = virtualClock();
  const history: string[] = [];
  const note = (what: string, about: string) => history.push(`${clock.monotonic()} ${what} ${about}`);
  const simulator = createSimulator({ clock, settings, onEvent: ({ what, about }) => note(what, about) });
  const archive = await archiveOf();
  const drivers: SimulatedDriver[] = [];
  return {
    clock,
    simulator,
    history,
    driver(controllerId) {
      const seed = (settings.seed ?? 1) + 1 + drivers.length;
      const random = seededRandom(seed);
      const driver = driverOn({ clock, simulator, history, note, archive, random, controllerId });
      drivers.push(driver);
      return driver;
    },
    async [Symbol.asyncDispose]() {
      for (const driver of drivers) await driver[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

/** One driver with a cloud of its own. */
export async function simulatedDriver(settings: SimulatorSettings = {}): Promise<SimulatedDriver> {
  const cloud = await simulatedCloud(settings);
  const driver = cloud.driver('controller');
  return Object.assign(Object.create(driver) as SimulatedDriver, {
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  });
}

interface Cloud extends Pick<SimulatedCloud, 'clock' | 'simulator' | 'history'> {
  note(what: string, about: string): void;
  archive: Buffer;
  random: Random;
  controllerId: string;
}

function driverOn({
  clock,
  simulator,
  history,
  note,
  archive,
  random,
  controllerId,
}: Cloud): SimulatedDriver {
  const images = {
    find: () => image,
    openArchive: () => ({ stream: Readable.from([archive]), size: archive.length }),
  } as unknown as ImageLibrary;
  const engines = heardEngines(simulator.engine) as Engines;
  const folder = mkdtempSync(path.join(tmpdir(), 'simulated-driver-'));

  function begin() {
    const store = openStore(folder, simulator.clock.now());
    store.onCommit(({ hosts, instances }) => {
      for (const { id, phase } of Object.values(hosts?.put ?? {})) note(`host ${phase}`, id);
      for (const { id, state } of Object.values(instances?.put ?? {})) note(`instance ${state}`, id);
    });
    if (store.templates.all().length === 0) fill(store);
    const times = { clock: simulator.clock, random, log: silentLog };
    const activity = createActivity({ store, ...times });
    const shared = { ...times, store, activity, engines, simulator, controllerId };
    const { service, work } = createInstances({
      ...shared,
      images,
      tasks: createTasks(times),
      secrets: { names: () => [], get: () => 'key', set: () => undefined, remove: () => undefined },
      timeZone: 'UTC',
      proxyUrl: () => 'http://127.0.0.1:1',
    });
    const pools = createPools({ ...shared, work, holderName: controllerId });
    if (store.pools.all().length === 0)
      pools.create({ name: POOL, provider: 'simulator', engineUrl: `sim://${POOL}` });
    return { store, instances: service, pools };
  }
  function fill(store: Store): void {
    const common = { active: true, createdAt: 0, updatedAt: 0 };
    const config = templateConfigSchema.parse({
      name: 'httpd',
      docker_image: 'lab/httpd',
      internal_port: 8080,
      maximum_instances_per_user: 1000,
    });
    store.templates.put('t', { id: 't', plugin: POOL, config, allowedAttributes: [], ...common });
    store.blueprints.put('b', { id: 'b', templateId: 't', config: { name: 'httpd' }, ...common });
  }

  let running: ReturnType<typeof begin> | undefined = begin();
  const now = () => {
    if (!running) throw new Error('The driver was stopped.');
    return running;
  };

  async function stop(): Promise<void> {
    if (!running) return;
    const { pools, store } = running;
    running = undefined;
    const stopping = { done: false };
    void pools[Symbol.asyncDispose]().then(() => {
      stopping.done = true;
    });
    await clock.until(() => stopping.done, 60_000);
    store[Symbol.dispose]();
  }

  return {
    clock,
    simulator,
    history,
    poolId: poolIdOf(POOL),
    get store() {
      return now().store;
    },
    get instances() {
      return now().instances;
    },
    get pools() {
      return now().pools;
    },
    launch: () => now().instances.launch({ blueprintId: 'b', userId: 'ada', requestId: random.hex(8) }).id,
    stop,
    async restart() {
      await stop();
      running = begin();
    },
    async restartWithoutState() {
      await stop();
      for (const file of readdirSync(folder)) rmSync(path.join(folder, file));
      running = begin();
    },
    async until(holds, limitMs = 600_000) {
      if (await clock.until(holds, limitMs)) return;
      const { hosts, instances } = now().store;
      throw new Error(JSON.stringify({ hosts: hosts.all(), instances: instances.all() }, null, 1));
    },
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
