import { readLeaseText } from '../../../driver/providers/openstack/leaseText';
import { groupNameOf } from '../../../driver/providers/openstack/marks';
import { POOL_ID } from '../../sim/samples';
import type { CloudScenario, CloudStage } from './stage';

const hostsIn = (phase: string, { stand: { rockpool } }: CloudStage) =>
  rockpool.store.hosts.all().filter(host => host.phase === phase);
const are = (active: number, stage: CloudStage) =>
  hostsIn('active', stage).length === active &&
  stage.stand.rockpool.store.hosts.all().every(({ phase }) => phase === 'active' || phase === 'removed');

const one = { DD_MAX_HOSTS: 1, DD_FREE_SLOT_TARGET: 1 };
/** Of two slots each. */
const two = { DD_MAX_HOSTS: 2, DD_FREE_SLOT_TARGET: 3 };

/** Longer than it takes to start again and look at everything. */
const LATE_MS = 20_000;

/** When the pool's lease was last written (ms since the epoch). */
function renewedAt({ stand: { cloud } }: CloudStage): number {
  const groups = cloud.emulator.world.everything().securityGroups;
  const group = groups.find(({ name }) => name === groupNameOf(POOL_ID));
  return readLeaseText(group?.description)?.renewedAt ?? 0;
}

export const cloudScenarios: readonly CloudScenario[] = [
  {
    name: 'spawn of the first host, with the lease of the pool',
    config: one,
    most: 1,
    isDone: stage => are(1, stage),
  },
  {
    name: 'spawn of the first host, with calls that arrive late',
    config: one,
    most: 1,
    late: { 'network POST /security-groups': LATE_MS, 'compute POST /servers': LATE_MS },
    isDone: stage => are(1, stage),
  },
  {
    name: 'renewal of the lease',
    config: one,
    most: 1,
    arrange: stage => stage.until(() => are(1, stage)),
    isDone: stage =>
      are(1, stage) &&
      hostsIn('active', stage).every(({ history }) => history.every(({ at }) => at < renewedAt(stage))),
  },
  {
    name: 'taking a pool over from a Rockpool that is gone',
    config: one,
    most: 1,
    arrange: stage => stage.until(() => are(1, stage)),
    isSecond: true,
    ask: ({ store, pools }) =>
      pools.takeOver(store.pools.all()[0]?.id ?? '', { signal: new AbortController().signal }),
    canAsk: ({ pools }) =>
      pools.plans().some(({ lease, foreign }) => lease?.state === 'other' && foreign.length > 0),
    isDone: stage => are(1, stage),
  },
  {
    name: 'spawn of a second host',
    config: one,
    most: 2,
    arrange: stage => stage.until(() => are(1, stage)),
    ask({ store, pools }) {
      for (const { id } of store.pools.all()) pools.configure(id, two);
    },
    isDone: stage => are(2, stage),
  },
  {
    name: 'removal of a host beside another',
    config: two,
    most: 2,
    arrange: stage => stage.until(() => are(2, stage)),
    ask({ store, pools }) {
      for (const { id } of store.pools.all()) pools.configure(id, one);
      const [first, second] = store.hosts.all();
      if (first && second) pools.hosts.order([second.id], 'remove');
    },
    isDone: stage => are(1, stage) && hostsIn('removed', stage).length === 1,
  },
  {
    name: 'the order to shut the pool down at once, up to its report',
    config: one,
    most: 1,
    arrange: stage => stage.until(() => are(1, stage)),
    ask({ store, pools }) {
      for (const { id } of store.pools.all()) pools.shutdowns.shutDown(id, { how: 'now' });
    },
    isDone: ({ stand: { rockpool } }) =>
      rockpool.store.shutdowns.all().some(({ state, report }) => state === 'done' && report?.complete),
  },
];
