import type { PoolConfig } from '../../../driver/model/pool';
import { pick } from '../events';
import { use } from '../people';
import type { Scene } from '../scene';
import type { Step } from '../script';
import { waylay } from './ambush';
import { cloudCallNames } from './calls';
import { QUOTAS } from './cloud';
import { cloudFaults, isCrash } from './faults';
import { leave, leftoverKinds, openGroup } from './things';

/** What can happen in a project of an OpenStack beside what can happen anywhere. */
const operations = {
  waylay: (scene, lots, cell) => waylay(scene, cell, lots),
  cloudFault({ cloud, simulator }, [name, how, at]) {
    const fault = pick(lasting, name);
    const call = at < 0.7 ? pick(cloudCallNames, at / 0.7) : undefined;
    const times = how < 0.5 ? Math.ceil(how * 8) : undefined;
    const until = simulator.world.now() + 500 * 400 ** how;
    if (fault) cloud?.conditions.set({ fault, call, times, until });
  },
  quotaOf({ cloud }, [which, many]) {
    const found = pick(QUOTAS, which);
    if (found) cloud?.emulator.world.setQuota(found[0], found[1], Math.floor(many * 8));
  },
  mishapOf({ cloud }, [which, many]) {
    const mishap = pick(mishaps, which);
    if (mishap) cloud?.emulator.faults.next(mishap, Math.ceil(many * 3));
  },
  revoke: ({ cloud }) => cloud?.emulator.faults.revokeTokens(),
  leftover(scene, [which, at]) {
    const one = scene.workstations.length === 1 ? scene.workstations[0] : undefined;
    const kind = pick(leftoverKinds, at);
    if (one && kind && which < 0.5) leave(kind, one.controllerId, scene);
  },
  openGroup: scene => openGroup(scene),
  settle(scene, [which, what, value]) {
    const changes = pick(configurations, what)?.(value);
    const rockpool = pick(scene.workstations, which)?.rockpool;
    use(scene, rockpool, ({ pools, store }) => {
      const [pool] = store.pools.all();
      if (pool && changes) pools.configure(pool.id, changes);
    });
  },
} satisfies Record<string, (scene: Scene, lots: Step['with'], cell?: string) => void>;

export type CloudOperationName = keyof typeof operations;
export const cloudOperations: Record<
  CloudOperationName,
  (scene: Scene, lots: Step['with'], cell?: string) => void
> = operations;

const lasting = cloudFaults.filter(fault => !isCrash(fault));
const mishaps = [
  ...(['noValidHost', 'stuckInBuild', 'buildFails', 'volumeError', 'volumeStuckCreating'] as const),
  ...(['volumeErrorDeleting', 'volumeStuckDeleting', 'serverStuckDeleting', 'volumeForgotten'] as const),
  'imageKilled' as const,
];

/** What an admin changes, each by one number. */
const configurations: readonly ((lot: number) => Partial<PoolConfig>)[] = [
  lot => ({ DD_HOST_ANTI_AFFINITY: lot < 0.5 }),
  lot => ({ DD_HOST_FLOATING_POOL: lot < 0.5 ? 'public' : null }),
  lot => ({ DD_HOST_ROOT_VOLUME_SIZE: lot < 0.5 ? 0 : 10 }),
  lot => ({ DD_HOST_DATA_VOLUME_FACTOR: Math.floor(lot * 3) }),
  lot => ({ DD_WARM_IMAGES: lot < 0.8 }),
  lot => ({ DD_HOST_SSH_FROM: lot < 0.5 ? '192.0.2.0/24' : '198.51.100.7/32' }),
];
