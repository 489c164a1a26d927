import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { createActivity } from '../../driver/activity/activity';
import type { Engines } from '../../driver/engine';
import type { ImageLibrary } from '../../driver/images';
import { createInstances, type Instances } from '../../driver/instances';
import type { Image } from '../../driver/model/image';
import { seededRandom } from '../../driver/model/seededRandom';
import { templateConfigSchema } from '../../driver/model/template';
import { createPools, type Pools } from '../../driver/pool';
import { createSimulator, type Simulator } from '../../driver/providers';
import type { SimulatorSettings } from '../../driver/providers/simulator';
import { openStore, type Store } from '../../driver/store/store';
import { createTasks } from '../../driver/tasks/tasks';
import { silentLog } from './fakeClock';
import { type VirtualClock, virtualClock } from './virtualClock';

/** The real pools, instances and store on a simulated cloud, in virtual time. */
export interface SimulatedDriver extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  /** Everything that happened in the cloud, and every change of a host's phase and an instance's state, in order. */
  readonly history: string[];
  readonly store: Store;
  readonly instances: Instances;
  readonly pools: Pools;
  /** @returns its id */
  launch(): string;
  /** Ends the driver and starts it anew, on the same cloud and store. */
  restart(): Promise<void>;
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

export async function simulatedDriver(settings: SimulatorSettings = {}): Promise<SimulatedDriver> {
  const clock = virtualClock();
  const random = seededRandom((settings.seed ?? 1) + 1);
  const history: string[] = [];
  const note = (what: string, about: string) => history.push(`${clock.monotonic()} ${what} ${about}`);
  const simulator = createSimulator({ clock, settings, onEvent: ({ what, about }) => note(what, about) });
  const archive = await archiveOf();
  const images = {
    find: () => image,
    openArchive: () => ({ stream: Readable.from([archive]), size: archive.length }),
  } as unknown as ImageLibrary;
  const engines = { connect: simulator.engine } as unknown as Engines;
  const folder = mkdtempSync(path.join(tmpdir(), 'simulated-driver-'));

  function begin() {
    const store = openStore(folder, simulator.clock.now());
    store.onCommit(({ hosts, instances }) => {
      for (const { id, phase } of Object.values(hosts?.put ?? {})) note(`host ${phase}`, id);
      for (const { id, state } of Object.values(instances?.put ?? {})) note(`instance ${state}`, id);
    });
    const times = { clock: simulator.clock, random, log: silentLog };
    const activity = createActivity({ store, ...times });
    const shared = { ...times, store, activity, engines, simulator, controllerId: 'controller' };
    const { service, work } = createInstances({
      ...shared,
      images,
      tasks: createTasks(times),
      secrets: { get: () => 'key', set: () => undefined, remove: () => undefined },
      timeZone: 'UTC',
      proxyUrl: () => 'http://127.0.0.1:1',
    });
    return { store, instances: service, pools: createPools({ ...shared, work }) };
  }
  function fill(store: Store): void {
    const common = { active: true, createdAt: 0, updatedAt: 0 };
    const config = templateConfigSchema.parse({
      name: 'httpd',
      docker_image: 'lab/httpd',
      internal_port: 8080,
      maximum_instances_per_user: 1000,
    });
    store.templates.put('t', { id: 't', plugin: 'DockerDriver', config, allowedAttributes: [], ...common });
    store.blueprints.put('b', { id: 'b', templateId: 't', config: { name: 'httpd' }, ...common });
  }

  let running = begin();
  fill(running.store);
  running.pools.create({ name: 'DockerDriver', provider: 'simulator', engineUrl: 'sim://DockerDriver' });

  async function stop(): Promise<void> {
    const stopping = { done: false };
    void running.pools[Symbol.asyncDispose]().then(() => {
      stopping.done = true;
    });
    await clock.until(() => stopping.done, 60_000);
    running.store[Symbol.dispose]();
  }

  return {
    clock,
    simulator,
    history,
    get store() {
      return running.store;
    },
    get instances() {
      return running.instances;
    },
    get pools() {
      return running.pools;
    },
    launch: () => running.instances.launch({ blueprintId: 'b', userId: 'ada', requestId: random.hex(8) }).id,
    async restart() {
      await stop();
      running = begin();
    },
    async until(holds, limitMs = 600_000) {
      if (await clock.until(holds, limitMs)) return;
      const { hosts, instances } = running.store;
      throw new Error(JSON.stringify({ hosts: hosts.all(), instances: instances.all() }, null, 1));
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await simulator[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
