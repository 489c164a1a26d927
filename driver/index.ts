import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { createActivity } from './activity/activity';
import { createChanges } from './api/changes';
import { createBlueprints } from './blueprints';
import { type CloudTransport, createClouds } from './clouds';
import { controllerIdOf } from './controllerId';
import { demoClock, demoCloudSettings, fillDemo } from './demo';
import { createEngines } from './engine';
import { makePoolHeadless, startPrivateEngineAgain } from './headless';
import { openHistory } from './history';
import { createHostLooks, followStore, openHostLogs } from './hosts';
import { openImages } from './imageDirectory';
import { bandwidth } from './images';
import { createInstances, followRoutes, setBackBy } from './instances';
import { createKeptEnds, createMachines, followEnds } from './machines';
import type { Clock, Random } from './model/clock';
import type { Instance } from './model/instance';
import type { Log } from './model/log';
import { defaultConfigOf, realProviders } from './model/pool';
import { createPools } from './pool';
import { createReach, createSimulator, openKeptCloud, type Simulator } from './providers';
import { startProxy } from './proxyPort';
import { createNeighbours, createRelay } from './relay';
import { createReports, knownSecrets } from './report';
import { openKeyFileSecrets as openKeyFile } from './secrets/keyFile';
import type { Secrets } from './secrets/secrets';
import type { Services } from './services';
import { createSettings, pushLimitOf } from './settings';
import { imagesOfPool, readState, subscribeToState, usesOfImage } from './state';
import { openStore } from './store/store';
import { createSupplies } from './supply';
import { systemRandom } from './system';
import { createTasks } from './tasks/tasks';
import { createTerminals } from './terminals';

export { type LinkTransport, serveLink } from './api/serveLink';
export type { Secrets } from './secrets/secrets';

/**
 * Secrets in the data folder itself, for runs without a keyring.
 * @throws RockpoolError SECRETS_KEY_OPEN, SECRETS_DAMAGED
 */
export function openKeyFileSecrets(dataDir: string): Secrets {
  return openKeyFile(dataDir, systemRandom);
}

/** What Rockpool's backend needs from whoever runs it. */
export interface RockpoolOptions {
  /** Holds the state, the images and the logs; made if it isn't there. */
  dataDir: string;
  /** What people of another Rockpool are told who has a pool; absent: the name of this machine. */
  name?: string;
  clock: Clock;
  random: Random;
  secrets: Secrets;
  log: Log;
  /** DOCKER_HOST and its like are read from here. */
  env: Record<string, string | undefined>;
  home: string;
  platform: NodeJS.Platform;
  /** IANA name, given to containers as TZ. */
  timeZone: string;
  /** Port of the access proxy on 127.0.0.1; 0: any free one (kept over restarts where possible). */
  proxyPort?: number;
  /**
   * True in the demo: its simulated cloud is kept in the data folder, a new folder is filled with samples, and new pools
   * may be of simulated hosts. Where `simulator` is given they always may.
   */
  demo?: boolean;
  /** What carries requests to OpenStack clouds; absent: HTTP. */
  cloudTransport?: CloudTransport | undefined;
  /** The cloud of pools with simulated hosts; absent: one whose instances answer on 127.0.0.1 (a demo's is kept). */
  simulator?: Simulator;
}

/** The running backend. Disposing stops planning and new work, ends single calls, and closes everything. */
export interface Rockpool extends AsyncDisposable {
  readonly services: Services;
  /** The address of the access proxy: `http://127.0.0.1:PORT`. */
  readonly proxyUrl: string;
}

/**
 * Starts the backend on a data folder.
 * @throws RockpoolError DATA_IN_USE, DATA_NEWER, DATA_READ_ONLY, PROXY_PORT_TAKEN, SIMULATOR_SETTINGS
 */
export async function startRockpool(given: RockpoolOptions): Promise<Rockpool> {
  const options = given.demo ? { ...given, clock: demoClock(given.clock, given.env) } : given;
  const { dataDir, clock, random, secrets, log, env, home, platform, timeZone } = options;
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const end of closing.reverse()) await end();
  };
  try {
    const store = openStore(dataDir, clock.now());
    closing.push(() => store[Symbol.dispose]());
    const activity = createActivity({ store, clock, random });
    if (store.setAside) {
      activity.note(
        'error',
        `The state was damaged and has been set aside as ${store.setAside}; a new one was begun.`,
      );
    }
    const history = openHistory({ dataDir, clock, log });
    closing.push(() => history[Symbol.dispose]());
    const controllerId = controllerIdOf(dataDir, random);
    const settings = createSettings(store);
    const tasks = createTasks({ clock, random, log });
    const simulator = options.simulator ?? ownCloud(options);
    if (!options.simulator) closing.push(() => simulator[Symbol.asyncDispose]());
    const machines = createMachines({
      ...{ store, secrets, activity, clock, random, env, home, platform },
      changed: poolId => pools.sourceChanged(poolId),
    });
    closing.push(() => machines[Symbol.dispose]());
    const { publicKey, privateKey, jump } = machines;
    const reach = createReach({ store, secrets, clock, random, platform, publicKey, privateKey, jump });
    closing.push(() => reach[Symbol.dispose]());
    /** To what a provider knows by this id. */
    const connectionOf = (id: string) => machines.connection(id) ?? reach.connection(id);
    const openers = new Map([
      ['sim', simulator.engine],
      ['ssh', machines.engine],
      ['openstack', reach.engine],
    ]);
    const engines = createEngines({ env, home, platform, clock, random, log, tasks, dataDir, openers });
    closing.push(() => engines[Symbol.asyncDispose]());
    startPrivateEngineAgain({ store, engines, log });
    const images = await openImages(settings.get().imageDirectory, path.join(dataDir, 'images'), activity, {
      store,
      tasks,
      clock,
      random,
      log,
      architecture: () => store.hosts.all().find(({ facts }) => facts)?.facts?.architecture,
      usedBy: id => usesOfImage(id, store),
    });
    closing.push(() => images[Symbol.asyncDispose]());
    const blueprints = createBlueprints({ store, clock, random });
    const holderName = options.name ?? hostname();
    const machinesOf = machines.of;
    const shared = { store, activity, engines, simulator, machinesOf, clock, random, controllerId };
    const nameOf = (url: string) => store.hosts.all().find(({ engineUrl }) => engineUrl === url)?.name ?? url;
    const connectionTo = (url: string) => machines.connection(url.slice('ssh://'.length));
    const relay = createRelay({ images, connectionTo, nameOf, clock });
    const {
      service: instances,
      work,
      passwordOf,
    } = createInstances({
      ...shared,
      images,
      tasks,
      secrets,
      timeZone,
      keptEnds: createKeptEnds({ connectionOf }),
      neighbours: createNeighbours({ store, engines, relay }),
      proxyUrl: () => proxy.url,
      bandwidth: bandwidth(clock, () => pushLimitOf(settings.get())),
    });
    const terminals = createTerminals({ openShell: instances.openShell, random, log });
    closing.push(() => terminals[Symbol.asyncDispose]());
    const setBack = setBackBy(store, clock.now());
    if (setBack > 0) work.shiftRuns(setBack);
    const routes = followRoutes(store);
    closing.push(routes.stop);
    const wayTo = ({ hostId = '' }: Instance) => {
      const url = store.hosts.get(hostId)?.engineUrl;
      return url === undefined ? undefined : engines.connect(url).connect;
    };
    const ways = { routes, passwordOf, wayTo };
    const proxy = await startProxy({ ...ways, dataDir, wanted: options.proxyPort, clock, log });
    closing.push(() => proxy[Symbol.asyncDispose]());
    closing.push(() => tasks[Symbol.asyncDispose]());
    const providers =
      options.demo || options.simulator ? ([...realProviders, 'simulator'] as const) : realProviders;
    const hostLogs = openHostLogs({ folder: path.join(dataDir, 'logs', 'hosts'), clock, log });
    closing.push(() => hostLogs[Symbol.asyncDispose]());
    closing.push(followStore(hostLogs, store));
    const clouds = createClouds({
      ...{ store, secrets, activity, clock, random, log, env, home, platform },
      ...{ pools: () => pools, jumpTo: jump, changed: id => pools.sourceChanged(id) },
      transport: options.cloudTransport,
    });
    closing.push(() => clouds[Symbol.dispose]());
    const configOf = (id: string) => store.pools.get(id)?.config ?? defaultConfigOf('');
    const imagesOf = (id: string) => imagesOfPool(store.pools.get(id), store, images);
    const openstack = { cloudOf: clouds.of, configOf, imagesOf, reach };
    const pools = createPools({
      ...{ ...shared, holderName, work, log, providers, openstack, hostLog: hostLogs.note },
    });
    closing.push(() => pools[Symbol.asyncDispose]());
    const supplies = createSupplies({ store, engines, work, pools, hostLog: hostLogs.note, clock, log });
    closing.push(() => supplies[Symbol.asyncDispose]());
    const hostLooks = createHostLooks({
      ...{ store, engines, clock, controllerId, isBringing: work.isBringing, suppliesOf: supplies.of },
    });
    const ends = followEnds({ store, clock, log, connectionOf });
    closing.push(() => ends[Symbol.dispose]());
    history.follow({
      plans: pools.plans,
      onPlan: pools.onPlan,
      hosts: store.hosts.all,
      instances: store.instances.all,
    });

    if (env.ROCKPOOL_HEADLESS === '1') {
      const stop = new AbortController();
      const made = makePoolHeadless({ store, engines, pools, activity, log }, { signal: stop.signal });
      closing.push(() => {
        stop.abort();
        for (const task of tasks.all()) if (task.kind === 'install') tasks.cancel(task.id);
        return made;
      });
    }
    if (options.demo) {
      const stop = new AbortController();
      const parts = { store, history, images, instances, pools, settings, simulator };
      const filled = fillDemo({ ...parts, dataDir, timeZone, clock, random, log }, { signal: stop.signal });
      closing.push(() => {
        stop.abort();
        return filled;
      });
    }
    const state = () => readState(store, { tasks, pools, settings });
    const reports = createReports({
      ...{ tasks, clock, state, hostLog: hostLogs.read, person: { user: loginName(), computer: hostname() } },
      logFolder: path.join(dataDir, 'logs'),
      secrets: () => knownSecrets({ secrets, store, passwordOf, cloudSecrets: clouds.secrets }),
    });
    const changes = createChanges({
      read: state,
      subscribe: listener => subscribeToState(store, { tasks, pools }, listener),
      clock,
    });
    return {
      services: {
        tasks,
        engines,
        machines,
        clouds,
        images,
        supplies,
        blueprints,
        instances,
        terminals,
        pools,
        hostLooks,
        hostLogs,
        settings,
        history,
        reports,
        changes,
      },
      proxyUrl: proxy.url,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A demo's is kept; another one ends with the app. */
function ownCloud({ demo, dataDir, clock, random, log, env }: RockpoolOptions): Simulator {
  if (!demo) return createSimulator({ clock, demo: true });
  // Chance goes on where the app is started again: nothing is called as something was before.
  const settings = { seed: Number.parseInt(random.hex(4), 16), ...demoCloudSettings(env) };
  return openKeptCloud({ dataDir, clock, log, settings });
}

/** The account that Rockpool runs under; empty where the system has no name for it. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
