import { REPLACE_BEFORE_MS } from '../../driver/pool/standing';
import { imageId } from '../sim/samples';
import type { Scenario, Stage } from './stage';

const hostsIn = (phase: string, { rockpool: { store } }: Stage) =>
  store.hosts.all().filter(host => host.phase === phase);
const instancesIn = (state: string, { rockpool: { store } }: Stage) =>
  store.instances.all().filter(instance => instance.state === state);

const launch = { blueprintId: 'small', userId: 'ada', requestId: 'the only request' };
const none = { DD_FREE_SLOT_TARGET: 0, DD_MAX_HOSTS: 1 };
const one = { DD_FREE_SLOT_TARGET: 1, DD_MAX_HOSTS: 1 };

async function untilActive(stage: Stage): Promise<void> {
  await stage.until(() => hostsIn('active', stage).length === 1);
}
async function untilRunning(stage: Stage): Promise<void> {
  await untilActive(stage);
  stage.rockpool.instances.launch(launch);
  await stage.until(() => instancesIn('running', stage).length === 1);
}

/** Whoever was asked for when the process was killed, and never made, is removed as well. */
const isReplaced = (leaving: string, stage: Stage) =>
  hostsIn('active', stage).length === 1 &&
  hostsIn('removed', stage).some(host => host.leaving === leaving) &&
  hostsIn('removed', stage).length + 1 === stage.rockpool.store.hosts.all().length;
const isServing = (stage: Stage) =>
  hostsIn('active', stage).length === 1 && instancesIn('running', stage).length === 1;
const two = { DD_FREE_SLOT_TARGET: 1, DD_MAX_HOSTS: 2 };
/** Longer than it takes to start again and look at everything. */
const LATE_MS = 20_000;

const basic: readonly Scenario[] = [
  {
    name: 'spawn',
    config: none,
    settings: { images: [imageId] },
    async arrange(stage) {
      await stage.until(() => stage.rockpool.store.pools.all().length === 1);
    },
    ask({ store, pools }) {
      for (const { id } of store.pools.all()) pools.configure(id, one);
    },
    isDone: stage => hostsIn('active', stage).length === 1,
  },
  {
    name: 'spawn where hosts are refused at first',
    config: none,
    settings: { images: [imageId] },
    async arrange(stage) {
      await stage.until(() => stage.rockpool.store.pools.all().length === 1);
      stage.simulator.inject({ name: 'apiErrors', call: 'api.create', times: 2 });
    },
    ask({ store, pools }) {
      for (const { id } of store.pools.all()) pools.configure(id, one);
    },
    isDone: stage => hostsIn('active', stage).length === 1,
  },
  {
    name: 'prepare with an image to push',
    config: one,
    async arrange(stage) {
      await stage.until(() => hostsIn('spawned', stage).length === 1);
    },
    isDone: stage => hostsIn('active', stage).length === 1,
  },
  {
    name: 'launch',
    config: one,
    settings: { images: [imageId] },
    arrange: untilActive,
    async ask({ instances, store }) {
      instances.launch(launch);
      // As the API answers: once it is on the disk.
      await store.durable();
    },
    isDone: stage => instancesIn('running', stage).length === 1,
  },
  {
    name: 'destroy of an instance',
    config: one,
    settings: { images: [imageId] },
    arrange: untilRunning,
    ask: ({ instances, store }) => instances.destroy(store.instances.all().map(({ id }) => id)),
    isDone: stage => instancesIn('deleted', stage).length === 1,
  },
  {
    name: 'removal of a host with an instance on it',
    config: one,
    settings: { images: [imageId] },
    async arrange(stage) {
      await untilRunning(stage);
      const { store, pools } = stage.rockpool;
      for (const { id } of store.pools.all()) pools.configure(id, none);
    },
    ask: ({ pools, store }) =>
      pools.hosts.order(
        store.hosts.all().map(({ id }) => id),
        'remove',
      ),
    isDone: stage =>
      hostsIn('removed', stage).length === 1 &&
      instancesIn('failed', stage).every(({ error }) => error?.code === 'HOST_REMOVED') &&
      instancesIn('failed', stage).length === 1,
  },
  {
    name: 'shutdown of the pool',
    config: one,
    settings: { images: [imageId] },
    arrange: untilRunning,
    ask({ store, pools, instances }) {
      for (const { id } of store.pools.all()) pools.configure(id, { DD_SHUTDOWN_MODE: true });
      instances.destroy(store.instances.all().map(({ id }) => id));
    },
    isDone: stage => hostsIn('removed', stage).length === 1 && instancesIn('deleted', stage).length === 1,
  },
  {
    name: 'the order to shut the pool down at once, up to its report',
    config: one,
    settings: { images: [imageId] },
    arrange: untilRunning,
    ask({ store, pools }) {
      for (const { id } of store.pools.all()) pools.shutdowns.shutDown(id, { how: 'now' });
    },
    isDone: ({ rockpool: { store } }) =>
      store.shutdowns.all().some(({ state, report }) => state === 'done' && report?.complete),
  },
  {
    name: 'replacement of a host',
    config: two,
    settings: { images: [imageId] },
    arrange: untilActive,
    ask({ pools, store }) {
      const hosts = store.hosts.all();
      if (hosts.length === 1) pools.hosts.order([hosts[0]?.id ?? ''], 'replace');
    },
    isDone: stage => isReplaced('lifetime', stage),
  },
  {
    name: 'replacement of a host that has grown old, while something runs on it',
    config: { ...two, DD_HOST_LIFETIME: '10m' },
    settings: { images: [imageId] },
    async arrange(stage) {
      await untilRunning(stage);
      const { store } = stage.rockpool;
      for (const host of store.hosts.all()) {
        const usedAt = stage.simulator.clock.now() - 10 * 60_000 + REPLACE_BEFORE_MS + 2_000;
        store.hosts.put(host.id, { ...host, firstUsedAt: usedAt });
      }
    },
    // It goes when that has ended; another takes the launches.
    isDone: stage =>
      isServing(stage) && hostsIn('draining', stage).some(({ leaving }) => leaving === 'lifetime'),
  },
  {
    name: 'removal of a host whose volume stays, a leftover',
    config: { ...one, DD_REMOVE_LEFTOVERS: true },
    settings: { images: [imageId] },
    async arrange(stage) {
      await untilActive(stage);
      stage.simulator.inject({ name: 'volumeStays', times: 1 });
    },
    ask: ({ pools, store }) =>
      pools.hosts.order(
        store.hosts.all().flatMap(({ id, phase }) => (phase === 'active' ? [id] : [])),
        'remove',
      ),
    canAsk: ({ store }) => store.hosts.all().length === 1,
    isDone: stage =>
      isReplaced('admin', stage) &&
      stage.simulator.world.things
        .at(stage.simulator.world.now())
        .every(({ hostId }) => hostId !== hostsIn('removed', stage)[0]?.id),
  },
  {
    name: 'loss of a host with an instance on it',
    config: one,
    settings: { images: [imageId] },
    async arrange(stage) {
      await untilRunning(stage);
      stage.simulator.inject({ name: 'hostVanishes' });
    },
    isDone: stage =>
      isReplaced('lost', stage) &&
      instancesIn('failed', stage).length === 1 &&
      instancesIn('failed', stage).every(({ error }) => error?.code === 'HOST_LOST'),
  },
  {
    name: 'the end of a life-time',
    config: one,
    settings: { images: [imageId] },
    lifetime: '1m',
    async arrange(stage) {
      await untilRunning(stage);
      const { clock } = stage.simulator;
      const endsAt = stage.rockpool.store.instances.all()[0]?.expiresAt ?? 0;
      await stage.until(() => clock.now() > endsAt - 2_000);
    },
    isDone: stage => instancesIn('deleted', stage).length === 1,
  },
  {
    name: 'a start without its state',
    config: one,
    settings: { images: [imageId] },
    arrange: untilRunning,
    stateIsLost: true,
    isDone: isServing,
  },
  {
    name: 'taking a pool over from a Rockpool that is gone',
    config: one,
    settings: { images: [imageId] },
    arrange: untilRunning,
    isSecond: true,
    ask: ({ pools, store }) =>
      pools.takeOver(store.pools.all()[0]?.id ?? '', { signal: new AbortController().signal }),
    canAsk: ({ pools }) =>
      pools.plans().some(({ lease, foreign }) => lease?.state === 'other' && foreign.length > 0),
    isDone: isServing,
  },
];

/** The same with calls that arrive when the one who made them may be gone. */
const late: readonly Scenario[] = basic
  .filter(({ name }) => ['spawn', 'launch', 'destroy of an instance', 'shutdown of the pool'].includes(name))
  .map(scenario => ({
    ...scenario,
    name: `${scenario.name}, with calls that arrive late`,
    late: {
      'provider.create': LATE_MS,
      'provider.destroy': LATE_MS,
      'engine.create': LATE_MS,
      'engine.start': LATE_MS,
      'engine.remove': LATE_MS,
    },
  }));

export const scenarios = [...basic, ...late];
