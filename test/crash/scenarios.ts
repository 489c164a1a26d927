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

export const scenarios: readonly Scenario[] = [
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
    ask: ({ instances }) => void instances.launch(launch),
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
];
